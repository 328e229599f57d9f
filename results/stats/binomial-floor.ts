/**
 * How many samples a percentile needs before it is evidence: MLPerf LoadGen's early-stopping test
 * (Reddi et al. 2020). It assumes independent samples, which queueing breaks, so it is a floor and not
 * a proof: below it a percentile is certainly a guess.
 */
import { incompleteBeta } from './student-t.ts'

/** Confidence of the floor. */
export const FLOOR_CONFIDENCE = 0.99

/** P[Binomial(n, p) ≤ k] = I(1−p; n − k, k + 1). */
export function binomialCdf(n: number, p: number, k: number): number {
  return k >= n ? 1 : incompleteBeta(1 - p, n - k, k + 1)
}

/**
 * Least number of samples, `over` of which lie above a bound, that show at the confidence that at most
 * the share 1 − q lies above it: the least n with P[Binomial(n, 1 − q) ≤ over] ≤ 1 − confidence.
 */
export function samplesNeeded(q: number, over = 0, confidence = FLOOR_CONFIDENCE): number {
  let high = over + 1
  const isEnough = (n: number): boolean => binomialCdf(n, 1 - q, over) <= 1 - confidence
  while (!isEnough(high)) high *= 2
  let low = over
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (isEnough(middle)) high = middle
    else low = middle
  }
  return high
}

const neededByQ = new Map<number, number>()

/** Samples without which the q-quantile is no evidence: with fewer, none may lie above it at all. */
export function percentileFloor(q: number): number {
  let needed = neededByQ.get(q)
  if (needed === undefined) {
    needed = samplesNeeded(q)
    neededByQ.set(q, needed)
  }
  return needed
}
