/**
 * Keeps what each event of one or more passes took and counted. It holds numbers outside the heap: what
 * it keeps must not be carried about by the collector, whose pauses it measures.
 */
import { COST_UNITS, type CostUnit } from '../../results/unit-costs.ts'
import type { WorkCounts } from '../engine/work-counts.ts'

const FIRST_UNIT = 2
/** The event itself, what it sent off, then each unit. */
export const COLUMNS = COST_UNITS.length + FIRST_UNIT
const CHUNK = 1 << 15

interface Chunk {
  /** Numbers beyond 2^24 are no counts of one event. */
  readonly counts: Float32Array
  /** Sums over the moments that the event showed: what it had counted, and taken. */
  readonly readCounts: Float32Array
  readonly readUs: Float64Array
  readonly tookUs: Float64Array
  readonly beganMs: Float64Array
  readonly endedMs: Float64Array
}

/** Follows the events of one cell. */
export interface EventRecorder {
  /** The event that runs sends something off. */
  leave(): void
  /** It reads a moment that matters beyond it, after so long. */
  read(sinceUs: number): void
  /** It is over. */
  end(tookUs: number, beganMs: number, endedMs: number): void
}

/**
 * Follows a cell from now on: what it counts between two calls belongs to the event in between, which
 * is kept by the meter that `meterFor` tells.
 */
export function followEvents(counts: WorkCounts, meterFor: () => EventMeter): EventRecorder {
  const before = COST_UNITS.map((unit) => counts(unit))
  let follows = 0
  return {
    leave: () => {
      follows++
    },
    read: (sinceUs) => meterFor().addRead(sinceUs, follows, counts, before),
    end: (tookUs, beganMs, endedMs) => {
      meterFor().add({ tookUs, beganMs, endedMs }, follows, counts, before)
      for (let j = 0; j < before.length; j++) before[j] = counts(COST_UNITS[j] as CostUnit)
      follows = 0
    },
  }
}

export class EventMeter {
  /** Events so far. */
  count = 0
  private readonly chunks: Chunk[] = []

  /** Makes room beforehand for so many events. */
  constructor(expected = 0) {
    while (this.chunks.length * CHUNK < expected) this.chunks.push(emptyChunk())
  }

  /** The event that runs reads such a moment. `before`: what the cell had counted when it began. */
  addRead(sinceUs: number, follows: number, counts: WorkCounts, before: readonly number[]): void {
    const { readCounts, readUs } = this.last()
    const at = this.count % CHUNK
    readUs[at] = (readUs[at] as number) + sinceUs
    addCounts(readCounts, at * COLUMNS, follows, counts, before)
  }

  /** It is over. */
  add(
    { tookUs, beganMs, endedMs }: { tookUs: number; beganMs: number; endedMs: number },
    follows: number,
    counts: WorkCounts,
    before: readonly number[],
  ): void {
    const chunk = this.last()
    const at = this.count % CHUNK
    chunk.tookUs[at] = tookUs
    chunk.beganMs[at] = beganMs
    chunk.endedMs[at] = endedMs
    addCounts(chunk.counts, at * COLUMNS, follows, counts, before)
    this.count++
  }

  /** What event `nth` counted; a view, for `COLUMNS` numbers. */
  rowOf(nth: number): Float32Array {
    const at = (nth % CHUNK) * COLUMNS
    return this.chunkOf(nth).counts.subarray(at, at + COLUMNS)
  }

  /** What it had counted when it read the clock, summed over all times; likewise a view. */
  readRowOf(nth: number): Float32Array {
    const at = (nth % CHUNK) * COLUMNS
    return this.chunkOf(nth).readCounts.subarray(at, at + COLUMNS)
  }

  /** What it had taken by then, summed in the same way. */
  readUs(nth: number): number {
    return this.chunkOf(nth).readUs[nth % CHUNK] as number
  }

  tookUs(nth: number): number {
    return this.chunkOf(nth).tookUs[nth % CHUNK] as number
  }

  beganMs(nth: number): number {
    return this.chunkOf(nth).beganMs[nth % CHUNK] as number
  }

  endedMs(nth: number): number {
    return this.chunkOf(nth).endedMs[nth % CHUNK] as number
  }

  private last(): Chunk {
    const nth = Math.floor(this.count / CHUNK)
    if (nth === this.chunks.length) this.chunks.push(emptyChunk())
    return this.chunks[nth] as Chunk
  }

  private chunkOf(nth: number): Chunk {
    return this.chunks[Math.floor(nth / CHUNK)] as Chunk
  }
}

function addCounts(
  into: Float32Array,
  from: number,
  follows: number,
  counts: WorkCounts,
  before: readonly number[],
): void {
  into[from] = (into[from] as number) + 1
  into[from + 1] = (into[from + 1] as number) + follows
  for (let j = 0; j < before.length; j++) {
    const counted = counts(COST_UNITS[j] as CostUnit) - (before[j] as number)
    if (counted !== 0)
      into[from + FIRST_UNIT + j] = (into[from + FIRST_UNIT + j] as number) + counted
  }
}

function emptyChunk(): Chunk {
  return {
    counts: new Float32Array(CHUNK * COLUMNS),
    readCounts: new Float32Array(CHUNK * COLUMNS),
    readUs: new Float64Array(CHUNK),
    tookUs: new Float64Array(CHUNK),
    beganMs: new Float64Array(CHUNK),
    endedMs: new Float64Array(CHUNK),
  }
}
