/**
 * How much B differs from A, as a mean with its standard error on a scale on which differences add up;
 * the interval follows when it is known how many must hold together.
 */
import { momentsOf } from '../stats/interval.ts'
import type { Pair } from '../stats/ratio.ts'
import { studentTQuantile } from '../stats/student-t.ts'

export interface Effect {
  /** `ratio`: of logarithms, so exp(mean) is B / A. `difference`: B − A, where a value is not above 0. */
  readonly scale: 'ratio' | 'difference'
  readonly mean: number
  readonly standardError: number
  readonly degreesOfFreedom: number
}

/** From pairs (A, B), at least two: the mean difference within pairs. */
export function pairedEffect(pairs: readonly Pair[]): Effect {
  const scale = scaleOf(pairs.flat())
  const differences = pairs.map(([a, b]) => on(scale, b) - on(scale, a))
  return { scale, ...momentsOf(differences), degreesOfFreedom: pairs.length - 1 }
}

/** From values of both sides, at least two each: the difference of means (Welch 1947). */
export function unpairedEffect(a: readonly number[], b: readonly number[]): Effect {
  const scale = scaleOf([...a, ...b])
  const [inA, inB] = [a, b].map((values) => momentsOf(values.map((value) => on(scale, value)))) as [
    ReturnType<typeof momentsOf>,
    ReturnType<typeof momentsOf>,
  ]
  const [va, vb] = [inA.standardError ** 2, inB.standardError ** 2]
  const spread = va ** 2 / (a.length - 1) + vb ** 2 / (b.length - 1)
  return {
    scale,
    mean: inB.mean - inA.mean,
    standardError: Math.sqrt(va + vb),
    degreesOfFreedom: spread === 0 ? a.length + b.length - 2 : (va + vb) ** 2 / spread,
  }
}

/**
 * The estimate and its interval on the scale that people read. `family` intervals hold together at the
 * confidence (Bonferroni).
 */
export function intervalOf(
  { scale, mean, standardError, degreesOfFreedom }: Effect,
  confidence: number,
  family: number,
): { readonly estimate: number; readonly low: number; readonly high: number } {
  const tail = (1 - confidence) / 2 / Math.max(1, family)
  const half =
    standardError === 0 ? 0 : studentTQuantile(1 - tail, degreesOfFreedom) * standardError
  const read = scale === 'ratio' ? Math.exp : (x: number): number => x
  return { estimate: read(mean), low: read(mean - half), high: read(mean + half) }
}

function scaleOf(values: readonly number[]): Effect['scale'] {
  return values.every((value) => value > 0) ? 'ratio' : 'difference'
}

function on(scale: Effect['scale'], value: number): number {
  return scale === 'ratio' ? Math.log(value) : value
}
