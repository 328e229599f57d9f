/**
 * Which actions wait for a person. Waiting takes virtual time and `admit` takes none, so this stage
 * lets a message through to the sinks, and the sinks suspend what `needsPerson` names until a signed
 * decision about exactly that action is redeemed (`approval-queue.ts`, `approval-register.ts`).
 */
import type { Draft } from '../../../adapters/contract.ts'
import type { GuardDirectory } from '../guard-options.ts'
import type { Stage } from '../stage.ts'

/** The department function whose actions H1 holds back. */
const POLICY_DEPARTMENT = 'content-policy'

/** What a sink is about to do, in its own words and not in those of the message. */
export type ActionClass = Pick<Draft, 'from' | 'action' | 'resource'>

export interface ApprovalStage extends Stage {
  /** True if a person must decide about the action before it is carried out. */
  needsPerson(action: ActionClass): boolean
}

/** H1: whatever an agent of a content-policy department publishes on a board. */
export class PolicyApproval implements ApprovalStage {
  readonly level = 'H1'
  private readonly directory: GuardDirectory

  constructor(directory: GuardDirectory) {
    this.directory = directory
  }

  passes(): boolean {
    return true
  }

  needsPerson({ from, action }: ActionClass): boolean {
    return action === 'post' && this.directory.functionOf(from) === POLICY_DEPARTMENT
  }
}

/** H2: every post, whoever's it is, and everything asked of another department. */
export class CrossTeamApproval implements ApprovalStage {
  readonly level = 'H2'

  passes(): boolean {
    return true
  }

  needsPerson({ action, resource }: ActionClass): boolean {
    return action === 'post' || (resource === 'peer' && action !== 'reply')
  }
}
