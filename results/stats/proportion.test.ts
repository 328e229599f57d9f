import { expect, test } from 'vitest'
import { binomialCdf } from './binomial-floor.ts'
import { proportionInterval } from './proportion.ts'

test('what always happened has the lower bound (α/2)^(1/n)', () => {
  expect(proportionInterval(3, 3).low).toBeCloseTo(0.025 ** (1 / 3), 12)
  expect(proportionInterval(3, 3).high).toBe(1)
})

test('what never happened is the mirror of what always did', () => {
  expect(proportionInterval(0, 10).low).toBe(0)
  expect(proportionInterval(0, 10).high).toBeCloseTo(1 - 0.025 ** (1 / 10), 12)
})

test('both ends leave 2.5 % to the other side', () => {
  const { low, high } = proportionInterval(4, 17)
  expect(1 - binomialCdf(17, low as number, 3)).toBeCloseTo(0.025, 10)
  expect(binomialCdf(17, high as number, 4)).toBeCloseTo(0.025, 10)
})

test('no trial has no share', () => {
  expect(proportionInterval(0, 0)).toEqual({ n: 0, value: null, low: null, high: null })
})
