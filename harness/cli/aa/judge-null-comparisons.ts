/** What null comparisons came to: how often a system was called different from itself. */
import { type NoiseFloor, floorFactor, noiseFloorOf } from '../../../results/stats/noise-floor.ts'
import { proportionInterval } from '../../../results/stats/proportion.ts'
import { isResolved, type Pair, pairedRatio } from '../../../results/stats/ratio.ts'
import type { Estimate } from '../../../results/stats/interval.ts'

/** Share of null comparisons that may be called different. */
export const MOST_CALLED = 0.05

export interface NullVerdict {
  readonly comparisons: number
  readonly pairsEach: number
  /** Called different under the rule of a run with A/A pairs, and the exact interval of their share. */
  readonly called: number
  readonly share: Estimate
  /** The same without a noise floor, as in a run without A/A pairs. */
  readonly calledWithoutFloor: number
  /** Share by which a system seems to differ from itself over `pairsEach` pairs, at 95 %; null without a comparison. */
  readonly noiseFloor: number | null
  readonly holds: boolean
}

/**
 * Judges comparisons of a system with itself. The noise floor of each is from the pairs of all others,
 * so that no comparison is judged by its own noise.
 */
export function judgeNullComparisons(comparisons: readonly (readonly Pair[])[]): NullVerdict {
  const logsOf = (pairs: readonly Pair[]): number[] => pairs.map(([a, b]) => Math.log(a / b))
  const pairsEach = comparisons[0]?.length ?? 0
  const called = comparisons.filter((pairs, i) => {
    const others = comparisons.filter((_, other) => other !== i).flatMap(logsOf)
    return isCalled(pairs, noiseFloorOf(others))
  }).length
  const floor = noiseFloorOf(comparisons.flatMap(logsOf))
  return {
    comparisons: comparisons.length,
    pairsEach,
    called,
    share: proportionInterval(called, comparisons.length),
    calledWithoutFloor: comparisons.filter((pairs) => isCalled(pairs, undefined)).length,
    noiseFloor: floor === undefined ? null : floorFactor(floor, pairsEach) - 1,
    holds: comparisons.length > 0 && called <= MOST_CALLED * comparisons.length,
  }
}

function isCalled(pairs: readonly Pair[], floor: NoiseFloor | undefined): boolean {
  const judging = floor === undefined ? {} : { floor }
  return isResolved(pairedRatio(pairs, 'higher is better', judging).verdict)
}
