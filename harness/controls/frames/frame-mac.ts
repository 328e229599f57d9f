/**
 * F1: one MAC for a whole batch of messages between two shards. It proves the shard and not the
 * agent: whoever runs in a shard can put any sender's name into a message of its batches, and only
 * A2 and above stop that. It is there to compare one MAC for many messages with one for each.
 *
 * A batch is serialised, and HMAC-SHA-256 over its bytes goes with them under a key of the two shards
 * and the direction, which the authority derives. What was authenticated is the batch's place too
 * (which meeting, and which batch of it), so that no frame can come again, or out of turn. It is
 * checked before anything of the batch is read.
 *
 * With one shard nothing is exchanged, so there is nothing to prove and F1 costs nothing. How many
 * frames there are depends on the number of threads: they are a cost, and no part of any digest.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import { deserialize, serialize } from 'node:v8'
import { MusterError } from '../../kernel/errors.ts'
import { keyedHex32, purpose } from '../../kernel/random.ts'

const FRAME_KEY = purpose('controls.frame')
const TAG = 32

/** A batch on its way between two shards. Plain data. */
export interface Frame {
  readonly bytes: Uint8Array
  readonly tag: Uint8Array
}

/** Which batch of which meeting, both counted from 0. */
export interface FramePlace {
  readonly meeting: number
  readonly batch: number
}

/** How batches travel between shards. */
export interface Framing<T> {
  /** Frames made here, and their bytes with tags; zero where batches travel as they are. */
  readonly sent: { readonly frames: number; readonly bytes: number }
  /** What is posted to shard `to`. */
  pack(to: number, place: FramePlace, batch: readonly T[]): unknown
  /** The batch that shard `from` posted. Throws TRIAL_FAILED for one that it did not post there. */
  unpack(from: number, place: FramePlace, received: unknown): readonly T[]
}

/** F0: batches travel as they are, and whoever can write to a shard's port is believed. */
export class PlainFraming<T> implements Framing<T> {
  readonly sent = { frames: 0, bytes: 0 }

  pack(_to: number, _place: FramePlace, batch: readonly T[]): unknown {
    return batch
  }

  unpack(_from: number, _place: FramePlace, received: unknown): readonly T[] {
    return received as readonly T[]
  }
}

/** F1, as one shard of a trial has it: it holds the keys of its own pairs alone. */
export class FrameMac<T> implements Framing<T> {
  readonly sent = { frames: 0, bytes: 0 }
  private readonly shard: number
  private readonly outward: readonly Buffer[]
  private readonly inward: readonly Buffer[]

  constructor(seed: number, shard: number, shards: number) {
    const others = Array.from({ length: shards }, (_, other) => other)
    this.shard = shard
    this.outward = others.map((other) => frameKey(seed, shard, other))
    this.inward = others.map((other) => frameKey(seed, other, shard))
  }

  pack(to: number, place: FramePlace, batch: readonly T[]): Frame {
    const bytes = serialize(batch)
    const tag = tagOf(this.outward[to] as Buffer, this.shard, to, place, bytes)
    this.sent.frames++
    this.sent.bytes += bytes.length + TAG
    return { bytes, tag }
  }

  unpack(from: number, place: FramePlace, received: unknown): readonly T[] {
    if (!isFrame(received)) throw refused(from, 'it is no frame')
    const { bytes, tag } = received
    const expected = tagOf(this.inward[from] as Buffer, from, this.shard, place, bytes)
    if (tag.length !== TAG || !timingSafeEqual(tag, expected)) {
      throw refused(from, 'its MAC is not that shard’s for this place')
    }
    return deserialize(bytes) as readonly T[]
  }
}

/** The key from one shard to another. A reproducible TEST key, like every key of a trial. */
function frameKey(seed: number, from: number, to: number): Buffer {
  return Buffer.from(keyedHex32(seed, FRAME_KEY, from, to), 'hex')
}

function tagOf(
  key: Buffer,
  from: number,
  to: number,
  { meeting, batch }: FramePlace,
  bytes: Uint8Array,
): Buffer {
  return createHmac('sha256', key)
    .update(`muster/1/frame,${from},${to},${meeting},${batch},`, 'latin1')
    .update(bytes)
    .digest()
}

function isFrame(value: unknown): value is Frame {
  if (typeof value !== 'object' || value === null) return false
  const { bytes, tag } = value as Partial<Frame>
  return bytes instanceof Uint8Array && tag instanceof Uint8Array
}

function refused(from: number, why: string): MusterError {
  return new MusterError('TRIAL_FAILED', `a frame from shard ${from} was refused: ${why}`)
}
