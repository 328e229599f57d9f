/** What the control path did, as plain numbers; summed over cells into the intrinsic counters. */
export interface ControlCounters extends SessionCounters {
  /** Messages and effects given a sender's proof. */
  seals: number
  /** Authentications at a receiver: one for each receiver of each message. */
  opens: number
  /** Capabilities verified, at K1. */
  capabilityChecks: number
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
  /**
   * Agents that enrolled with the authority because they had to send before they were spoken to, at A2
   * to A4. Each is a round trip, for which their messages wait.
   */
  enrolments: number
  /**
   * Virtual round trips between two agents: one for each handshake begun, for which its messages wait
   * (`auth/session-waits.ts`), and at A4 one for each message that came in a session whose keys its
   * receiver had dropped, which is counted alone.
   */
  handshakeRoundTrips: number
  /** Messages on the network that waited for an enrolment or handshake, and how long together. */
  sessionWaits: number
  sessionWaitUs: number
  /** Bytes that proofs add to what is sent, in their binary form (`auth/proof-bytes.ts`). */
  proofBytes: number
}

/** How often the sessions of A2 and A4 were there when they were needed, and what they hold. */
export interface SessionCounters {
  /** Seals and opens that found their session's keys; an agent with itself is not counted. */
  sessionHits: number
  /** Seals and opens that did not. The hit rate is hits / (hits + misses). */
  sessionMisses: number
  /**
   * Bytes of keys and replay windows that are held at the moment, at A3 of windows alone: their
   * contents (`auth/proof-bytes.ts`), without what objects cost the host.
   */
  sessionBytes: number
}

/** All counters at zero. */
export function zeroCounters(): ControlCounters {
  return {
    seals: 0,
    opens: 0,
    capabilityChecks: 0,
    decisions: 0,
    denials: 0,
    auditRecords: 0,
    auditDropped: 0,
    approvals: 0,
    handshakes: 0,
    enrolments: 0,
    handshakeRoundTrips: 0,
    sessionHits: 0,
    sessionMisses: 0,
    sessionWaits: 0,
    sessionWaitUs: 0,
    proofBytes: 0,
    sessionBytes: 0,
  }
}
