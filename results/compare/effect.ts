/**
 * How much B differs from A, as a mean with its standard error on a scale on which differences add up;
 * the interval follows when it is known how many must hold together.
 */
import { momentsOf } from '../stats/interval.ts'
import type { Pair } from '../stats/ratio.ts'
import { studentTQuantile } from '../stats/student-t.ts'

/** A standard error, and how well it is known. */
export interface Spread {
  readonly standardError: number
  readonly degreesOfFreedom: number
}

export interface Effect {
  /** `ratio`: of logarithms, so exp(mean) is B / A. `difference`: B − A, where a value is not above 0. */
  readonly scale: 'ratio' | 'difference'
  readonly mean: number
  /** Ways to estimate the spread; the interval is the widest that any of them gives. */
  readonly spreads: readonly Spread[]
  /**
   * Where the trials of a side, or all differences, are the same, t knows no spread: the least
   * probability that the exact permutation test (Fisher 1935) gives between equal sides with so many
   * trials. Undefined where there is a spread.
   */
  readonly luck?: number
}

/** From pairs (A, B), at least two: the mean difference within pairs. */
export function pairedEffect(pairs: readonly Pair[]): Effect {
  const scale = scaleOf(pairs.flat())
  const differences = pairs.map(([a, b]) => on(scale, b) - on(scale, a))
  const { mean, standardError } = momentsOf(differences)
  const spreads = [{ standardError, degreesOfFreedom: pairs.length - 1 }]
  // Of all signs of equal differences two are as extreme as theirs: all up, all down.
  return effectOf(scale, mean, spreads, 2 ** (1 - pairs.length), isRounding(mean, standardError))
}

/**
 * From values of both sides, at least two each: the difference of means, with the spread of each side
 * (Welch 1947) and with that of both together (Student). Welch's alone is too narrow if one side has
 * far fewer trials: two that lie close by chance are taken for a side without noise.
 */
export function unpairedEffect(a: readonly number[], b: readonly number[]): Effect {
  const scale = scaleOf([...a, ...b])
  const [inA, inB] = [a, b].map((values) => momentsOf(values.map((value) => on(scale, value)))) as [
    ReturnType<typeof momentsOf>,
    ReturnType<typeof momentsOf>,
  ]
  const [va, vb] = [inA.standardError ** 2, inB.standardError ** 2]
  const own = va ** 2 / (a.length - 1) + vb ** 2 / (b.length - 1)
  const degreesOfFreedom = a.length + b.length - 2
  const squares = va * a.length * (a.length - 1) + vb * b.length * (b.length - 1)
  const spreads: readonly Spread[] = [
    {
      standardError: Math.sqrt(va + vb),
      degreesOfFreedom: own === 0 ? degreesOfFreedom : (va + vb) ** 2 / own,
    },
    {
      standardError: Math.sqrt((squares / degreesOfFreedom) * (1 / a.length + 1 / b.length)),
      degreesOfFreedom,
    },
  ]
  const isConstant = [inA, inB].some((side) => isRounding(side.mean, side.standardError))
  const luck = 2 / choose(a.length + b.length, a.length)
  return effectOf(scale, inB.mean - inA.mean, spreads, luck, isConstant)
}

/**
 * The estimate and its interval on the scale that people read. `family` intervals hold together at the
 * confidence (Bonferroni).
 */
export function intervalOf(
  { scale, mean, spreads }: Effect,
  confidence: number,
  family: number,
): { readonly estimate: number; readonly low: number; readonly high: number } {
  const tail = (1 - confidence) / 2 / Math.max(1, family)
  const half = Math.max(
    ...spreads.map(({ standardError, degreesOfFreedom }) =>
      standardError === 0 ? 0 : studentTQuantile(1 - tail, degreesOfFreedom) * standardError,
    ),
  )
  const read = scale === 'ratio' ? Math.exp : (x: number): number => x
  return { estimate: read(mean), low: read(mean - half), high: read(mean + half) }
}

/** Differences this small, for the size of the figures, are rounding. */
const ROUNDING = 1e-12

function isRounding(mean: number, standardError: number): boolean {
  return standardError <= ROUNDING * Math.max(1, Math.abs(mean))
}

function effectOf(
  scale: Effect['scale'],
  mean: number,
  spreads: readonly Spread[],
  luck: number,
  isConstant: boolean,
): Effect {
  const rounded = spreads.map((one) =>
    isRounding(mean, one.standardError) ? { ...one, standardError: 0 } : one,
  )
  return { scale, mean, spreads: rounded, ...(isConstant ? { luck } : {}) }
}

/** Ways to take k of n. */
function choose(n: number, k: number): number {
  let ways = 1
  for (let i = 1; i <= k; i++) ways = (ways * (n - k + i)) / i
  return ways
}

function scaleOf(values: readonly number[]): Effect['scale'] {
  return values.every((value) => value > 0) ? 'ratio' : 'difference'
}

function on(scale: Effect['scale'], value: number): number {
  return scale === 'ratio' ? Math.log(value) : value
}
