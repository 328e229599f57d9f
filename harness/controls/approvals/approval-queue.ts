/**
 * Suspended actions of one department. What waits is plain data (`pending`); how to go on is kept
 * beside it. Each action ends in exactly one way: decided by a person, by the timeout rule, or
 * withdrawn because its agent was quarantined. Only a signed decision can resume it.
 */
import type { EventId } from '../../kernel/event-queue.ts'
import type { Timeline } from '../../kernel/timeline.ts'
import type { AgentId, CellId, VirtualUs } from '../../kernel/units.ts'
import { serviceAccountOf } from '../envelope.ts'
import { actionHash } from './action-text.ts'
import type { ActionClass } from './approval-stage.ts'
import { type ApprovalDecision, decisionBytes, type PersonId } from './decision.ts'
import type { ReviewerKeys } from './reviewer-keys.ts'

/** An action that waits for a person. */
export interface PendingAction extends ActionClass {
  readonly cell: CellId
  /** Position in the department's queue, from 0. */
  readonly id: number
  readonly workId: number
  /** The exact action; what the person is shown. */
  readonly text: string
  readonly actionHash: string
  readonly askedAt: VirtualUs
  /** When the timeout rule decides. */
  readonly timeoutAt: VirtualUs
}

export type Resolution =
  | { readonly kind: 'decided'; readonly decision: ApprovalDecision }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'withdrawn' }

export interface ApprovalQueueOptions {
  readonly timeline: Timeline
  readonly keys: ReviewerKeys
  /** How long an action waits for a person. */
  readonly timeoutUs: VirtualUs
  /** What happens then. */
  readonly onTimeout: 'deny' | 'allow'
  /** How long a decision may be used. */
  readonly ttlUs: VirtualUs
  /** Told of each signature, for the work-proof. */
  readonly signed: (signature: string) => void
}

interface Waiting {
  readonly action: PendingAction
  readonly resume: (resolution: Resolution) => void
  readonly timeout: EventId
}

export class ApprovalQueue {
  private readonly options: ApprovalQueueOptions
  private readonly waiting = new Map<number, Waiting>()
  private next = 0

  constructor(options: ApprovalQueueOptions) {
    this.options = options
  }

  /** Suspends an action; `resume` is called once, from an event of this cell. */
  suspend(
    action: ActionClass & { readonly workId: number },
    text: string,
    resume: (resolution: Resolution) => void,
  ): PendingAction {
    const { timeline, timeoutUs } = this.options
    const pending: PendingAction = {
      cell: timeline.id,
      id: this.next++,
      from: action.from,
      action: action.action,
      resource: action.resource,
      workId: action.workId,
      text,
      actionHash: actionHash(text),
      askedAt: timeline.now,
      timeoutAt: timeline.now + timeoutUs,
    }
    const timeout = timeline.at(pending.timeoutAt, this.expire, pending.id)
    this.waiting.set(pending.id, { action: pending, resume, timeout })
    return pending
  }

  isPending(id: number): boolean {
    return this.waiting.has(id)
  }

  /** Copies of what waits, oldest first: what would be stored. */
  pending(): PendingAction[] {
    return [...this.waiting.values()].map(({ action }) => structuredClone(action))
  }

  /** A person decides. False, and nothing happens, if the action does not wait or is the person's own. */
  decide(id: number, reviewer: PersonId, verdict: ApprovalDecision['verdict']): boolean {
    const waiting = this.waiting.get(id)
    if (waiting === undefined || waiting.action.from === reviewer) return false
    this.end(waiting, { kind: 'decided', decision: this.sign(waiting.action, reviewer, verdict) })
    return true
  }

  /** Takes an agent's actions out of the queue. Returns how many there were. */
  withdraw(requester: AgentId): number {
    const own = [...this.waiting.values()].filter(({ action }) => action.from === requester)
    for (const waiting of own) this.end(waiting, { kind: 'withdrawn' })
    return own.length
  }

  private readonly expire = (id: number): void => {
    const waiting = this.waiting.get(id)
    if (waiting === undefined) return
    if (this.options.onTimeout === 'deny') {
      this.end(waiting, { kind: 'timeout' })
      return
    }
    const account = serviceAccountOf(this.options.timeline.id)
    this.end(waiting, { kind: 'decided', decision: this.sign(waiting.action, account, 'approve') })
  }

  private end(waiting: Waiting, resolution: Resolution): void {
    this.waiting.delete(waiting.action.id)
    this.options.timeline.cancel(waiting.timeout)
    waiting.resume(resolution)
  }

  private sign(
    action: PendingAction,
    reviewer: PersonId,
    verdict: ApprovalDecision['verdict'],
  ): ApprovalDecision {
    const { timeline, keys, ttlUs, signed } = this.options
    const statement = {
      cell: action.cell,
      id: action.id,
      actionHash: action.actionHash,
      requester: action.from,
      reviewer,
      verdict,
      decidedAt: timeline.now,
      expiresAt: timeline.now + ttlUs,
    }
    const signature = keys.sign(reviewer, decisionBytes(statement))
    signed(signature)
    return { ...statement, signature }
  }
}
