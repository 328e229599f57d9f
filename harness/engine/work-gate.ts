/** The work of a department that containment can take offline as a whole. */
import type {
  Clock,
  Deployment,
  Outcome,
  PeerReply,
  PeerRequest,
  Work,
} from '../../adapters/contract.ts'

const FAILED: Outcome = { kind: 'failed', reason: 'quarantine' }
const REFUSED: PeerReply = { kind: 'refused', reason: 'quarantine' }

/**
 * Hands work to a deployment until it is shut. Then what is running ends at once, without a result,
 * nothing is started or served, and whatever the deployment still comes back with is ignored.
 */
export class WorkGate implements Pick<Deployment, 'start' | 'serve'> {
  private readonly deployment: Deployment
  private readonly clock: Clock
  private readonly running = new Set<() => void>()
  private isShut = false

  constructor(deployment: Deployment, clock: Clock) {
    this.deployment = deployment
    this.clock = clock
  }

  start(work: Work, done: (outcome: Outcome) => void): void {
    // Its own event: a queue of works that fail at once must not fail one inside the other.
    if (this.isShut) this.clock.after(0, done, FAILED)
    else this.deployment.start(work, this.once(done, FAILED))
  }

  serve(request: PeerRequest, reply: (reply: PeerReply) => void): void {
    if (this.isShut) reply(REFUSED)
    else this.deployment.serve(request, this.once(reply, REFUSED))
  }

  /** Returns how many works and requests it ended. Idempotent. */
  shut(): number {
    this.isShut = true
    const ending = [...this.running]
    for (const end of ending) end()
    return ending.length
  }

  /** A callback that is called once: with the answer, or with `shut` if that comes first. */
  private once<T>(answer: (value: T) => void, shut: T): (value: T) => void {
    const end = (value: T): void => {
      if (this.running.delete(cut)) answer(value)
    }
    const cut = (): void => end(shut)
    this.running.add(cut)
    return end
  }
}
