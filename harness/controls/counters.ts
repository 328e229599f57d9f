/** What the control path did, as plain numbers; summed over cells into the intrinsic counters. */
export interface ControlCounters {
  /** Messages and effects given a sender's proof. */
  seals: number
  /** Authentications at a receiver: one for each receiver of each message. */
  opens: number
  /** Authorisation decisions: one for each message that was authentic. */
  decisions: number
  /** Messages that any stage refused. */
  denials: number
  /** Records that the audit stage kept. */
  auditRecords: number
  /** Records that a lossy audit trail lost. */
  auditDropped: number
  /** Decisions that waited for a person. */
  approvals: number
  /** Session handshakes begun: one for each pair, two if both sides' first messages cross. */
  handshakes: number
}

/** All counters at zero. */
export function zeroCounters(): ControlCounters {
  return {
    seals: 0,
    opens: 0,
    decisions: 0,
    denials: 0,
    auditRecords: 0,
    auditDropped: 0,
    approvals: 0,
    handshakes: 0,
  }
}
