import { describe, expect, it } from 'vitest'
import { normal, purpose } from '../../kernel/random.ts'
import type { Pair } from '../../../results/stats/ratio.ts'
import { describeNull } from '../command/doctor-aa.ts'
import { judgeNullComparisons } from './judge-null-comparisons.ts'

const NOISE = purpose('aa-test')

/** Comparisons of three pairs; `bias` is how much faster the first side really is. */
function comparisons(n: number, seed: number, bias = 1): Pair[][] {
  return Array.from({ length: n }, (_, c) =>
    [0, 1, 2].map((p): Pair => {
      const side = (s: number): number => Math.exp(0.04 * normal(seed, NOISE, c, p, s))
      return [1000 * bias * side(0), 1000 * side(1)]
    }),
  )
}

describe('null comparisons', () => {
  it('are called different in at most 5 % of 200, in 60 of 60 simulated runs', () => {
    for (let seed = 0; seed < 60; seed++) {
      const verdict = judgeNullComparisons(comparisons(200, seed))
      expect(verdict.holds).toBe(true)
      expect(verdict.called).toBeLessThanOrEqual(10)
    }
  })

  it('have the known noise floor', () => {
    // s = 0.04·√2, over three pairs: exp(1.96·s/√3) − 1, nearly, with 600 pairs.
    const { noiseFloor } = judgeNullComparisons(comparisons(200, 1))
    expect(noiseFloor).toBeCloseTo(Math.exp((1.96 * 0.04 * Math.SQRT2) / Math.sqrt(3)) - 1, 2)
  })

  it('do not hold if the sides are not the same', () => {
    const mixed = [...comparisons(100, 1), ...comparisons(100, 2, 1.5)]
    expect(judgeNullComparisons(mixed).holds).toBe(false)
  })

  it('are no pass if there are none', () => {
    const verdict = judgeNullComparisons([])
    expect(verdict).toMatchObject({ comparisons: 0, noiseFloor: null, holds: false })
    expect(describeNull(verdict)).toContain('does not hold')
  })
})
