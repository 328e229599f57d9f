import { describe, expect, test } from 'vitest'
import { normal, purpose } from '../../harness/kernel/random.ts'
import { intervalOf, pairedEffect, unpairedEffect } from './effect.ts'

const LUCK = purpose('test-compare-effect')

/** Log-normal values about a median, with 5 % of spread. */
function values(n: number, median: number, experiment: number, side: number): number[] {
  return Array.from(
    { length: n },
    (_, i) => median * Math.exp(0.05 * normal(7, LUCK, experiment, side, i)),
  )
}

describe('the effect between two sides', () => {
  test('of pairs is the ratio of geometric means', () => {
    const effect = pairedEffect([
      [1, 2],
      [4, 4],
    ])
    expect(effect).toMatchObject({ scale: 'ratio', spreads: [{ degreesOfFreedom: 1 }] })
    expect(intervalOf(effect, 0.95, 1).estimate).toBeCloseTo(Math.SQRT2, 12)
  })

  test('without pairs has the known interval of Welch', () => {
    // Means of logs 1 and 2, both with variance 1 over n = 3: se = √(2/3), df = 4, t = 2.776445.
    const effect = unpairedEffect([0, 1, 2].map(Math.exp), [1, 2, 3].map(Math.exp))
    expect(effect.spreads[0]?.degreesOfFreedom).toBeCloseTo(4, 12)
    const { estimate, low, high } = intervalOf(effect, 0.95, 1)
    expect(estimate).toBeCloseTo(Math.E, 12)
    expect(Math.log(high) - 1).toBeCloseTo(2.776445 * Math.sqrt(2 / 3), 5)
    expect(1 - Math.log(low)).toBeCloseTo(2.776445 * Math.sqrt(2 / 3), 5)
  })

  test('is a difference where a value is 0', () => {
    const effect = pairedEffect([
      [0, 4],
      [0, 6],
    ])
    expect(effect.scale).toBe('difference')
    expect(intervalOf(effect, 0.95, 1).estimate).toBe(5)
  })

  test('has no width where every pair says the same', () => {
    const effect = pairedEffect([
      [1, 2],
      [1, 2],
    ])
    const { low, high } = intervalOf(effect, 0.95, 10)
    expect([low, high]).toEqual([2, 2])
  })

  test('of few trials against many is no surer than both together', () => {
    // Two that lie close by chance: Welch alone would give 9 degrees of freedom and no spread of A.
    const b = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map(Math.exp)
    const effect = unpairedEffect([5, 5.0001].map(Math.exp), b)
    // Pooled: variance 82.5 / 10, n 2 and 10, t(10) = 2.228139.
    const { estimate, low } = intervalOf(effect, 0.95, 1)
    expect(Math.log(estimate) - Math.log(low)).toBeCloseTo(2.228139 * Math.sqrt(8.25 * 0.6), 4)
  })

  test('without any spread is as likely by chance as the permutation test says', () => {
    expect(pairedEffect(Array(5).fill([1, 2] as const)).luck).toBe(2 / 32)
    expect(unpairedEffect([1, 1, 1], [2, 2, 2]).luck).toBe(2 / 20)
    expect(unpairedEffect([1, 1, 1], [2, 2, 2.1]).luck).toBe(2 / 20)
    expect(unpairedEffect([1, 1, 1.1], [2, 2, 2.1]).luck).toBeUndefined()
    // 1.1 / 1 and 11 / 10 differ in their last digit alone.
    expect(
      pairedEffect([
        [1, 1.1],
        [10, 11],
      ]).luck,
    ).toBe(1 / 2)
  })

  test('of identical systems leaves out 1 in at most 5 % of comparisons of twenty rows', () => {
    const family = 20
    const comparisons = 1_000
    let different = 0
    for (let c = 0; c < comparisons; c++) {
      const rows = Array.from({ length: family }, (_, row) => {
        const effect = unpairedEffect(
          values(4, 100, c * family + row, 0),
          values(4, 100, c * family + row, 1),
        )
        const { low, high } = intervalOf(effect, 0.95, family)
        return low > 1 || high < 1
      })
      if (rows.includes(true)) different++
    }
    expect(different / comparisons).toBeLessThanOrEqual(0.05)
  })

  test('of 30 % at 5 % of noise is found by five trials a side in a family of twenty', () => {
    let found = 0
    for (let e = 0; e < 100; e++) {
      const { low } = intervalOf(
        unpairedEffect(values(5, 100, e, 0), values(5, 130, e, 1)),
        0.95,
        20,
      )
      if (low > 1) found++
    }
    expect(found).toBeGreaterThan(85)
  })
})
