import { expect, it } from 'vitest'
import { binomialCdf, percentileFloor, samplesNeeded } from './binomial-floor.ts'

it('sums the binomial distribution', () => {
  expect(binomialCdf(4, 0.5, 1)).toBeCloseTo(5 / 16, 14)
  expect(binomialCdf(3, 0.1, 0)).toBeCloseTo(0.729, 14)
  expect(binomialCdf(3, 0.1, 3)).toBe(1)
})

it.each([
  [0, 44, 90, 459],
  [1, 64, 130, 662],
  [5, 127, 259, 1307],
  [10, 197, 398, 2010],
  [20, 325, 656, 3304],
])('needs the samples of the published table with %i above the bound', (over, p90, p95, p99) => {
  expect([0.9, 0.95, 0.99].map((q) => samplesNeeded(q, over))).toEqual([p90, p95, p99])
})

it('is the point at which the largest sample lies above the percentile with 99 %', () => {
  for (const q of [0.5, 0.9, 0.99, 0.999]) {
    expect(q ** percentileFloor(q)).toBeLessThanOrEqual(0.01)
    expect(q ** (percentileFloor(q) - 1)).toBeGreaterThan(0.01)
  }
})
