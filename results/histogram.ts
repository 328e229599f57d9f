/**
 * A mergeable histogram of whole virtual microseconds, 0 … 2^53. Each octave is cut into 2^7 equal
 * sub-buckets, so a bucket is at most 1/128 (0.8 %) of its values wide and a quantile, read at a
 * bucket's middle, is at most 0.4 % off. Samples that never ended are counted as +∞: they raise
 * quantiles and are never dropped.
 *
 * Everything but the bucket boundaries is exact, so merging is associative and order does not matter.
 */
import { MusterError } from '../harness/kernel/errors.ts'
import {
  bucketOf,
  BUCKETS,
  lowerBoundOf,
  middleOf,
  OCTAVE_BITS,
  SUB_BUCKETS,
} from './histogram-buckets.ts'
import { decodeHistogram, encodeHistogram } from './histogram-codec.ts'

/** The sum is kept as `high · 2^52 + low`, low < 2^52, so that it stays exact past 2^53. */
const SUM_UNIT = 2 ** 52

const INITIAL_BUCKETS = 2048

export class Histogram {
  // Grown to the largest value seen: task latencies need a third of the whole range.
  private counts = new Float64Array(INITIAL_BUCKETS)
  private censoredSamples = 0
  private sumHigh = 0
  private sumLow = 0
  private min = Infinity
  private max = -1

  /**
   * Counts one sample in whole microseconds. Throws `KERNEL_MISUSE` for anything else than a whole
   * number in 0 … 2^53.
   */
  record(valueUs: number): void {
    const small = valueUs | 0
    let index: number
    if (small === valueUs && small >= 0) {
      if (small < SUB_BUCKETS) {
        index = small
      } else {
        const shift = 24 - Math.clz32(small)
        index = (shift << OCTAVE_BITS) + (small >>> shift)
      }
      this.sumLow += small
    } else {
      index = bucketOf(valueUs)
      this.addToSum(valueUs)
    }
    if (this.sumLow >= SUM_UNIT) this.carry()
    if (index >= this.counts.length) this.grow(index)
    this.counts[index] = (this.counts[index] as number) + 1
    if (valueUs < this.min) this.min = valueUs
    if (valueUs > this.max) this.max = valueUs
  }

  /** Counts `n` samples that have no value because they failed or never ended. */
  recordCensored(n = 1): void {
    if (!Number.isSafeInteger(n) || n < 0) {
      throw new MusterError('KERNEL_MISUSE', `a number of censored samples cannot be ${n}`)
    }
    this.censoredSamples += n
  }

  /** Adds all samples of another histogram to this one; the other is left alone. */
  merge(other: Histogram): this {
    const length = other.usedBuckets()
    if (length > this.counts.length) this.grow(length - 1)
    for (let i = 0; i < length; i++) {
      this.counts[i] = (this.counts[i] as number) + (other.counts[i] as number)
    }
    this.censoredSamples += other.censoredSamples
    this.sumHigh += other.sumHigh
    this.sumLow += other.sumLow
    if (this.sumLow >= SUM_UNIT) this.carry()
    if (other.min < this.min) this.min = other.min
    if (other.max > this.max) this.max = other.max
    return this
  }

  /** Samples that have a value. */
  get count(): number {
    let count = 0
    for (let i = 0; i < this.counts.length; i++) count += this.counts[i] as number
    return count
  }

  /** Samples that have none. */
  get censored(): number {
    return this.censoredSamples
  }

  /** Share of all samples that have no value; 0 for an empty histogram. */
  get censoredShare(): number {
    const all = this.count + this.censoredSamples
    return all === 0 ? 0 : this.censoredSamples / all
  }

  /** Smallest value, exact; null without one. */
  get minUs(): number | null {
    return this.max < 0 ? null : this.min
  }

  /** Largest value, exact; null without one. Censored samples are larger, but have no value. */
  get maxUs(): number | null {
    return this.max < 0 ? null : this.max
  }

  /**
   * Mean of the samples that have a value, from the exact sum; null without one. It leaves the
   * censored out, so it is to be read beside `censoredShare`.
   */
  get meanUs(): number | null {
    const count = this.count
    return count === 0 ? null : (this.sumHigh * SUM_UNIT + this.sumLow) / count
  }

  /**
   * The value at rank ⌈q·N⌉ of all N samples, censored ones included as +∞: Infinity when that rank
   * is a censored sample, null when there is no sample. Otherwise the middle of the rank's bucket,
   * within [min, max]: at most 0.4 % off. `q` is in 0 … 1.
   */
  quantile(q: number): number | null {
    if (!(q >= 0 && q <= 1)) throw new MusterError('KERNEL_MISUSE', `${q} is not a quantile`)
    const count = this.count
    const all = count + this.censoredSamples
    if (all === 0) return null
    // 0.07 · 100 is 7.000000000000001 in binary: the slack keeps it from becoming rank 8.
    const rank = Math.max(1, Math.ceil(q * all - all * 1e-14))
    if (rank > count) return Infinity
    let seen = 0
    let index = -1
    while (seen < rank) seen += this.counts[++index] as number
    return Math.min(this.max, Math.max(this.min, middleOf(index)))
  }

  /**
   * Buckets that hold samples, in ascending order: the values [fromUs, toUs) and how many. For drawing
   * a distribution.
   */
  buckets(): { readonly fromUs: number; readonly toUs: number; readonly count: number }[] {
    const buckets = []
    for (let i = 0; i < this.counts.length; i++) {
      const count = this.counts[i] as number
      if (count > 0) buckets.push({ fromUs: lowerBoundOf(i), toUs: lowerBoundOf(i + 1), count })
    }
    return buckets
  }

  /** A compact text that `decode` reads back, equal for equal contents. */
  encode(): string {
    return encodeHistogram({
      censored: this.censoredSamples,
      sumHigh: this.sumHigh,
      sumLow: this.sumLow,
      minUs: this.min,
      maxUs: this.max,
      counts: this.counts,
    })
  }

  /** Reads what `encode` wrote; `RUN_INVALID` for anything else. */
  static decode(text: string): Histogram {
    const state = decodeHistogram(text)
    const histogram = new Histogram()
    if (state.counts.length > histogram.counts.length) histogram.grow(state.counts.length - 1)
    histogram.counts.set(state.counts)
    histogram.censoredSamples = state.censored
    histogram.sumHigh = state.sumHigh
    histogram.sumLow = state.sumLow
    histogram.min = state.minUs
    histogram.max = state.maxUs
    return histogram
  }

  private addToSum(valueUs: number): void {
    if (valueUs >= SUM_UNIT) {
      this.sumHigh++
      this.sumLow += valueUs - SUM_UNIT
    } else {
      this.sumLow += valueUs
    }
  }

  private carry(): void {
    while (this.sumLow >= SUM_UNIT) {
      this.sumLow -= SUM_UNIT
      this.sumHigh++
    }
  }

  private usedBuckets(): number {
    return this.max < 0 ? 0 : bucketOf(this.max) + 1
  }

  private grow(index: number): void {
    let length = this.counts.length
    while (length <= index) length *= 2
    const wider = new Float64Array(Math.min(length, BUCKETS))
    wider.set(this.counts)
    this.counts = wider
  }
}

/** All samples of several histograms in a new one. */
export function mergeHistograms(histograms: Iterable<Histogram>): Histogram {
  const merged = new Histogram()
  for (const histogram of histograms) merged.merge(histogram)
  return merged
}
