/**
 * A3: an Ed25519 signature for each message, by the sender's certified key, over the canonical bytes
 * and the whole audience. One signature serves every receiver and cannot be repudiated.
 */
import type { Draft } from '../../../adapters/contract.ts'
import type { AgentId } from '../../kernel/units.ts'
import { canonicalHeader, isWellShaped } from '../canonical.ts'
import type { Envelope } from '../envelope.ts'
import { isCurrent, type AuthContext, type AuthStage } from './auth-stage.ts'
import { unproven } from './no-auth.ts'
import {
  certificateBytesOf,
  HEADER_BYTES,
  PEER_STATE_BYTES,
  SIGNATURE_BYTES,
} from './proof-bytes.ts'
import { ReplayWindow } from './replay-window.ts'

const VERSION = 'muster/1/A3'

export class Signature implements AuthStage {
  readonly level = 'A3'
  private readonly context: AuthContext
  private readonly counters = new Map<AgentId, number>()
  /** By receiver, then by sender. */
  private readonly windows = new Map<AgentId, Map<AgentId, ReplayWindow>>()
  private windowCount = 0

  constructor(context: AuthContext) {
    this.context = context
  }

  seal(draft: Draft, subject: number, receivers: readonly AgentId[] | undefined): Envelope {
    const { context } = this
    const { from, to, action, resource, workId, text } = draft
    if (!context.isOwn(from)) return unproven(draft, subject)
    const seq = (this.counters.get(from) ?? 0) + 1
    this.counters.set(from, seq)
    context.waits.enrol(from)
    const { certificate, signing } = context.authority.credentialOf(from)
    context.counters.proofBytes += HEADER_BYTES + SIGNATURE_BYTES + certificateBytesOf(certificate)
    const proof = { at: context.clock.now, receivers, certificate, handshakes: undefined }
    const envelope = { from, to, action, resource, workId, text, subject, seq, tags: [''], proof }
    const tag = signing.sign(this.bytesOf(envelope))
    context.proof.addText(tag)
    envelope.tags[0] = tag
    return envelope
  }

  passes(envelope: Envelope, receiver: AgentId): boolean {
    const { context } = this
    const { from, to, proof } = envelope
    if (!isWellShaped(envelope) || proof === undefined || !context.isOwn(receiver)) return false
    context.waits.reached(receiver)
    const { at, receivers, certificate } = proof
    if (!isCurrent(at, context.clock.now, context.messageLifetimeUs)) return false
    if (receivers === undefined ? to !== receiver : !isAudience(receivers, receiver)) return false
    const tag = envelope.tags[0]
    if (typeof tag !== 'string') return false
    const key = context.authority.verify(certificate, from, context.clock.now)
    if (key === undefined) return false
    if (!key.verifies(this.bytesOf(envelope), tag)) return false
    return this.isFresh(from, receiver, envelope.seq)
  }

  /** True once for each number; a bare signature would be as good the second time. */
  protected isFresh(from: AgentId, receiver: AgentId, seq: number): boolean {
    let windows = this.windows.get(receiver)
    if (windows === undefined) {
      windows = new Map()
      this.windows.set(receiver, windows)
    }
    let window = windows.get(from)
    if (window === undefined) {
      if (this.windowCount >= this.context.maxSessions) return false
      window = new ReplayWindow()
      windows.set(from, window)
      this.windowCount++
      this.context.counters.sessionBytes += PEER_STATE_BYTES
    }
    return window.accept(seq)
  }

  private bytesOf(envelope: Envelope): Buffer {
    const { from, to, seq, action, resource, workId, subject, proof } = envelope
    const at = proof?.at ?? 0
    const audience = proof?.receivers?.join('.') ?? to
    const digest = this.context.texts.of(envelope.text)
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
    return Buffer.from(`${header},${audience}`, 'latin1')
  }
}

/** Only whole numbers, because the list is joined into the signed bytes. */
function isAudience(receivers: readonly AgentId[], receiver: AgentId): boolean {
  return receivers.includes(receiver) && receivers.every(Number.isSafeInteger)
}
