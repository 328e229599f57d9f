/**
 * Have events that hardly ever happen become less rare? CUSUM of the Poisson likelihood ratio between
 * `factor` times the usual rate and the usual rate (Lucas 1985), in nats.
 */
export class RareEvents {
  private readonly perEvent: number
  private readonly perBin: number
  private cusum = 0

  /** `rate`: usual events a bin. */
  constructor(rate: number, factor: number) {
    this.perEvent = Math.log(factor)
    this.perBin = (factor - 1) * rate
  }

  /** An event in the open bin; returns the statistic. */
  add(): number {
    this.cusum += this.perEvent
    return this.cusum
  }

  /** Ends a number of bins. */
  skip(bins: number): void {
    this.cusum = Math.max(0, this.cusum - bins * this.perBin)
  }
}
