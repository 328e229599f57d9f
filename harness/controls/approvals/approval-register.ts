/**
 * Where decisions are redeemed: at the sink that carries the action out. A decision counts only if a
 * reviewer of the requester's own department signed it, about exactly this action, recently, and it
 * has not been used. Anything else leaves the action undone.
 */
import type { AgentId, CellId, VirtualUs } from '../../kernel/units.ts'
import { type ApprovalDecision, decisionBytes, isDecision, type PersonId } from './decision.ts'
import type { ReviewerKeys } from './reviewer-keys.ts'

/** `granted`, or why the action must not be carried out. */
export type Redemption =
  | 'granted'
  | 'denied'
  | 'absent'
  | 'malformed'
  | 'another action'
  | 'another requester'
  | 'not a reviewer'
  | 'own action'
  | 'forged'
  | 'expired'
  | 'used'

export interface ApprovalRegisterOptions {
  readonly clock: { readonly now: VirtualUs }
  readonly keys: ReviewerKeys
  readonly cellOf: (agent: AgentId) => CellId
  /** True if the person may decide for the department. */
  readonly isReviewer: (person: PersonId, cell: CellId) => boolean
  /** Longest life of a decision. */
  readonly ttlUs: VirtualUs
}

export class ApprovalRegister {
  private readonly options: ApprovalRegisterOptions
  /** Used decisions that have not expired, in order of use. */
  private readonly used = new Map<string, VirtualUs>()

  constructor(options: ApprovalRegisterOptions) {
    this.options = options
  }

  /**
   * `granted` at most once for each decision. `actionHash` is of the action about to be carried out,
   * taken at this moment and not when the decision was asked for.
   */
  redeem(
    decision: ApprovalDecision | undefined,
    actionHash: string,
    requester: AgentId,
  ): Redemption {
    if (decision === undefined) return 'absent'
    if (!isDecision(decision)) return 'malformed'
    const { clock, keys, cellOf, isReviewer, ttlUs } = this.options
    const { cell, id, reviewer, decidedAt, expiresAt } = decision
    if (decision.actionHash !== actionHash) return 'another action'
    if (decision.requester !== requester || cellOf(requester) !== cell) return 'another requester'
    if (!isReviewer(reviewer, cell)) return 'not a reviewer'
    if (reviewer === requester) return 'own action'
    if (!keys.verify(reviewer, decisionBytes(decision), decision.signature)) return 'forged'
    if (decision.verdict !== 'approve') return 'denied'
    // A reviewer's key must not make an approval that lasts longer than the rule allows.
    if (decidedAt > clock.now || expiresAt - decidedAt > ttlUs) return 'malformed'
    if (clock.now > expiresAt) return 'expired'
    const key = `${cell}.${id}`
    if (this.used.has(key)) return 'used'
    this.forgetExpired()
    this.used.set(key, decidedAt + ttlUs)
    return 'granted'
  }

  /** Entries that could not be redeemed again anyway need no memory. */
  private forgetExpired(): void {
    for (const [key, until] of this.used) {
      if (until >= this.options.clock.now) return
      this.used.delete(key)
    }
  }
}
