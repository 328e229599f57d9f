/** A seeded bootstrap, for statistics that have no interval of their own. */
import { purpose, uniform } from '../../harness/kernel/random.ts'
import { CONFIDENCE, type Estimate } from './interval.ts'
import { quantile } from './quantile.ts'

const RESAMPLE = purpose('bootstrap-resample')

/**
 * The statistic of the values with the percentile bootstrap's 95 % interval (Efron & Tibshirani 1993,
 * §13.3). Draws are keyed by seed, resample and position, so the result is the same on every machine.
 * It is too narrow for small n: prefer `meanInterval` or `medianInterval` below about 20 values.
 */
export function bootstrapInterval(
  values: readonly number[],
  statistic: (values: readonly number[]) => number,
  seed: number,
  resamples = 2_000,
): Estimate {
  const n = values.length
  if (n === 0) return { n, value: null, low: null, high: null }
  const value = statistic(values)
  if (n === 1) return { n, value, low: null, high: null }
  const sample = [...values]
  const statistics: number[] = []
  for (let resample = 0; resample < resamples; resample++) {
    for (let i = 0; i < n; i++) {
      sample[i] = values[Math.floor(uniform(seed, RESAMPLE, resample, i) * n)] as number
    }
    statistics.push(statistic(sample))
  }
  const tail = (1 - CONFIDENCE) / 2
  return { n, value, low: quantile(statistics, tail), high: quantile(statistics, 1 - tail) }
}
