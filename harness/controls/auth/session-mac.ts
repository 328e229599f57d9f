/**
 * A2: a MAC for each receiver, under the session key of the pair. Whoever is not one of the two can
 * neither make nor alter a message. A session lives as long as the trial; there is no rekeying.
 */
import type { Draft } from '../../../adapters/contract.ts'
import type { AgentId } from '../../kernel/units.ts'
import { canonicalHeader, isWellShaped } from '../canonical.ts'
import type { Envelope, Proof } from '../envelope.ts'
import { isCurrent, type AuthContext, type AuthStage } from './auth-stage.ts'
import {
  acceptHandshake,
  beginHandshake,
  selfSessionKeys,
  type Handshake,
  type SessionKeys,
} from './handshake.ts'
import { equalTags, hmacHex } from './hmac.ts'
import { unproven } from './no-auth.ts'
import {
  HEADER_BYTES,
  KEYS_STATE_BYTES,
  MAC_BYTES,
  PEER_STATE_BYTES,
  shareBytes,
} from './proof-bytes.ts'
import { ReplayWindow } from './replay-window.ts'

const VERSION = 'muster/1/A2'
/** First character of a tag: made by the session's initiator, or by its responder. */
const INITIATOR = 'i'
const RESPONDER = 'r'

/** One agent's half of a session. */
interface Session {
  readonly keys: SessionKeys
  readonly window: ReplayWindow
  /** Travels with messages until the other side has answered over the session. */
  handshake: Handshake | null
}

/** An agent of this cell: its counter, and its halves of the sessions with its peers. */
interface Member {
  seq: number
  /** Sessions that the agent began, by peer. Its session with itself is among them. */
  readonly begun: Map<AgentId, Session>
  readonly accepted: Map<AgentId, Session>
}

export class SessionMac implements AuthStage {
  readonly level = 'A2'
  private readonly context: AuthContext
  private readonly members = new Map<AgentId, Member>()
  private sessions = 0

  constructor(context: AuthContext) {
    this.context = context
  }

  seal(draft: Draft, subject: number, receivers: readonly AgentId[] | undefined): Envelope {
    const { context } = this
    const { from, to, action, resource, workId, text } = draft
    if (!context.isOwn(from)) return unproven(draft, subject)
    const member = this.memberOf(from)
    const seq = ++member.seq
    const at = context.clock.now
    const digest = context.texts.of(text)
    const header = canonicalHeader(
      VERSION,
      from,
      to,
      seq,
      at,
      action,
      resource,
      workId,
      subject,
      digest,
    )
    const count = receivers === undefined ? 1 : receivers.length
    const tags: string[] = []
    let bytes = HEADER_BYTES
    let handshakes: Array<Handshake | null> | undefined
    for (let i = 0; i < count; i++) {
      const receiver = receivers === undefined ? to : (receivers[i] as AgentId)
      const answering = member.accepted.get(receiver)
      const session = answering ?? this.begin(member, from, receiver)
      if (answering !== undefined) context.counters.sessionHits++
      if (session === undefined) {
        tags.push('')
        continue
      }
      const role = answering === undefined ? INITIATOR : RESPONDER
      const tag = role + hmacHex(session.keys.outward, `${header},${receiver}`)
      context.proof.addText(tag)
      tags.push(tag)
      bytes += MAC_BYTES
      if (session.handshake !== null) {
        bytes += shareBytes(session.handshake.certificate)
        handshakes ??= new Array<Handshake | null>(count).fill(null)
        handshakes[i] = session.handshake
      }
    }
    context.counters.proofBytes += bytes
    const proof: Proof = { at, receivers, certificate: undefined, handshakes }
    return { from, to, action, resource, workId, text, subject, seq, tags, proof }
  }

  passes(envelope: Envelope, receiver: AgentId): boolean {
    const { context } = this
    const { from, to, seq, proof } = envelope
    if (!isWellShaped(envelope) || proof === undefined || !context.isOwn(receiver)) return false
    const { at, receivers } = proof
    if (!isCurrent(at, context.clock.now, context.messageLifetimeUs)) return false
    const index = receivers === undefined ? (to === receiver ? 0 : -1) : receivers.indexOf(receiver)
    const tag = envelope.tags[index]
    if (typeof tag !== 'string') return false
    const session = this.sessionOf(tag.charAt(0), receiver, from, proof, index)
    if (session === undefined) return false
    const digest = context.texts.of(envelope.text)
    const { action, resource, workId, subject } = envelope
    const header = canonicalHeader(
      VERSION,
      from,
      to,
      seq,
      at,
      action,
      resource,
      workId,
      subject,
      digest,
    )
    const expected = hmacHex(session.keys.inward, `${header},${receiver}`)
    if (!equalTags(tag.slice(1), expected)) return false
    if (!session.window.accept(seq)) return false
    if (tag.charAt(0) === RESPONDER) session.handshake = null
    return true
  }

  /** The receiver's half of the session that a tag was made in; does the handshake if it is new. */
  private sessionOf(
    role: string,
    receiver: AgentId,
    from: AgentId,
    proof: Proof,
    index: number,
  ): Session | undefined {
    const member = this.memberOf(receiver)
    if (from === receiver) return member.begun.get(from)
    const { authority, clock, counters, waits } = this.context
    if (role === RESPONDER) {
      const begun = member.begun.get(from)
      if (begun !== undefined) counters.sessionHits++
      return begun
    }
    if (role !== INITIATOR) return undefined
    // A handshake that comes again meets the session that it made, so its replay window holds.
    const known = member.accepted.get(from)
    if (known !== undefined) {
      counters.sessionHits++
      return known
    }
    const handshake = proof.handshakes?.[index]
    if (!handshake || this.sessions >= this.context.maxSessions) return undefined
    counters.sessionMisses++
    const keys = acceptHandshake(authority, from, receiver, handshake, clock.now)
    if (keys === undefined) return undefined
    waits.reached(receiver)
    return this.keep(member.accepted, from, keys, null)
  }

  private begin(member: Member, from: AgentId, to: AgentId): Session | undefined {
    const { context } = this
    const known = member.begun.get(to)
    if (known !== undefined) {
      if (from !== to) context.counters.sessionHits++
      return known
    }
    if (this.sessions >= context.maxSessions) return undefined
    if (from === to) return this.keep(member.begun, to, selfSessionKeys(context.seed, from), null)
    context.counters.sessionMisses++
    const begun = beginHandshake(context.authority, context.seed, from, to, context.clock.now)
    if (begun === undefined) return undefined
    context.counters.handshakes++
    context.waits.begin(from, to, 1)
    return this.keep(member.begun, to, begun.keys, begun.handshake)
  }

  private keep(
    sessions: Map<AgentId, Session>,
    peer: AgentId,
    keys: SessionKeys,
    handshake: Handshake | null,
  ): Session {
    const session: Session = { keys, window: new ReplayWindow(), handshake }
    sessions.set(peer, session)
    this.sessions++
    this.context.counters.sessionBytes += PEER_STATE_BYTES + KEYS_STATE_BYTES
    return session
  }

  private memberOf(agent: AgentId): Member {
    let member = this.members.get(agent)
    if (member === undefined) {
      member = { seq: 0, begun: new Map(), accepted: new Map() }
      this.members.set(agent, member)
    }
    return member
  }
}
