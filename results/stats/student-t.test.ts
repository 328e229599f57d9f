import { describe, expect, test } from 'vitest'
import { incompleteBeta, logGamma, studentTCdf, studentTQuantile } from './student-t.ts'

describe('t quantile', () => {
  // Percentage points of the t distribution as published to three or more figures.
  const table: readonly (readonly [df: number, p95: number, p975: number, p995: number])[] = [
    [1, 6.314, 12.706, 63.657],
    [2, 2.92, 4.303, 9.925],
    [3, 2.353, 3.182, 5.841],
    [4, 2.132, 2.776, 4.604],
    [5, 2.015, 2.571, 4.032],
    [10, 1.812, 2.228, 3.169],
    [20, 1.725, 2.086, 2.845],
    [30, 1.697, 2.042, 2.75],
    [60, 1.671, 2.0, 2.66],
    [120, 1.658, 1.98, 2.617],
  ]

  test.each(table)('agrees with the published table at %i degrees of freedom', (df, ...points) => {
    const found = [0.95, 0.975, 0.995].map((p) => Number(studentTQuantile(p, df).toFixed(3)))
    expect(found).toEqual(points)
  })

  test('equals its closed forms at 1 and 2 degrees of freedom', () => {
    for (const p of [0.6, 0.75, 0.9, 0.975, 0.995, 0.9995]) {
      expect(studentTQuantile(p, 1) / Math.tan(Math.PI * (p - 0.5))).toBeCloseTo(1, 11)
      const a = 4 * p * (1 - p)
      expect(studentTQuantile(p, 2) / (2 * (p - 0.5) * Math.sqrt(2 / a))).toBeCloseTo(1, 11)
    }
  })

  test('approaches the normal quantile', () => {
    expect(studentTQuantile(0.975, 1e7)).toBeCloseTo(1.959964, 5)
  })

  test('inverts the distribution function and is symmetric', () => {
    for (const df of [1, 2.5, 7, 40, 300]) {
      for (const p of [0.001, 0.2, 0.5, 0.8, 0.999]) {
        expect(studentTCdf(studentTQuantile(p, df), df)).toBeCloseTo(p, 12)
        expect(studentTQuantile(1 - p, df)).toBeCloseTo(-studentTQuantile(p, df), 6)
      }
    }
  })
})

test('the incomplete beta function equals the binomial tail it is known to be', () => {
  // I_x(a, n − a + 1) = P[Binomial(n, x) ≥ a]; here n = 5, a = 2, x = 0.3.
  const tail = 1 - 0.7 ** 5 - 5 * 0.3 * 0.7 ** 4
  expect(incompleteBeta(0.3, 2, 4)).toBeCloseTo(tail, 14)
})

test('the log-gamma function equals factorials and the square root of pi', () => {
  expect(logGamma(1)).toBeCloseTo(0, 13)
  expect(logGamma(6)).toBeCloseTo(Math.log(120), 13)
  expect(logGamma(0.5)).toBeCloseTo(0.5 * Math.log(Math.PI), 13)
  expect(logGamma(171) / 706.5730622457874).toBeCloseTo(1, 13)
})
