/**
 * Paired ratios: trials with the same number share their seed and stand close together in the order of
 * the run, so dividing within a pair cancels what both met.
 */
import { criticalT, momentsOf } from './interval.ts'

/** Which way is good. */
export type Direction = 'higher is better' | 'lower is better'

/** `not resolved` is said whenever the interval leaves it open, and always for n < 2. */
export type Verdict = 'better' | 'worse' | 'equivalent within margin' | 'not resolved'

/** A value and the value that it is compared with, from trials with the same number. */
export type Pair = readonly [value: number, baseline: number]

export interface Ratio {
  /** Pairs behind it. */
  readonly n: number
  /** Ratio of geometric means, value / baseline; null without a usable pair. */
  readonly ratio: number | null
  /** 95 % interval; null, with `high`, when n < 2. */
  readonly low: number | null
  readonly high: number | null
  readonly verdict: Verdict
}

/** Ratios closer to 1 than this factor, either way, count as equivalent. */
export const EQUIVALENCE_MARGIN = 0.05

/**
 * The ratio of geometric means over pairs, with the Student-t interval of the mean log difference,
 * exp(d̄ ± t(n−1)·s/√n), and what it says. Pairs in which a value is not a positive finite number are
 * left out and so lower `n`.
 */
export function pairedRatio(
  pairs: readonly Pair[],
  direction: Direction,
  margin = EQUIVALENCE_MARGIN,
): Ratio {
  const logs = pairs
    .filter(([value, baseline]) => isUsable(value) && isUsable(baseline))
    .map(([value, baseline]) => Math.log(value / baseline))
  const n = logs.length
  if (n === 0) return { n, ratio: null, low: null, high: null, verdict: 'not resolved' }
  const { mean, standardError } = momentsOf(logs)
  const ratio = Math.exp(mean)
  if (n === 1) return { n, ratio, low: null, high: null, verdict: 'not resolved' }
  const half = criticalT(n) * standardError
  const low = Math.exp(mean - half)
  const high = Math.exp(mean + half)
  return { n, ratio, low, high, verdict: verdictOf(low, high, direction, margin) }
}

/**
 * What an interval of a ratio says. An interval that lies within 1/(1+margin) … 1+margin is equivalent
 * even if it leaves out 1: a difference too small to matter is no reason to choose.
 */
export function verdictOf(
  low: number,
  high: number,
  direction: Direction,
  margin: number,
): Verdict {
  if (low >= 1 / (1 + margin) && high <= 1 + margin) return 'equivalent within margin'
  if (low > 1) return direction === 'higher is better' ? 'better' : 'worse'
  if (high < 1) return direction === 'higher is better' ? 'worse' : 'better'
  return 'not resolved'
}

/** True if the two sides were told apart. */
export function isResolved(verdict: Verdict): boolean {
  return verdict === 'better' || verdict === 'worse'
}

function isUsable(value: number): boolean {
  return value > 0 && value < Infinity
}
