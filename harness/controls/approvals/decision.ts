/** A person's signed decision about one suspended action. Plain data: it may cross threads. */
import type { AgentId, CellId, VirtualUs } from '../../kernel/units.ts'

/** Number of a person. The owner of agent n is person n; reviewers are numbered by the engine. */
export type PersonId = number

export interface ApprovalDecision {
  /** The department whose people decided, and the action's number in its queue. */
  readonly cell: CellId
  readonly id: number
  /** SHA-256 of the exact action, hex. */
  readonly actionHash: string
  /** The agent whose action it is. */
  readonly requester: AgentId
  readonly reviewer: PersonId
  readonly verdict: 'approve' | 'deny'
  readonly decidedAt: VirtualUs
  /** Virtual time after which it is not accepted. */
  readonly expiresAt: VirtualUs
  /** The reviewer's Ed25519 signature over `decisionBytes`, base64url. */
  readonly signature: string
}

/** What a reviewer signs. Whole numbers, a hash and a word of a closed list: no field holds a comma. */
export function decisionBytes(decision: Omit<ApprovalDecision, 'signature'>): Buffer {
  const { cell, id, actionHash, requester, reviewer, verdict, decidedAt, expiresAt } = decision
  return Buffer.from(
    `muster/1/approval,${cell},${id},${actionHash},${requester},${reviewer},${verdict},${decidedAt},${expiresAt}`,
    'latin1',
  )
}

const HASH_TEXT = /^[0-9a-f]{64}$/

/** False for anything that is not a decision, whatever its static type says. */
export function isDecision(value: ApprovalDecision): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    Number.isSafeInteger(value.cell) &&
    Number.isSafeInteger(value.id) &&
    typeof value.actionHash === 'string' &&
    HASH_TEXT.test(value.actionHash) &&
    Number.isSafeInteger(value.requester) &&
    Number.isSafeInteger(value.reviewer) &&
    (value.verdict === 'approve' || value.verdict === 'deny') &&
    Number.isSafeInteger(value.decidedAt) &&
    Number.isSafeInteger(value.expiresAt) &&
    typeof value.signature === 'string'
  )
}
