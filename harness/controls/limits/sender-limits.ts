/**
 * R1: size → bucket of the sender → breaker of the edge → fan-out, all before anything is verified,
 * because a well-formed bad signature costs its receiver as much as a good one and its sender nearly
 * nothing.
 *
 * What comes before verification can only go by the sender that a message *claims*. So whoever forges
 * an agent's name can use up that agent's bucket and open its edges, at the receivers that it floods:
 * the price of this level. Invented names gain nothing, since all senders that were never accepted
 * here share one bucket. A refused message still costs its audit record.
 */
import type { AgentId, VirtualUs } from '../../kernel/units.ts'
import type { Envelope, Refusal } from '../envelope.ts'
import { GenerationCache } from '../generation-cache.ts'
import { EdgeBreaker } from './edge-breaker.ts'
import { FanOutSet } from './fan-out-set.ts'
import type { LimitParameters } from './limit-parameters.ts'
import type { LimitStage } from './limit-stage.ts'
import { TokenBucket } from './token-bucket.ts'

/** Senders whose state is kept; of more, the least recently heard are strangers again. */
const SENDERS_KEPT = 65_536

/** Refusals that say something about the edge: the others are this side's own doing. */
const FAILURES: ReadonlySet<Refusal> = new Set<Refusal>(['authentication', 'policy'])

interface Sender {
  readonly bucket: TokenBucket
  readonly receivers: FanOutSet
}

export class SenderLimits implements LimitStage {
  readonly level = 'R1'
  private readonly parameters: LimitParameters
  private readonly clock: { readonly now: VirtualUs }
  private readonly isOwn: (agent: AgentId) => boolean
  private readonly senders = new GenerationCache<AgentId, Sender>(SENDERS_KEPT)
  private readonly strangers: TokenBucket
  private readonly breaker: EdgeBreaker

  /** `isOwn`: the sender belongs to this cell, and so is never a stranger. */
  constructor(
    parameters: LimitParameters,
    clock: { readonly now: VirtualUs },
    isOwn: (agent: AgentId) => boolean,
  ) {
    const { strangerBurst, strangersPerSecond, breakerFailures, breakerOpenUs } = parameters
    this.parameters = parameters
    this.clock = clock
    this.isOwn = isOwn
    this.strangers = new TokenBucket(strangerBurst, strangersPerSecond, clock.now)
    this.breaker = new EdgeBreaker(breakerFailures, breakerOpenUs)
  }

  passes(envelope: Envelope, receiver: AgentId): boolean {
    const { parameters } = this
    const { now } = this.clock
    const { from } = envelope
    if (!this.isOfGoodSize(envelope)) return false
    const sender = this.senderOf(from)
    if (!(sender?.bucket ?? this.strangers).take(now)) return false
    if (!this.breaker.passes(from, receiver, now)) return false
    return (
      receiver === from ||
      sender === undefined ||
      sender.receivers.admits(receiver, now, parameters.fanOut, parameters.fanOutWindowUs)
    )
  }

  passesFurther({ from }: Envelope, receiver: AgentId): boolean {
    const { fanOut, fanOutWindowUs } = this.parameters
    const sender = this.senderOf(from)
    return (
      receiver === from ||
      sender === undefined ||
      sender.receivers.admits(receiver, this.clock.now, fanOut, fanOutWindowUs)
    )
  }

  admitted({ from }: Envelope, receiver: AgentId): void {
    if (this.senderOf(from) === undefined) this.know(from)
    this.breaker.succeeded(from, receiver)
  }

  refused({ from }: Envelope, receiver: AgentId, reason: Refusal): void {
    if (FAILURES.has(reason)) this.breaker.failed(from, receiver, this.clock.now)
  }

  /** False also for anything that is not a message, whatever its static type says. */
  private isOfGoodSize({ text, tags, proof }: Envelope): boolean {
    const { maxChars, maxReceivers } = this.parameters
    if (typeof text !== 'string' || !Array.isArray(tags) || tags.length > maxReceivers) return false
    const chars = tags.reduce((sum: number, tag: unknown) => sum + String(tag).length, text.length)
    if (chars > maxChars) return false
    const receivers = proof?.receivers
    return receivers === undefined || receivers.length <= maxReceivers
  }

  /** Undefined for a stranger. */
  private senderOf(from: AgentId): Sender | undefined {
    const known = this.senders.get(from)
    if (known !== undefined || !Number.isSafeInteger(from) || !this.isOwn(from)) return known
    return this.know(from)
  }

  private know(from: AgentId): Sender {
    const { senderBurst, senderPerSecond } = this.parameters
    const sender: Sender = {
      bucket: new TokenBucket(senderBurst, senderPerSecond, this.clock.now),
      receivers: new FanOutSet(),
    }
    this.senders.set(from, sender)
    return sender
  }
}
