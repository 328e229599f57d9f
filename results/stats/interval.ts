/**
 * A figure from a few trials with its interval. With fewer than two values there is a point and no
 * interval: one trial says nothing about spread.
 */
import { median } from './quantile.ts'
import { studentTQuantile } from './student-t.ts'

/** Two-sided confidence of every published interval. */
export const CONFIDENCE = 0.95

/** A point with a 95 % interval. */
export interface Estimate {
  /** Trials behind it. */
  readonly n: number
  /** Null when nothing was measured. */
  readonly value: number | null
  /** Null, with `high`, when n < 2. */
  readonly low: number | null
  readonly high: number | null
}

/** On which scale spread is taken to be symmetric: `log` for rates, costs and times. */
export type Scale = 'linear' | 'log'

/** The mean and its Student-t interval, x̄ ± t(n−1)·s/√n, for roughly normal values. */
export function meanInterval(values: readonly number[]): Estimate {
  const n = values.length
  if (n === 0) return { n, value: null, low: null, high: null }
  const { mean, standardError } = momentsOf(values)
  if (n === 1) return { n, value: mean, low: null, high: null }
  const half = criticalT(n) * standardError
  return { n, value: mean, low: mean - half, high: mean + half }
}

/**
 * The median and a 95 % interval of it. From 6 values on, the interval lies between two order
 * statistics and assumes nothing about the distribution (sign test; Conover 1999, §3.2). Fewer values
 * cannot reach 95 % that way, so for 2 … 5 it is the Student-t interval about the mean of the values,
 * or of their logarithms on the `log` scale; that is an interval of the median if they are symmetric
 * on that scale. Values that are not all positive are taken linearly.
 */
export function medianInterval(values: readonly number[], scale: Scale): Estimate {
  const n = values.length
  const value = median(values)
  if (n < 2) return { n, value, low: null, high: null }
  if (n >= SMALLEST_FOR_ORDER_STATISTICS) {
    const sorted = [...values].sort((a, b) => a - b)
    const rank = orderStatisticRank(n)
    return { n, value, low: sorted[rank - 1] as number, high: sorted[n - rank] as number }
  }
  const onLogs = scale === 'log' && values.every((v) => v > 0)
  const { low, high } = meanInterval(onLogs ? values.map(Math.log) : values)
  const unscale = onLogs ? Math.exp : (v: number): number => v
  // Rounding must not push a median out of an interval that it is the edge of.
  return {
    n,
    value,
    low: Math.min(value as number, unscale(low as number)),
    high: Math.max(value as number, unscale(high as number)),
  }
}

/** The mean and its standard error s/√n; the error is 0 for one value. */
export function momentsOf(values: readonly number[]): {
  readonly mean: number
  readonly standardError: number
} {
  const n = values.length
  const mean = values.reduce((sum, v) => sum + v, 0) / n
  if (n < 2) return { mean, standardError: 0 }
  const squares = values.reduce((sum, v) => sum + (v - mean) ** 2, 0)
  return { mean, standardError: Math.sqrt(squares / (n - 1) / n) }
}

const criticalByN = new Map<number, number>()

/** t with n − 1 degrees of freedom for a two-sided 95 % interval; computed once for each n. */
export function criticalT(n: number): number {
  let critical = criticalByN.get(n)
  if (critical === undefined) {
    critical = studentTQuantile((1 + CONFIDENCE) / 2, n - 1)
    criticalByN.set(n, critical)
  }
  return critical
}

const SMALLEST_FOR_ORDER_STATISTICS = 6

/** Largest k with 2·P[Binomial(n, ½) ≤ k − 1] ≤ 5 %: the k-th value from either end is a bound. */
function orderStatisticRank(n: number): number {
  let probability = 0.5 ** n
  let below = probability
  let k = 0
  while (2 * below <= 1 - CONFIDENCE) {
    k++
    probability *= (n - k + 1) / k
    below += probability
  }
  return Math.max(1, k)
}
