/**
 * The bucket boundaries of `Histogram`: 2^7 equal sub-buckets in each octave of 0 … 2^53. Values below
 * 2^8 have a bucket of their own.
 */
import { MusterError } from '../harness/kernel/errors.ts'

export const OCTAVE_BITS = 7
export const SUB_BUCKETS = 2 ** OCTAVE_BITS
/** Largest value that can be recorded. */
export const MAX_VALUE_US = 2 ** 53
/** Number of buckets that cover 0 … 2^53. */
export const BUCKETS = (53 - OCTAVE_BITS + 2) * SUB_BUCKETS

/** Number of the bucket that a value falls in. */
export function bucketOf(valueUs: number): number {
  if (!Number.isInteger(valueUs) || valueUs < 0 || valueUs > MAX_VALUE_US) {
    throw new MusterError('KERNEL_MISUSE', `${valueUs} is not a whole number in 0 … 2^53`, {
      hint: 'record virtual durations as whole microseconds',
    })
  }
  if (valueUs < SUB_BUCKETS) return valueUs
  // Only the leading eight bits matter; scaling a large value down keeps at least nine of them.
  const scale = valueUs >= 2 ** 31 ? 22 : 0
  const leading = (scale === 0 ? valueUs : valueUs / 2 ** scale) >>> 0
  const shift = 24 - Math.clz32(leading)
  return (shift + scale) * SUB_BUCKETS + (leading >>> shift)
}

/** Smallest value of a bucket. */
export function lowerBoundOf(index: number): number {
  if (index < 2 * SUB_BUCKETS) return index
  const shift = Math.floor(index / SUB_BUCKETS) - 1
  return (SUB_BUCKETS + (index % SUB_BUCKETS)) * 2 ** shift
}

/** Middle of a bucket, rounded down to a whole number. */
export function middleOf(index: number): number {
  const from = lowerBoundOf(index)
  return from + Math.floor((lowerBoundOf(index + 1) - from - 1) / 2)
}
