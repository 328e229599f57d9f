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
  /** Agent programs that were run, and those that did not ask for the effect; absent if none ran. */
  programs?: number
  programFaults?: number
  /** A4 only; absent at the other levels. See `SessionCounters`. */
  handshakeRoundTrips?: number
  sessionHits?: number
  sessionMisses?: number
}

/** What A4 counts of its sessions. */
export interface SessionCounters {
  /**
   * Virtual round trips that handshakes would take before a message can go: one for each handshake
   * begun, and one for each message that came in a session whose keys its receiver had dropped.
   * Counted and not yet charged to virtual time. Handshakes of one fan-out would run side by side.
   */
  handshakeRoundTrips: number
  /** Seals and opens that found their session's keys; an agent with itself is not counted. */
  sessionHits: number
  /** Seals and opens that did not. The hit rate is hits / (hits + misses). */
  sessionMisses: number
}

/** The same object, with A4's counters in it. */
export function sessionCounters(counters: ControlCounters): SessionCounters {
  counters.handshakeRoundTrips ??= 0
  counters.sessionHits ??= 0
  counters.sessionMisses ??= 0
  return counters as SessionCounters
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
