/** The audit trail: what is recorded of each decision, before its effect. */
import type { AgentId, CellId, VirtualUs } from '../../kernel/units.ts'
import type { ControlCounters } from '../counters.ts'
import type { Envelope, Refusal } from '../envelope.ts'
import type { Stage } from '../stage.ts'
import type { TextDigest } from '../text-digest.ts'
import type { AuditSink } from './sink.ts'

/** `passes` records a message that every stage before allowed; false if it could not be recorded. */
export interface AuditStage extends Stage {
  /** Records a refusal, if the trail can take it; the message is refused either way. */
  refused(envelope: Envelope, receiver: AgentId, reason: Refusal): void
  /** Registers for each record that the trail has kept. */
  subscribe(observer: (line: string) => void): void
  /** Flushes the sink. Returns the hash of the last record, the Merkle root at L3, or '' without. */
  close(): string
}

export interface AuditContext {
  readonly cell: CellId
  readonly seed: number
  readonly clock: { readonly now: VirtualUs }
  readonly texts: TextDigest
  readonly counters: ControlCounters
  readonly sink: AuditSink
}
