import { expect, test } from 'vitest'
import { normal, purpose } from '../../harness/kernel/random.ts'
import { bootstrapCritical } from './studentised-bootstrap.ts'
import { type Pair, pairedRatio } from './ratio.ts'

const NOISE = purpose('studentised-bootstrap-test')

test('the same values have the same interval', () => {
  const values = Array.from({ length: 25 }, (_, i) => normal(1, NOISE, i))
  expect(bootstrapCritical(values)).toBe(bootstrapCritical([...values]))
})

test('95 % ± 1 % of the intervals of 20 pairs hold the true ratio', { timeout: 60_000 }, () => {
  // The share's own standard error is 0.28 %: with 1,500 it would be 0.56 %, too much to see 1 %.
  const experiments = 6_000
  let covered = 0
  for (let e = 0; e < experiments; e++) {
    const pairs = Array.from({ length: 20 }, (_, i): Pair => {
      const noise = (side: number): number => normal(3, NOISE, e, i, side)
      return [1.2 * Math.exp(0.05 * noise(0)), Math.exp(0.05 * noise(1))]
    })
    const { low, high } = pairedRatio(pairs, 'lower is better')
    if ((low as number) <= 1.2 && 1.2 <= (high as number)) covered++
  }
  expect(Math.abs(covered / experiments - 0.95)).toBeLessThan(0.01)
})

test('values that are all equal have an interval without width, not a failure', () => {
  const { low, high } = pairedRatio(
    Array.from({ length: 20 }, (): Pair => [2, 1]),
    'lower is better',
  )
  expect([low, high]).toEqual([2, 2])
})
