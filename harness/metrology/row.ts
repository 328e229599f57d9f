/** One line of the self-test: what was measured beside what is known. */

/** Largest difference from the known answer, and largest half width of an interval, in %. */
export const TOLERANCE_PERCENT = 1

/**
 * Confidence of all intervals of a run together: a sound harness fails the self-test on one seed in a
 * hundred. Each interval gets its share of the hundredth (Bonferroni).
 */
export const JOINT_CONFIDENCE = 0.99

export interface MetrologyRow {
  readonly system: string
  readonly quantity: string
  readonly unit: string
  readonly measured: number
  readonly known: number
  readonly low: number
  readonly high: number
  /** Of the measured from the known; 0 when both are 0. */
  readonly differencePercent: number
  readonly holds: boolean
  /** Why it does not hold. */
  readonly reason?: string
}

/** What a row is made of; `half` is half the width of its interval. */
export interface Measurement {
  readonly system: string
  readonly quantity: string
  readonly unit: string
  readonly measured: number
  readonly known: number
  readonly half: number
  /** Default: 1 %. */
  readonly tolerancePercent?: number
}

/** Confidence of each interval of a self-test that has so many of them. */
export function shareOfConfidence(intervals: number): number {
  return 1 - (1 - JOINT_CONFIDENCE) / intervals
}

/**
 * Judges a measurement. It holds if the known answer is within the interval, the difference is at most
 * the tolerance, and the interval is narrow enough to mean anything.
 */
export function judge(measurement: Measurement): MetrologyRow {
  const { half, measured, known, tolerancePercent = TOLERANCE_PERCENT, ...names } = measurement
  const differencePercent = measured === known ? 0 : (100 * (measured - known)) / known
  const reasons = [
    // Written so that what is not a number does not hold.
    ...(Math.abs(measured - known) <= half ? [] : ['the known answer is outside the interval']),
    ...(Math.abs(differencePercent) <= tolerancePercent
      ? []
      : [`it differs by more than ${tolerancePercent} %`]),
    ...(100 * half <= tolerancePercent * Math.abs(known) || half === 0
      ? []
      : [`the interval is wider than ±${tolerancePercent} %`]),
  ]
  return {
    ...names,
    measured,
    known,
    low: measured - half,
    high: measured + half,
    differencePercent,
    holds: reasons.length === 0,
    ...(reasons.length === 0 ? {} : { reason: reasons.join('; ') }),
  }
}
