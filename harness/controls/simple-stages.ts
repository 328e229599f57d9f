/** Opens the stages that need little more than their level's name. */
import {
  type ApprovalStage,
  CrossTeamApproval,
  PolicyApproval,
} from './approvals/approval-stage.ts'
import { NoApproval } from './approvals/no-approval.ts'
import { CommunicationStop } from './containment/communication-stop.ts'
import {
  AgentQuarantine,
  NoContainment,
  type ContainmentStage,
} from './containment/containment-stage.ts'
import { DepartmentQuarantine } from './containment/department-quarantine.ts'
import { serviceAccountOf } from './envelope.ts'
import type { GuardOptions } from './guard-options.ts'
import { DEFAULT_LIMITS } from './limits/limit-parameters.ts'
import type { LimitStage } from './limits/limit-stage.ts'
import { NoLimit } from './limits/no-limit.ts'
import { SenderLimits } from './limits/sender-limits.ts'

export function containmentStage({ levels, cell, directory }: GuardOptions): ContainmentStage {
  switch (levels.containment) {
    case 'C0':
      return new NoContainment()
    case 'C1':
      return new AgentQuarantine()
    case 'C2':
      return new DepartmentQuarantine(cell, (agent) => directory.cellOf(agent))
    case 'C3':
      return new CommunicationStop()
  }
}

export function limitStage({ levels, cell, directory, clock, limits }: GuardOptions): LimitStage {
  if (levels.limits === 'R0') return new NoLimit()
  const account = serviceAccountOf(cell)
  return new SenderLimits(limits ?? DEFAULT_LIMITS, clock, (agent) =>
    agent < 0 ? agent === account : directory.cellOf(agent) === cell,
  )
}

export function approvalStage({ levels, directory }: GuardOptions): ApprovalStage {
  switch (levels.approvals) {
    case 'H0':
      return new NoApproval()
    case 'H1':
      return new PolicyApproval(directory)
    case 'H2':
      return new CrossTeamApproval()
  }
}
