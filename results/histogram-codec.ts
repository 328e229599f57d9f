/**
 * The text form of a histogram: `mh1.` and base64 of variable-length whole numbers (7 bits a byte,
 * low bits first), closed by a 32-bit FNV-1a checksum. Only buckets that hold samples are written,
 * each as the distance from the one before and its count, so a trial's latencies take some hundred
 * characters.
 */
import { MusterError } from '../harness/kernel/errors.ts'
import { bucketOf, BUCKETS, MAX_VALUE_US } from './histogram-buckets.ts'

const PREFIX = 'mh1.'
const CHECKSUM_BYTES = 4

/** What a histogram holds, as plain numbers; the form that is encoded. */
export interface HistogramState {
  readonly censored: number
  readonly sumHigh: number
  readonly sumLow: number
  /** Infinity when nothing was recorded. */
  readonly minUs: number
  /** −1 when nothing was recorded. */
  readonly maxUs: number
  /** Samples of each bucket; trailing empty buckets may be missing. */
  readonly counts: Float64Array
}

/** Writes a histogram's contents as text. */
export function encodeHistogram(state: HistogramState): string {
  const bytes: number[] = []
  const empty = state.maxUs < 0
  for (const value of [state.censored, state.sumHigh, state.sumLow]) write(bytes, value)
  write(bytes, empty ? 0 : 1)
  if (!empty) {
    write(bytes, state.minUs)
    write(bytes, state.maxUs)
    let previous = -1
    for (let i = 0; i < state.counts.length; i++) {
      const count = state.counts[i] as number
      if (count === 0) continue
      write(bytes, i - previous)
      write(bytes, count)
      previous = i
    }
  }
  const sum = checksum(bytes)
  for (let shift = 0; shift < 32; shift += 8) bytes.push((sum >>> shift) & 0xff)
  return PREFIX + Buffer.from(bytes).toString('base64')
}

/** Reads what `encodeHistogram` wrote. Damage and contradictions throw `RUN_INVALID`. */
export function decodeHistogram(text: string): HistogramState {
  if (!text.startsWith(PREFIX)) throw corrupt(`it does not start with ${PREFIX}`)
  const body = text.slice(PREFIX.length)
  const bytes = Buffer.from(body, 'base64')
  // Node skips characters that are no base64; writing it again shows whether it did.
  if (bytes.toString('base64') !== body) throw corrupt('it is not base64')
  const end = bytes.length - CHECKSUM_BYTES
  if (end < 0) throw corrupt('it is cut short')
  if (bytes.readUInt32LE(end) !== checksum(bytes.subarray(0, end))) {
    throw corrupt('its checksum is wrong')
  }
  const reader = new Reader(bytes.subarray(0, end))
  const censored = reader.next()
  const sumHigh = reader.next()
  const sumLow = reader.next()
  if (reader.next() === 0) {
    if (!reader.ended || sumHigh !== 0 || sumLow !== 0) throw corrupt('it is empty and is not')
    return { censored, sumHigh, sumLow, minUs: Infinity, maxUs: -1, counts: new Float64Array(0) }
  }
  const minUs = reader.next()
  const maxUs = reader.next()
  if (minUs > maxUs || maxUs > MAX_VALUE_US) throw corrupt('its range is impossible')
  const counts = new Float64Array(bucketOf(maxUs) + 1)
  let first = -1
  let last = -1
  while (!reader.ended) {
    const index = last + reader.next()
    if (index <= last || index >= counts.length) throw corrupt('a bucket is out of range')
    counts[index] = reader.next()
    if (counts[index] === 0) throw corrupt('a bucket is listed without samples')
    if (first < 0) first = index
    last = index
  }
  if (first !== bucketOf(minUs) || last !== bucketOf(maxUs)) {
    throw corrupt('its buckets do not fit its range')
  }
  return { censored, sumHigh, sumLow, minUs, maxUs, counts }
}

class Reader {
  private readonly bytes: Uint8Array
  private at = 0

  constructor(bytes: Uint8Array) {
    this.bytes = bytes
  }

  get ended(): boolean {
    return this.at >= this.bytes.length
  }

  next(): number {
    let value = 0
    for (let factor = 1; factor <= 2 ** 49; factor *= 128) {
      const byte = this.bytes[this.at++]
      if (byte === undefined) throw corrupt('it is cut short')
      value += (byte & 127) * factor
      if (byte < 128) {
        if (value > MAX_VALUE_US) break
        return value
      }
    }
    throw corrupt('a number is too large')
  }
}

function write(bytes: number[], value: number): void {
  let rest = value
  while (rest >= 128) {
    bytes.push((rest % 128) | 128)
    rest = Math.floor(rest / 128)
  }
  bytes.push(rest)
}

function checksum(bytes: Iterable<number>): number {
  let hash = 0x811c9dc5
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193)
  return hash >>> 0
}

function corrupt(why: string): MusterError {
  return new MusterError('RUN_INVALID', `a latency histogram is damaged: ${why}`, {
    hint: `the line was changed or comes from another version; at most ${BUCKETS} buckets are known`,
  })
}
