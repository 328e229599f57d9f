/**
 * When sessions that are being set up are ready, in virtual time. A handshake is computed at once, in
 * `seal`, and here it is found out how long its round trips take: until then nothing that rests on
 * it can leave its sender, the first message no more than those that follow on its heels.
 *
 *     enrolment   sender ⇄ authority, once for each agent, before its first use of its credential
 *     handshake   sender ⇄ receiver, once for each session, after that (A2, A4)
 *
 * Who is spoken to is taken to hold its certificate: nobody can be reached who is not enrolled, and
 * a sender in another department could not know. What is passed on inside one process has no way to go, so
 * nothing waits there, for messages and round trips alike.
 */
import type { AgentId, VirtualUs } from '../../kernel/units.ts'
import type { ControlCounters } from '../counters.ts'

/** How long round trips take (simulated). Pure functions of the trial's seed. */
export interface RoundTrips {
  /** One round trip between two agents, for the nth handshake that the first begins, from 1. */
  handshakeUs(from: AgentId, to: AgentId, nth: number): VirtualUs
  /** One round trip between an agent and the enrolment authority, which is in no department. */
  enrolmentUs(agent: AgentId): VirtualUs
}

/** Handshakes and enrolments that take no time: for guards without a network. */
export const NO_ROUND_TRIPS: RoundTrips = { handshakeUs: () => 0, enrolmentUs: () => 0 }

/** Pairs as one number: agents are below 2^25, and a product below 2^50 is exact. */
const PAIR = 2 ** 25

export class SessionWaits {
  private readonly clock: { readonly now: VirtualUs }
  private readonly trips: RoundTrips
  private readonly counters: ControlCounters
  /** When each agent holds its certificate. */
  private readonly enrolled = new Map<AgentId, VirtualUs>()
  /** When sessions are ready, in the order in which they were begun; past ones are dropped. */
  private readonly pairs = new Map<number, VirtualUs>()
  /** Nothing is under way from here on. */
  private allReadyAt: VirtualUs = 0

  constructor(clock: { readonly now: VirtualUs }, trips: RoundTrips, counters: ControlCounters) {
    this.clock = clock
    this.trips = trips
    this.counters = counters
  }

  /** An agent of this cell uses its credential to send; it enrols at first use. */
  enrol(agent: AgentId): void {
    if (this.enrolled.has(agent)) return
    this.counters.enrolments++
    this.noteEnrolled(agent, this.clock.now + this.trips.enrolmentUs(agent))
  }

  /** An agent of this cell has been spoken to, so it holds its certificate. */
  reached(agent: AgentId): void {
    if (!this.enrolled.has(agent)) this.noteEnrolled(agent, this.clock.now)
  }

  /** An agent begins its nth handshake with another: one round trip, after its enrolment. */
  begin(from: AgentId, to: AgentId, nth: number): void {
    this.enrol(from)
    this.counters.handshakeRoundTrips++
    const { now } = this.clock
    const start = Math.max(now, this.enrolled.get(from) as VirtualUs)
    const readyAt = start + this.trips.handshakeUs(from, to, nth)
    for (const [pair, at] of this.pairs) {
      if (at > now) break
      this.pairs.delete(pair)
    }
    // The answer may not overtake the handshake either.
    this.pairs.set(from * PAIR + to, readyAt)
    this.pairs.set(to * PAIR + from, readyAt)
    this.allReadyAt = Math.max(this.allReadyAt, readyAt)
  }

  /** How long a message has to wait that would leave now. Counts those that do. */
  waitUs(from: AgentId, to: AgentId): VirtualUs {
    const { now } = this.clock
    // Nearly always: no look-up where nothing is under way.
    if (now >= this.allReadyAt) return 0
    const readyAt = this.pairs.get(from * PAIR + to) ?? this.enrolled.get(from) ?? 0
    if (readyAt <= now) return 0
    this.counters.sessionWaits++
    this.counters.sessionWaitUs += readyAt - now
    return readyAt - now
  }

  private noteEnrolled(agent: AgentId, at: VirtualUs): void {
    this.enrolled.set(agent, at)
    this.allReadyAt = Math.max(this.allReadyAt, at)
  }
}
