/** Has a count shifted upwards? EWMA and CUSUM of its standardised values, bin by bin. */
import type { Baseline } from './baseline.ts'

export interface ShiftParameters {
  readonly smoothing: number
  readonly allowance: number
}

/** Both statistics, in standard deviations of their own. */
export interface ShiftScore {
  readonly ewma: number
  readonly cusum: number
}

export class Shift {
  private readonly baseline: Baseline
  private readonly parameters: ShiftParameters
  private ewma = 0
  private cusum = 0

  constructor(baseline: Baseline, parameters: ShiftParameters) {
    this.baseline = baseline
    this.parameters = parameters
  }

  /** The statistics if the bin that is open ended with this count: they only grow with it. */
  peek(count: number): ShiftScore {
    const { smoothing, allowance } = this.parameters
    const z = this.standardised(count)
    const ewma = smoothing * z + (1 - smoothing) * this.ewma
    return {
      // A settled EWMA has the variance λ / (2 − λ) of its input's (Roberts 1959).
      ewma: ewma / Math.sqrt(smoothing / (2 - smoothing)),
      cusum: Math.max(0, this.cusum + z - allowance),
    }
  }

  /** Ends a bin with this count. */
  close(count: number): void {
    const { smoothing, allowance } = this.parameters
    const z = this.standardised(count)
    this.ewma = smoothing * z + (1 - smoothing) * this.ewma
    this.cusum = Math.max(0, this.cusum + z - allowance)
  }

  /** Ends a number of bins in which nothing was counted. */
  skip(bins: number): void {
    const { smoothing, allowance } = this.parameters
    const z = this.standardised(0)
    const kept = (1 - smoothing) ** bins
    this.ewma = kept * this.ewma + (1 - kept) * z
    this.cusum = Math.max(0, this.cusum + bins * (z - allowance))
  }

  private standardised(count: number): number {
    return (count - this.baseline.centre) / this.baseline.scale
  }
}
