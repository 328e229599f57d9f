/**
 * Keeps what each event of one or more passes took and counted. It holds numbers outside the heap: what
 * it keeps must not be carried about by the collector, whose pauses it measures.
 */
import { COST_UNITS, type CostUnit } from '../../results/unit-costs.ts'
import type { WorkCounts } from '../engine/work-counts.ts'
import { hostNowMs, processCpuUs } from '../kernel/host-clock.ts'
import type { WorkClock } from '../kernel/timeline.ts'
import { MS, type VirtualUs } from '../kernel/units.ts'

const FIRST_UNIT = 2
/** The event itself, what it sent off, then each unit. */
export const COLUMNS = COST_UNITS.length + FIRST_UNIT
const CHUNK = 1 << 15

interface Chunk {
  /** Numbers beyond 2^24 are no counts of one event. */
  readonly counts: Float32Array
  /** Sums over the moments at which others left the event: what it had counted, and taken. */
  readonly leaveCounts: Float32Array
  readonly leaveUs: Float64Array
  readonly tookUs: Float64Array
  readonly beganMs: Float64Array
  readonly endedMs: Float64Array
}

/** Follows the events of one cell. */
export interface EventRecorder {
  /** The event that runs sends off what follows from it, after so long. */
  leave(sinceUs: number): void
  /** It is over. */
  end(tookUs: number, beganMs: number, endedMs: number): void
}

export class EventMeter {
  /** Events so far. */
  count = 0
  private readonly chunks: Chunk[] = []

  /** Makes room beforehand for so many events. */
  constructor(expected = 0) {
    while (this.chunks.length * CHUNK < expected) this.chunks.push(emptyChunk())
  }

  /** Follows a cell from now on: what it counts between two calls belongs to the event in between. */
  follow(counts: WorkCounts): EventRecorder {
    const before = COST_UNITS.map((unit) => counts(unit))
    let follows = 0
    return {
      leave: (sinceUs) => {
        follows++
        const { leaveCounts, leaveUs } = this.last()
        const at = this.count % CHUNK
        leaveUs[at] = (leaveUs[at] as number) + sinceUs
        addCounts(leaveCounts, at * COLUMNS, follows, counts, before)
      },
      end: (tookUs, beganMs, endedMs) => {
        const chunk = this.last()
        const at = this.count % CHUNK
        chunk.tookUs[at] = tookUs
        chunk.beganMs[at] = beganMs
        chunk.endedMs[at] = endedMs
        addCounts(chunk.counts, at * COLUMNS, follows, counts, before)
        for (let j = 0; j < before.length; j++) before[j] = counts(COST_UNITS[j] as CostUnit)
        follows = 0
        this.count++
      },
    }
  }

  /** Times a cell's events in virtual time; its moments stay due times, as where work takes none. */
  clockOf(counts: WorkCounts): WorkClock {
    const recorder = this.follow(counts)
    let beganMs = 0
    let beganCpuUs = 0
    return {
      begin: () => {
        beganCpuUs = processCpuUs()
        beganMs = hostNowMs()
      },
      now: (dueUs: VirtualUs) => dueUs,
      leave: () => {
        const nowMs = hostNowMs()
        recorder.leave((nowMs - beganMs) * MS)
        // Keeping it is no work of the event's.
        const keptMs = hostNowMs() - nowMs
        beganMs += keptMs
        beganCpuUs += keptMs * MS
      },
      end: () => {
        const endedMs = hostNowMs()
        // Time that the machine took away from this process is in the first and not in the second.
        const tookUs = Math.min((endedMs - beganMs) * MS, processCpuUs() - beganCpuUs)
        recorder.end(tookUs, beganMs, endedMs)
      },
    }
  }

  /** What event `nth` counted; a view, for `COLUMNS` numbers. */
  rowOf(nth: number): Float32Array {
    const at = (nth % CHUNK) * COLUMNS
    return this.chunkOf(nth).counts.subarray(at, at + COLUMNS)
  }

  /** What it had counted when others left it, summed over all that did; likewise a view. */
  leaveRowOf(nth: number): Float32Array {
    const at = (nth % CHUNK) * COLUMNS
    return this.chunkOf(nth).leaveCounts.subarray(at, at + COLUMNS)
  }

  /** What it had taken by then, summed in the same way. */
  leaveUs(nth: number): number {
    return this.chunkOf(nth).leaveUs[nth % CHUNK] as number
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
    leaveCounts: new Float32Array(CHUNK * COLUMNS),
    leaveUs: new Float64Array(CHUNK),
    tookUs: new Float64Array(CHUNK),
    beganMs: new Float64Array(CHUNK),
    endedMs: new Float64Array(CHUNK),
  }
}
