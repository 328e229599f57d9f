import { expect, test } from 'vitest'
import { normal, purpose } from '../../harness/kernel/random.ts'
import { bootstrapInterval } from './bootstrap.ts'
import { median } from './quantile.ts'

const NOISE = purpose('bootstrap-test')
const mean = (values: readonly number[]): number =>
  values.reduce((sum, v) => sum + v, 0) / values.length

test('the same seed gives the same interval and another seed another', () => {
  const values = Array.from({ length: 20 }, (_, i) => normal(1, NOISE, i))
  const first = bootstrapInterval(values, mean, 1)
  expect(bootstrapInterval(values, mean, 1)).toEqual(first)
  expect(bootstrapInterval(values, mean, 2).low).not.toBe(first.low)
})

test('the bootstrap of two values has its known quantiles', () => {
  // Means of two draws from {0, 1} are 0, ½ and 1 with probability ¼, ½, ¼.
  expect(bootstrapInterval([0, 1], mean, 3)).toEqual({ n: 2, value: 0.5, low: 0, high: 1 })
})

test('about 95 % of intervals of a median of 40 values hold the truth', () => {
  const experiments = 1_000
  let covered = 0
  for (let e = 0; e < experiments; e++) {
    const values = Array.from({ length: 40 }, (_, i) => normal(2, NOISE, e, i))
    const { low, high } = bootstrapInterval(values, (v) => median(v) as number, e, 300)
    if ((low as number) <= 0 && 0 <= (high as number)) covered++
  }
  expect(covered / experiments).toBeGreaterThan(0.925)
  expect(covered / experiments).toBeLessThan(0.975)
})

test('one value has no interval', () => {
  expect(bootstrapInterval([4], mean, 1)).toEqual({ n: 1, value: 4, low: null, high: null })
})
