/** A seeded bootstrap of a mean that corrects its own width. */
import { purpose, uniform } from '../../harness/kernel/random.ts'
import { CONFIDENCE, criticalT, momentsOf } from './interval.ts'
import { quantile } from './quantile.ts'

const RESAMPLE = purpose('studentised-bootstrap')
/** One seed for all, so that the same values have the same interval on every machine. */
const SEED = 1
const RESAMPLES = 1_000

/** Values from which it is used: with fewer its quantiles are those of too few different resamples. */
export const BOOTSTRAP_FROM = 20

/**
 * Standard errors on either side of a mean that hold the truth with 95 %: the quantile of
 * |m* − m|/se* over resamples (Efron & Tibshirani 1993, §12.5; symmetric as in Hall 1988, whose
 * coverage error falls as 1/n²). Student's t where all values are equal.
 */
export function bootstrapCritical(values: readonly number[]): number {
  const n = values.length
  const { mean, standardError } = momentsOf(values)
  if (standardError === 0) return criticalT(n)
  const plan = planOf(n)
  const distances: number[] = []
  for (let at = 0; at < plan.length; at += n) {
    let sum = 0
    let squares = 0
    for (let i = at; i < at + n; i++) {
      const deviation = (values[plan[i] as number] as number) - mean
      sum += deviation
      squares += deviation * deviation
    }
    const shift = sum / n
    const variance = (squares - n * shift * shift) / (n - 1) / n
    if (variance > 0) distances.push(Math.abs(shift) / Math.sqrt(variance))
  }
  return quantile(distances, CONFIDENCE) as number
}

const planByN = new Map<number, Int32Array>()

/** Which values each resample takes: the same for all lists of a length, so it is drawn once. */
function planOf(n: number): Int32Array {
  let plan = planByN.get(n)
  if (plan === undefined) {
    plan = Int32Array.from({ length: n * RESAMPLES }, (_, i) =>
      Math.floor(uniform(SEED, RESAMPLE, n, i) * n),
    )
    planByN.set(n, plan)
  }
  return plan
}
