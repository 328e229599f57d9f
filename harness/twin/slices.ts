/**
 * Slices of a run's arrival window. Each belongs to one of two halves, and some in a row are a block:
 * halves are alike, whatever the machine and the program are up to, and blocks differ by that.
 */
import { Histogram, mergeHistograms } from '../../results/histogram.ts'
import type { VirtualUs } from '../kernel/units.ts'

export const BLOCKS = 8
const SLICES_OF_BLOCK = 8
export const SLICES = BLOCKS * SLICES_OF_BLOCK
/** Tasks of the first slices meet an empty system, and agents that have to enrol. */
const LEFT_OUT = 4

/**
 * Which half a slice is in (Thue–Morse): a machine or a program that gets slower or faster by a line or a
 * parabola makes no difference between the halves.
 */
export function halfOf(slice: number): 0 | 1 {
  let half = 0
  for (let bits = slice; bits > 0; bits >>= 1) half ^= bits & 1
  return half as 0 | 1
}

/** What comes after the window is in its last slice. */
export function sliceAt(atUs: VirtualUs, windowUs: VirtualUs): number {
  return Math.min(SLICES - 1, Math.floor((atUs / windowUs) * SLICES))
}

/** Latencies by the slice in which a task came. */
export class SlicedLatencies {
  private readonly slices = Array.from({ length: SLICES }, () => new Histogram())
  private readonly windowUs: VirtualUs

  constructor(windowUs: VirtualUs) {
    this.windowUs = windowUs
  }

  /** A task that failed has no latency. */
  readonly ended = (arrivedAt: VirtualUs, latencyUs: VirtualUs | undefined): void => {
    const slice = this.slices[sliceAt(arrivedAt, this.windowUs)] as Histogram
    if (latencyUs === undefined) slice.recordCensored(1)
    else slice.record(latencyUs)
  }

  /** Those of a block, of both halves or of one; the first slices are left out. */
  of(block: number, half?: number): Histogram {
    const isMeant = (slice: number): boolean =>
      Math.floor(slice / SLICES_OF_BLOCK) === block &&
      slice >= LEFT_OUT &&
      (half === undefined || halfOf(slice) === half)
    return mergeHistograms(this.slices.filter((_, slice) => isMeant(slice)))
  }
}
