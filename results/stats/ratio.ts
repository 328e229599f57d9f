/**
 * Paired ratios: trials with the same number share their seed and stand close together in the order of
 * the run, so dividing within a pair cancels what both met.
 */
import { criticalT, momentsOf } from './interval.ts'
import { floorFactor, isAboveFloor, type NoiseFloor } from './noise-floor.ts'
import { criticalAtLook, type StoppingRule } from './stopping-rule.ts'
import { BOOTSTRAP_FROM, bootstrapCritical } from './studentised-bootstrap.ts'

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
  /**
   * Factor (≥ 1) by which the system seems to differ from itself over as many pairs. A ratio closer to
   * 1 is not called different. Absent without A/A pairs.
   */
  readonly noiseFloor?: number
}

/** What a ratio is judged by, besides its pairs. */
export interface Judging {
  readonly margin?: number
  /** From A/A pairs of the same figure and size. */
  readonly floor?: NoiseFloor
  /** The rule under which the number of trials was found; its intervals are wider. */
  readonly rule?: StoppingRule
}

/** Ratios closer to 1 than this factor, either way, count as equivalent. */
export const EQUIVALENCE_MARGIN = 0.05

/**
 * The ratio of geometric means over pairs, with the interval of the mean log difference d̄, and what it
 * says: exp(d̄ ± c·s/√n). c is Student's t(n−1); from 20 pairs on that of a seeded studentised
 * bootstrap, which needs no normal law; and that of the look under a stopping rule. Pairs in which a
 * value is not a positive finite number are left out and so lower `n`.
 */
export function pairedRatio(
  pairs: readonly Pair[],
  direction: Direction,
  { margin = EQUIVALENCE_MARGIN, floor, rule }: Judging = {},
): Ratio {
  const logs = pairs
    .filter(([value, baseline]) => isUsable(value) && isUsable(baseline))
    .map(([value, baseline]) => Math.log(value / baseline))
  const n = logs.length
  if (n === 0) return { n, ratio: null, low: null, high: null, verdict: 'not resolved' }
  const { mean, standardError } = momentsOf(logs)
  const ratio = Math.exp(mean)
  const noise = floor === undefined ? {} : { noiseFloor: floorFactor(floor, n) }
  const unresolved = { n, ratio, low: null, high: null, verdict: 'not resolved', ...noise } as const
  if (n === 1) return unresolved
  const half = criticalOf(logs, rule) * standardError
  // Before its first look a rule has no interval; identical pairs have one without width.
  if (!(half < Infinity)) return unresolved
  const low = Math.exp(mean - half)
  const high = Math.exp(mean + half)
  const verdict = verdictOf(low, high, direction, margin)
  const isNoise = floor !== undefined && isResolved(verdict) && !isAboveFloor(ratio, n, floor)
  return { n, ratio, low, high, verdict: isNoise ? 'not resolved' : verdict, ...noise }
}

function criticalOf(logs: readonly number[], rule: StoppingRule | undefined): number {
  if (rule !== undefined) return criticalAtLook(logs.length, rule)
  return logs.length < BOOTSTRAP_FROM ? criticalT(logs.length) : bootstrapCritical(logs)
}

/**
 * What an interval of a ratio says. An interval that lies within 1/(1+margin) … 1+margin is equivalent
 * even if it leaves out 1: a difference too small to matter is no reason to choose. For a 95 % interval
 * that is the two one-sided tests of Schuirmann (1987) at 2.5 % each, the margin being declared before.
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
