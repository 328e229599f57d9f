/**
 * A4: an encrypted channel for each pair of agents. The text is sealed under the key of one
 * direction of the pair's session; sender, receiver and every other field are authenticated
 * with it. A session serves for its time to live, then its next message shakes hands anew; within it
 * the keys are updated by both sides alone (`key-update.ts`).
 *
 * The simulation keeps the plaintext beside the sealed bytes: adapters read `text` of a message
 * before its receiver has opened it, and one message of a fan-out holds a ciphertext for each
 * receiver. The ciphertexts are the tags. At `open` the text is really decrypted, and a message whose
 * `text` is not what was decrypted is refused (its digest, authenticated beside it, says so already).
 *
 * Replay windows belong to the pair and outlive its sessions, because forgetting them would let
 * replays in. Keys are dropped freely: every message carries its session's handshake, so a receiver
 * that has dropped the keys takes its part again, in place of asking the sender for a new handshake.
 */
import type { Draft } from '../../../adapters/contract.ts'
import type { AgentId, VirtualUs } from '../../kernel/units.ts'
import { canonicalHeader, isWellShaped } from '../canonical.ts'
import type { ControlCounters } from '../counters.ts'
import type { Envelope, Proof } from '../envelope.ts'
import type { Cipher } from '../primitives/primitives.ts'
import { openText, sealText, tagOf } from './aead.ts'
import { isCurrent, type AuthContext, type AuthStage } from './auth-stage.ts'
import {
  establishChannel,
  isChannelHandshake,
  openChannel,
  type ChannelHandshake,
} from './channel-handshake.ts'
import { selfSessionKeys } from './handshake.ts'
import { generationOf, UpdatedKeys } from './key-update.ts'
import { unproven } from './no-auth.ts'
import { CHANNEL_BYTES, HEADER_BYTES, PEER_STATE_BYTES, shareBytes } from './proof-bytes.ts'
import { ReplayWindow } from './replay-window.ts'
import { isLive, SessionCache } from './session-cache.ts'

const VERSION = 'muster/1/A4'

/** One agent's half of a session. */
interface Session {
  readonly keys: UpdatedKeys
  /** Null for an agent with itself. */
  readonly handshake: ChannelHandshake | null
}

/** What an agent remembers of a peer for as long as the trial lasts. */
interface Peer {
  readonly window: ReplayWindow
  /** Number of the last handshake that the agent began, and of the newest that it accepted. */
  begun: number
  accepted: number
  /** The newest session, by its key in the cache; '' if there was none. */
  current: string
  currentBegunAt: VirtualUs
}

/** An agent of this cell. Its `self` session is its own secret and takes no place in the cache. */
interface Member {
  seq: number
  self: Session | undefined
  readonly peers: Map<AgentId, Peer>
}

export class Channel implements AuthStage {
  readonly level = 'A4'
  private readonly context: AuthContext
  private readonly counters: ControlCounters
  private readonly cipher: Cipher
  private readonly sessions: SessionCache<Session>
  private readonly members = new Map<AgentId, Member>()
  private pairs = 0

  constructor(context: AuthContext) {
    this.context = context
    this.counters = context.counters
    this.cipher = context.authority.primitives.cipher
    const { sessionCapacity, sessionTtlUs } = context
    this.sessions = new SessionCache(sessionCapacity, sessionTtlUs, this.counters)
  }

  seal(draft: Draft, subject: number, receivers: readonly AgentId[] | undefined): Envelope {
    const { context } = this
    const { from, to, action, resource, workId, text } = draft
    if (!context.isOwn(from)) return unproven(draft, subject)
    const member = this.memberOf(from)
    const seq = ++member.seq
    const at = context.clock.now
    const tags: string[] = []
    const channels: Array<ChannelHandshake | null> = []
    const proof: Proof = {
      at,
      receivers,
      certificate: undefined,
      handshakes: undefined,
      channels,
    }
    const envelope = { from, to, action, resource, workId, text, subject, seq, tags, proof }
    const header = headerOf(envelope, at, context.texts.of(text))
    const count = receivers === undefined ? 1 : receivers.length
    this.counters.proofBytes += HEADER_BYTES + count * CHANNEL_BYTES
    for (let i = 0; i < count; i++) {
      const receiver = receivers === undefined ? to : (receivers[i] as AgentId)
      const session = this.sessionTowards(member, from, receiver)
      if (session === undefined) {
        tags.push('')
        channels.push(null)
        continue
      }
      const key = session.keys.toSeal(generationIn(session, at))
      const sealed = sealText(this.cipher, key, seq, `${header},${receiver}`, text)
      context.proof.addText(tagOf(sealed))
      tags.push(sealed)
      channels.push(session.handshake)
    }
    return envelope
  }

  passes(envelope: Envelope, receiver: AgentId): boolean {
    const { context } = this
    const { from, to, seq, proof } = envelope
    if (!isWellShaped(envelope) || proof === undefined || !context.isOwn(receiver)) return false
    const { at, receivers, channels } = proof
    if (!isCurrent(at, context.clock.now, context.messageLifetimeUs)) return false
    const index = receivers === undefined ? (to === receiver ? 0 : -1) : receivers.indexOf(receiver)
    const tag = envelope.tags[index]
    if (typeof tag !== 'string' || !Array.isArray(channels)) return false
    const member = this.memberOf(receiver)
    const handshake = channels[index]
    const session =
      from === receiver ? member.self : this.sessionFrom(member, receiver, from, handshake, at)
    if (session === undefined || context.clock.now > notAfterOf(session)) return false
    const header = headerOf(envelope, at, context.texts.of(envelope.text))
    const associated = `${header},${receiver}`
    const key = session.keys.toOpen(generationIn(session, at))
    if (openText(this.cipher, key, seq, associated, tag) !== envelope.text) return false
    const peer = this.peerOf(member, from)
    if (peer === undefined || !peer.window.accept(seq)) return false
    if (session.handshake !== null) adopt(peer, receiver, session.handshake)
    return true
  }

  /** The sender's half of the session to seal in; shakes hands if there is none that is live. */
  private sessionTowards(member: Member, from: AgentId, to: AgentId): Session | undefined {
    const { context } = this
    if (from === to) {
      if (this.peerOf(member, to) === undefined) return undefined
      member.self ??= {
        keys: new UpdatedKeys(selfSessionKeys(context.seed, from)),
        handshake: null,
      }
      return member.self
    }
    const peer = this.peerOf(member, to)
    if (peer === undefined) return undefined
    return this.sessions.get(peer.current, context.clock.now) ?? this.begin(peer, from, to)
  }

  private begin(peer: Peer, from: AgentId, to: AgentId): Session | undefined {
    const { context } = this
    const isHere = context.isOwn(to)
    const farPeer = isHere ? this.peerOf(this.memberOf(to), from) : undefined
    if (isHere && farPeer === undefined) return undefined
    const opening = {
      initiator: from,
      responder: to,
      number: peer.begun + 1,
      begunAt: context.clock.now,
    }
    const channel = establishChannel(context, opening, isHere)
    if (channel === undefined) return undefined
    const { handshake, keys, responderKeys } = channel
    this.counters.handshakes++
    // Hello and confirm are the initiator's share, the answer is the responder's.
    this.counters.proofBytes +=
      shareBytes(handshake.hello.certificate) + shareBytes(handshake.answer.certificate)
    peer.begun++
    context.waits.begin(from, to, handshake.number)
    if (isHere) context.waits.reached(to)
    const session = this.keep(peer, from, { keys: new UpdatedKeys(keys), handshake })
    if (farPeer !== undefined && responderKeys !== undefined) {
      farPeer.accepted = handshake.number
      this.keep(farPeer, to, { keys: new UpdatedKeys(responderKeys), handshake })
    }
    return session
  }

  /** The receiver's half of the session that a message names; takes the receiver's part if need be. */
  private sessionFrom(
    member: Member,
    receiver: AgentId,
    from: AgentId,
    handshake: ChannelHandshake | null | undefined,
    at: VirtualUs,
  ): Session | undefined {
    if (!isChannelHandshake(handshake)) return undefined
    const { initiator, responder, number, begunAt } = handshake
    const side = initiator === receiver ? 'initiator' : 'responder'
    const names = side === 'initiator' ? responder === from : initiator === from
    if (!names || (side === 'responder' && responder !== receiver)) return undefined
    const key = keyOf(receiver, handshake)
    const held = this.sessions.get(key, at)
    if (held !== undefined) return held
    const { context } = this
    if (number < 1 || !isLive(begunAt, at, context.sessionTtlUs)) return undefined
    const known = member.peers.get(from)
    // Only the agent itself can have begun a session in its name.
    if (side === 'initiator' && !(known !== undefined && number <= known.begun)) return undefined
    if (known === undefined && this.pairs >= context.maxSessions) return undefined
    const opened = openChannel(context, handshake, side, context.clock.now)
    if (opened === undefined) return undefined
    const session = { keys: new UpdatedKeys(opened.keys), handshake: opened.handshake }
    context.waits.reached(receiver)
    const peer = this.peerOf(member, from)
    if (peer === undefined) return undefined
    const isNew = side === 'responder' && number > peer.accepted
    // The keys had been dropped: a real receiver would have asked for a new handshake.
    if (!isNew) this.counters.handshakeRoundTrips++
    if (side === 'responder') peer.accepted = Math.max(peer.accepted, number)
    this.sessions.set(key, session, begunAt)
    return session
  }

  private keep(
    peer: Peer,
    owner: AgentId,
    session: Session & { readonly handshake: ChannelHandshake },
  ): Session {
    const { handshake } = session
    adopt(peer, owner, handshake)
    this.sessions.set(peer.current, session, handshake.begunAt)
    return session
  }

  /** Undefined at the bound of pairs. */
  private peerOf(member: Member, agent: AgentId): Peer | undefined {
    let peer = member.peers.get(agent)
    if (peer === undefined) {
      if (this.pairs >= this.context.maxSessions) return undefined
      peer = { window: new ReplayWindow(), begun: 0, accepted: 0, current: '', currentBegunAt: -1 }
      member.peers.set(agent, peer)
      this.pairs++
      this.counters.sessionBytes += PEER_STATE_BYTES
    }
    return peer
  }

  private memberOf(agent: AgentId): Member {
    let member = this.members.get(agent)
    if (member === undefined) {
      member = { seq: 0, self: undefined, peers: new Map() }
      this.members.set(agent, member)
    }
    return member
  }
}

/** An agent's own session has one generation of keys: they never leave it. */
function generationIn({ handshake }: Session, sealedAt: VirtualUs): number {
  return handshake === null ? 0 : generationOf(handshake.begunAt, sealedAt)
}

/** No session outlives the certificates that it rests on. */
function notAfterOf({ handshake }: Session): VirtualUs {
  if (handshake === null) return Infinity
  return Math.min(handshake.hello.certificate.notAfter, handshake.answer.certificate.notAfter)
}

/** The pair answers in its newest session, so that two that crossed become one. */
function adopt(peer: Peer, owner: AgentId, handshake: ChannelHandshake): void {
  if (handshake.begunAt <= peer.currentBegunAt) return
  peer.current = keyOf(owner, handshake)
  peer.currentBegunAt = handshake.begunAt
}

function keyOf(owner: AgentId, { initiator, responder, number }: ChannelHandshake): string {
  return `${owner},${initiator},${responder},${number}`
}

/** The digest covers the message's provenance too, which is not part of what is encrypted. */
function headerOf(envelope: Envelope, at: VirtualUs, digest: string): string {
  const { from, to, seq, action, resource, workId, subject } = envelope
  return canonicalHeader(VERSION, from, to, seq, at, action, resource, workId, subject, digest)
}
