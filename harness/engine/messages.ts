/** Messages between cells. Plain data: they may cross threads. */
import type { PeerReply, PeerRequest, Sealed } from '../../adapters/contract.ts'
import type { ApprovalDecision } from '../controls/approvals/decision.ts'
import type { AgentId, CellId, VirtualUs } from '../kernel/units.ts'
import type { PolicyMessage } from './policy-desk.ts'

export type EngineMessage =
  | PolicyMessage
  | {
      readonly kind: 'ask'
      readonly from: CellId
      readonly askId: number
      readonly request: PeerRequest
      /** A person's, where the request needs one. */
      readonly decision?: ApprovalDecision
    }
  | { readonly kind: 'reply'; readonly askId: number; readonly reply: PeerReply }
  | { readonly kind: 'report'; readonly report: UpwardReport }
  | {
      readonly kind: 'revoke'
      readonly agent: AgentId
      /** C3: when communication between departments re-opens. */
      readonly reopensAt?: VirtualUs
    }

/** A report on its way to a meta-agent. */
export interface UpwardReport {
  readonly author: AgentId
  readonly text: string
  readonly token: string
  readonly sealed?: Sealed
  /** Mean time at which what it tells was done. */
  readonly createdAt: VirtualUs
}
