/**
 * When a comparison may stop: after every block a look at repeated confidence intervals (Jennison &
 * Turnbull, JRSS B 51, 1989), which are wide enough to hold the truth at all looks together in 95 % of
 * runs. So whoever stops as soon as they like is still wrong in at most 5 %.
 */
import { sequentialBoundaries } from './alpha-spending.ts'
import { CONFIDENCE } from './interval.ts'
import { normalUpperTail } from './normal.ts'
import { studentTQuantile } from './student-t.ts'

export interface StoppingRule {
  /** The last look; a comparison that is open by then stays undecided. */
  readonly maxTrials: number
  /** Ratios within 1/(1 + precision) … 1 + precision are equivalent, as in 0.05. */
  readonly precision: number
}

/** Trials before the first look: fewer leave a spread that nothing can be told by. */
export const FIRST_LOOK = 3

const nominalByMax = new Map<number, readonly number[]>()

/**
 * Two-sided level of the t test at each look from `FIRST_LOOK` to `maxTrials` trials: the tail of the
 * normal boundary at information n/maxTrials, used with n − 1 degrees of freedom because the spread is
 * estimated (Jennison & Turnbull 2000, §4.4).
 */
export function nominalLevels(maxTrials: number): readonly number[] {
  let levels = nominalByMax.get(maxTrials)
  if (levels === undefined) {
    const first = Math.min(FIRST_LOOK, maxTrials)
    const looks = Array.from({ length: maxTrials - first + 1 }, (_, i) => (first + i) / maxTrials)
    levels = sequentialBoundaries(looks, 1 - CONFIDENCE).map((z) => 2 * normalUpperTail(z))
    nominalByMax.set(maxTrials, levels)
  }
  return levels
}

/** t that a repeated interval over n pairs is as many standard errors wide; Infinity before a look. */
export function criticalAtLook(n: number, { maxTrials }: StoppingRule): number {
  const levels = nominalLevels(maxTrials)
  const first = Math.min(FIRST_LOOK, maxTrials)
  const level = levels[Math.min(n, maxTrials) - first] ?? 0
  return n < 2 || level === 0 ? Infinity : studentTQuantile(1 - level / 2, n - 1)
}
