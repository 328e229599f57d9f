import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { normal, purpose } from '../../harness/kernel/random.ts'
import { meanInterval, medianInterval } from './interval.ts'
import { median, quantile } from './quantile.ts'

const NOISE = purpose('interval-test')

/** Share of seeded experiments whose interval holds the truth. */
function coverage(
  n: number,
  truth: number,
  draw: (experiment: number, i: number) => number,
  interval: (values: number[]) => { low: number | null; high: number | null },
): number {
  const experiments = 8_000
  let covered = 0
  for (let e = 0; e < experiments; e++) {
    const { low, high } = interval(Array.from({ length: n }, (_, i) => draw(e, i)))
    if ((low as number) <= truth && truth <= (high as number)) covered++
  }
  return covered / experiments
}

describe('mean interval', () => {
  test('equals a textbook example', () => {
    // n = 10, mean 5.0, s = 0.2: 5.0 ± 2.262 · 0.2/√10 = 4.857 … 5.143.
    const spread = 0.2 * Math.sqrt(9 / 10)
    const values = Array.from({ length: 10 }, (_, i) => 5 + (i % 2 === 0 ? spread : -spread))
    const { value, low, high } = meanInterval(values)
    expect([value, low, high].map((v) => Number((v as number).toFixed(3)))).toEqual([
      5, 4.857, 5.143,
    ])
  })

  test.each([2, 3, 5, 12])(
    'covers the true mean of %i normal values in 95 % of experiments',
    (n) => {
      const share = coverage(n, 10, (e, i) => 10 + 3 * normal(1, NOISE, e, i, n), meanInterval)
      expect(Math.abs(share - 0.95)).toBeLessThan(0.01)
    },
  )

  test('of one value is a point without interval, of none nothing', () => {
    expect(meanInterval([7])).toEqual({ n: 1, value: 7, low: null, high: null })
    expect(meanInterval([])).toEqual({ n: 0, value: null, low: null, high: null })
  })
})

describe('median interval', () => {
  test('of three values is the t interval on logarithms about the middle', () => {
    // ln: 0, 1, 2; mean 1, s = 1, t = 4.30265: exp(1 ± 2.48414).
    const { value, low, high } = medianInterval([Math.E, Math.E ** 2, 1], 'log')
    expect(value).toBeCloseTo(Math.E, 12)
    expect(Math.log(low as number)).toBeCloseTo(1 - 2.48414, 4)
    expect(Math.log(high as number)).toBeCloseTo(1 + 2.48414, 4)
  })

  test.each([2, 3, 5])('covers the true median of %i log-normal values in 95 %', (n) => {
    const share = coverage(
      n,
      20,
      (e, i) => 20 * Math.exp(0.5 * normal(2, NOISE, e, i, n)),
      (values) => medianInterval(values, 'log'),
    )
    expect(Math.abs(share - 0.95)).toBeLessThan(0.01)
  })

  test.each([
    // Ranks k and n + 1 − k of the sign-test interval and its exact coverage.
    [6, 1, 0.96875],
    [8, 1, 0.9921875],
    [10, 2, 0.978515625],
    [20, 6, 0.95861],
  ])('of %i values lies between the values ranked %i from either end', (n, rank, exact) => {
    const values = Array.from({ length: n }, (_, i) => n - i)
    const { low, high } = medianInterval(values, 'log')
    expect([low, high]).toEqual([rank, n + 1 - rank])
    const share = coverage(
      n,
      0,
      (e, i) => normal(3, NOISE, e, i, n) ** 3,
      (drawn) => medianInterval(drawn, 'linear'),
    )
    expect(Math.abs(share - exact)).toBeLessThan(0.01)
  })

  test('always holds its own median', () => {
    const positive = fc.double({ min: 1e-6, max: 1e12, noNaN: true })
    fc.assert(
      fc.property(
        fc.array(positive, { minLength: 2, maxLength: 40 }),
        fc.constantFrom('log' as const, 'linear' as const),
        (values, scale) => {
          const { value, low, high } = medianInterval(values, scale)
          expect(low as number).toBeLessThanOrEqual(value as number)
          expect(high as number).toBeGreaterThanOrEqual(value as number)
        },
      ),
      { seed: 7, numRuns: 500 },
    )
  })

  test('of equal values is that value', () => {
    expect(medianInterval([900, 900, 900], 'log')).toMatchObject({ value: 900 })
    expect(medianInterval([900, 900, 900], 'log').low).toBeCloseTo(900, 9)
    expect(medianInterval([900, 900, 900], 'log').high).toBeCloseTo(900, 9)
  })

  test('of values that are not all positive is taken linearly', () => {
    expect(medianInterval([0, 1, 2], 'log')).toEqual(medianInterval([0, 1, 2], 'linear'))
  })
})

describe('quantile', () => {
  test('interpolates as type 7 does', () => {
    expect(quantile([40, 10, 30, 20], 0.25)).toBe(17.5)
    expect(quantile([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 0.9)).toBeCloseTo(9.1, 12)
    expect(quantile([3], 0.99)).toBe(3)
    expect(quantile([], 0.5)).toBeNull()
  })

  test('is infinite as soon as it touches a censored value', () => {
    expect(median([1, Infinity, 3])).toBe(3)
    expect(median([1, 3, Infinity, Infinity])).toBe(Infinity)
    expect(median([Infinity, Infinity])).toBe(Infinity)
  })
})
