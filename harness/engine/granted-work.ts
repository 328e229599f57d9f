/** K1: a deployment whose works come with capabilities. */
import {
  type Deployment,
  type Outcome,
  type PeerReply,
  type PeerRequest,
  type ReportMessage,
  type Sealed,
  type Work,
} from '../../adapters/contract.ts'
import type { CellGuard } from '../controls/guard.ts'
import type { AgentId } from '../kernel/units.ts'
import { grantsOf } from '../kernel/provenance.ts'

/** The authority grants a work what its steps need when it starts, and takes it back at its end. */
export class GrantedWork implements Deployment {
  private readonly deployment: Deployment
  private readonly guard: Pick<CellGuard, 'begin' | 'end'>

  constructor(deployment: Deployment, guard: Pick<CellGuard, 'begin' | 'end'>) {
    this.deployment = deployment
    this.guard = guard
  }

  start(work: Work, done: (outcome: Outcome) => void): void {
    const { id, initiator, steps } = work
    const { guard } = this
    guard.begin({ id, initiator, actions: [...new Set(steps.flatMap((step) => grantsOf(step)))] })
    this.deployment.start(work, (outcome) => {
      guard.end(id)
      done(outcome)
    })
  }

  serve(request: PeerRequest, reply: (reply: PeerReply) => void): void {
    this.deployment.serve(request, reply)
  }

  report(message: ReportMessage): Sealed | undefined {
    return this.deployment.report(message)
  }

  purge(agent: AgentId): number {
    return this.deployment.purge(agent)
  }
}
