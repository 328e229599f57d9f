/**
 * Where a department's actions wait for people (approvals H1 and H2). It joins what is real, the
 * queue and the signed decisions, to what is simulated, the people who decide.
 *
 * A post is redeemed here, just before it appears. A request is approved by people of the department
 * that asks, travels with their decision, and is redeemed by the department that is asked.
 */
import type { Admitted, PeerRequest, ToolCall, Work } from '../../adapters/contract.ts'
import { actionHash, effectText, requestText } from '../controls/approvals/action-text.ts'
import { ApprovalQueue, type Resolution } from '../controls/approvals/approval-queue.ts'
import { ApprovalRegister } from '../controls/approvals/approval-register.ts'
import type { ActionClass } from '../controls/approvals/approval-stage.ts'
import type { ApprovalDecision, PersonId } from '../controls/approvals/decision.ts'
import { ReviewerKeys } from '../controls/approvals/reviewer-keys.ts'
import { serviceAccountOf } from '../controls/envelope.ts'
import type { CellGuard } from '../controls/guard.ts'
import { MusterError } from '../kernel/errors.ts'
import type { Timeline } from '../kernel/timeline.ts'
import type { AgentId, CellId } from '../kernel/units.ts'
import { Histogram } from '../../results/histogram.ts'
import { Approvers, DEFAULT_APPROVALS } from '../world/approvers.ts'
import type { Organisation } from '../world/organisation.ts'
import { NOBODY, type Review, type ReviewPool } from '../world/review-pool.ts'
import type { EffectGate } from '../world/tools.ts'
import type { ApprovalSpec, PeopleSpec } from '../../workloads/workload.ts'
import type { RequestGate } from './cell-network.ts'

const QUEUE_FAILED = 'nobody could be asked to approve it'

export interface ApprovalDeskOptions {
  readonly timeline: Timeline
  readonly organisation: Organisation
  readonly seed: number
  readonly people: PeopleSpec
  readonly pool: ReviewPool
  readonly guard: CellGuard
  readonly counters: { approvals: number }
}

export interface ApprovalDeskTally {
  timedOut: number
  withdrawn: number
  /** Review time of all that was asked, in virtual µs. */
  offeredUs: number
}

/** What becomes of a request that arrives from another department. */
export type Arrival =
  | { readonly kind: 'accepted'; readonly request: PeerRequest }
  | { readonly kind: 'refused'; readonly reason: string }

export class ApprovalDesk implements EffectGate, RequestGate {
  readonly approvers: Approvers
  readonly tally: ApprovalDeskTally = { timedOut: 0, withdrawn: 0, offeredUs: 0 }
  /** Time until a person began; what no person began in time is censored. */
  readonly waits: Histogram = new Histogram()
  readonly queue: ApprovalQueue
  /** Actions that were refused because nobody could be asked. */
  unasked = 0
  private readonly options: ApprovalDeskOptions
  private readonly spec: ApprovalSpec
  private readonly register: ApprovalRegister

  /** Throws WORKLOAD_INVALID if there is nobody to decide. */
  constructor(options: ApprovalDeskOptions) {
    const { timeline, organisation, seed, people, guard } = options
    if (people.reviewers === 0) {
      throw new MusterError('WORKLOAD_INVALID', 'actions need approval, and nobody reviews them', {
        where: 'people.reviewers',
        hint: 'give at least one reviewer, or a profile with approvals H0',
      })
    }
    this.options = options
    this.spec = { ...DEFAULT_APPROVALS, ...people.approvals }
    const { timeoutUs, onTimeout, decisionTtlUs } = this.spec
    const keys = new ReviewerKeys(seed)
    this.approvers = new Approvers(seed, this.spec)
    this.queue = new ApprovalQueue({
      timeline,
      keys,
      timeoutUs,
      onTimeout,
      ttlUs: decisionTtlUs,
      signed: (signature) => guard.proof.addText(signature),
    })
    this.register = new ApprovalRegister({
      clock: timeline,
      keys,
      cellOf: (agent) => organisation.cellOf(agent),
      isReviewer: (person, cell) =>
        this.placeOf(person, cell) !== NOBODY ||
        (onTimeout === 'allow' && person === serviceAccountOf(cell)),
      ttlUs: decisionTtlUs,
    })
  }

  pass(
    call: ToolCall,
    work: Work,
    admitted: Admitted,
    carryOut: () => void,
    refuse: (reason: string) => void,
  ): void {
    const { guard, timeline } = this.options
    const action = effectClass(call, admitted)
    if (!guard.needsPerson(action)) {
      carryOut()
      return
    }
    const text = (): string => effectText(timeline.id, work.id, call, admitted)
    const key = (call.step * 64 + call.round) * 2
    const refuseIt = (reason: string): void => {
      guard.refuseUnapproved(admitted, action.from)
      refuse(reason)
    }
    const resume = (resolution: Resolution): void => {
      const decision = resolution.kind === 'decided' ? resolution.decision : undefined
      let reason = this.stopped(resolution, action.from)
      if (reason === undefined) {
        // Hashed again: what is carried out must be what the person saw.
        const redeemed = this.register.redeem(decision, actionHash(text()), action.from)
        if (redeemed !== 'granted') reason = `the approval is not good: ${redeemed}`
      }
      if (reason === undefined) carryOut()
      else refuseIt(reason)
    }
    this.attempt(
      () => this.suspend({ ...action, workId: work.id }, key, text(), resume),
      () => refuseIt(QUEUE_FAILED),
    )
  }

  clear(
    to: CellId,
    request: PeerRequest,
    send: (decision?: ApprovalDecision) => void,
    refuse: (reason: string) => void,
  ): void {
    const { guard } = this.options
    const action = requestClass(request)
    if (!guard.needsPerson(action)) {
      send()
      return
    }
    const { work, step } = request
    const key = step.index * 128 + 1
    const text = requestText(to, request)
    const refuseIt = (reason: string): void => {
      if (request.sealed !== undefined) guard.refuseUnapproved(request.sealed, request.to)
      refuse(reason)
    }
    const resume = (resolution: Resolution): void => {
      const reason = this.stopped(resolution, request.from)
      if (reason === undefined && resolution.kind === 'decided') send(resolution.decision)
      else refuseIt(reason ?? 'nobody approved it')
    }
    this.attempt(
      () => this.suspend({ ...action, workId: work.id }, key, text, resume),
      () => refuseIt(QUEUE_FAILED),
    )
  }

  /** Redeems the decision that came with a request. What is accepted is the copy that was hashed. */
  receive(request: PeerRequest, decision: ApprovalDecision | undefined): Arrival {
    const { guard, timeline } = this.options
    if (!guard.needsPerson(requestClass(request))) return { kind: 'accepted', request }
    const arrived = structuredClone(request)
    const hash = actionHash(requestText(timeline.id, arrived))
    const redeemed = this.register.redeem(decision, hash, arrived.from)
    if (redeemed === 'granted') return { kind: 'accepted', request: arrived }
    if (arrived.sealed !== undefined) guard.refuseUnapproved(arrived.sealed, arrived.to)
    return { kind: 'refused', reason: `the approval is not good: ${redeemed}` }
  }

  /** Containment: what this agent has waiting is never carried out. Returns how many there were. */
  withdraw(agent: AgentId): number {
    return this.queue.withdraw(agent)
  }

  /** What cannot be put before people is refused. */
  private attempt(suspend: () => void, refuse: () => void): void {
    try {
      suspend()
    } catch (error) {
      this.unasked++
      this.options.guard.faults.note('approvals', error)
      refuse()
    }
  }

  private suspend(
    action: ActionClass & { readonly workId: number },
    key: number,
    text: string,
    resume: (resolution: Resolution) => void,
  ): void {
    const { timeline, pool, counters } = this.options
    const { approvers, queue, tally, waits } = this
    const { from: requester, workId } = action
    const askedAt = timeline.now
    counters.approvals++
    const look = approvers.lookAt({ requester, workId, key, text }, askedAt)
    tally.offeredUs += look.durationUs
    let begun = false
    const review: Review = {
      durationUs: look.durationUs,
      excluded: this.placeOf(requester, timeline.id),
      begun: () => {
        begun = true
        waits.record(timeline.now - askedAt)
      },
      done: (place) => {
        if (!queue.isPending(id)) return
        const verdict = approvers.decide(look) ? 'approve' : 'deny'
        queue.decide(id, this.personAt(place), verdict)
      },
    }
    const { id } = queue.suspend(action, text, (resolution) => {
      if (resolution.kind === 'timeout') tally.timedOut++
      else if (resolution.kind === 'withdrawn') tally.withdrawn++
      if (!begun) {
        pool.drop(review)
        waits.recordCensored(1)
      }
      resume(resolution)
    })
    pool.add(review)
  }

  /** Why a resolution stops the action, whatever the decision's worth. */
  private stopped(resolution: Resolution, requester: AgentId): string | undefined {
    if (resolution.kind === 'timeout') return 'nobody decided in time'
    if (resolution.kind === 'withdrawn' || this.options.guard.isQuarantined(requester)) {
      return 'quarantine'
    }
    return resolution.decision.verdict === 'deny' ? 'a person denied it' : undefined
  }

  /** Reviewers own no agents; their numbers follow those of all agents, department by department. */
  private personAt(place: number): PersonId {
    const { organisation, people, timeline } = this.options
    return organisation.allAgents + timeline.id * people.reviewers + place
  }

  private placeOf(person: PersonId, cell: CellId): number {
    const { organisation, people } = this.options
    const place = person - organisation.allAgents - cell * people.reviewers
    return place >= 0 && place < people.reviewers ? place : NOBODY
  }
}

/** By what the tool does, whatever the message called it. */
function effectClass(call: ToolCall, admitted: Admitted): ActionClass {
  const { from, action, resource } = admitted
  return call.name === 'post'
    ? { from, action: 'post', resource: 'board' }
    : { from, action, resource }
}

function requestClass({ from }: PeerRequest): ActionClass {
  return { from, action: 'request', resource: 'peer' }
}
