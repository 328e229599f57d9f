import { describe, expect, test } from 'vitest'
import { normal, purpose } from '../../harness/kernel/random.ts'
import { type Pair, pairedRatio, verdictOf } from './ratio.ts'

const NOISE = purpose('ratio-test')

/** Pairs that share a large disturbance and have a small one of their own. */
function pairs(n: number, trueRatio: number, experiment: number): Pair[] {
  return Array.from({ length: n }, (_, i) => {
    const shared = Math.exp(0.5 * normal(5, NOISE, experiment, i, n, 0))
    const own = (side: number): number => Math.exp(0.02 * normal(5, NOISE, experiment, i, n, side))
    return [100 * trueRatio * shared * own(1), 100 * shared * own(2)]
  })
}

describe('paired ratio', () => {
  test('has a known answer', () => {
    // Log differences ln 2, ln 4, ln 8: mean ln 4, s = ln 2, half width 4.30265 · ln 2/√3.
    const found = pairedRatio(
      [
        [2, 1],
        [8, 2],
        [24, 3],
      ],
      'higher is better',
    )
    const half = (4.302653 * Math.LN2) / Math.sqrt(3)
    expect(found.ratio).toBeCloseTo(4, 12)
    expect(found.low).toBeCloseTo(4 * Math.exp(-half), 5)
    expect(found.high).toBeCloseTo(4 * Math.exp(half), 4)
    expect(found.verdict).toBe('not resolved')
  })

  test.each([2, 3, 5, 10])('covers the true ratio in 95 % of experiments with %i pairs', (n) => {
    const experiments = 8_000
    let covered = 0
    for (let e = 0; e < experiments; e++) {
      const { low, high } = pairedRatio(pairs(n, 1.3, e), 'higher is better')
      if ((low as number) <= 1.3 && 1.3 <= (high as number)) covered++
    }
    expect(Math.abs(covered / experiments - 0.95)).toBeLessThan(0.01)
  })

  test('calls identical systems different in at most 5 % of experiments', () => {
    let different = 0
    for (let e = 0; e < 4_000; e++) {
      const { verdict } = pairedRatio(pairs(3, 1, e), 'higher is better', { margin: 0 })
      if (verdict === 'better' || verdict === 'worse') different++
    }
    expect(different / 4_000).toBeLessThan(0.06)
  })

  test('resolves a difference of 30 % that unpaired noise would hide', () => {
    expect(pairedRatio(pairs(5, 1.3, 0), 'higher is better').verdict).toBe('better')
    expect(pairedRatio(pairs(5, 1.3, 0), 'lower is better').verdict).toBe('worse')
  })

  test('of one pair is a point that resolves nothing', () => {
    expect(pairedRatio([[30, 10]], 'higher is better')).toEqual({
      n: 1,
      ratio: expect.closeTo(3, 12),
      low: null,
      high: null,
      verdict: 'not resolved',
    })
  })

  test('leaves out pairs without a ratio', () => {
    const found = pairedRatio(
      [
        [2, 1],
        [0, 1],
        [1, Infinity],
        [NaN, 1],
      ],
      'higher is better',
    )
    expect([found.n, found.ratio]).toEqual([1, 2])
    expect(pairedRatio([], 'higher is better').ratio).toBeNull()
  })
})

test('a verdict follows from where the interval lies and which way is good', () => {
  const cases = [
    [1.1, 1.3, 'better', 'worse'],
    [0.7, 0.9, 'worse', 'better'],
    [0.9, 1.2, 'not resolved', 'not resolved'],
    [0.97, 1.04, 'equivalent within margin', 'equivalent within margin'],
    [1.01, 1.04, 'equivalent within margin', 'equivalent within margin'],
    [1.01, 1.06, 'better', 'worse'],
  ] as const
  for (const [low, high, up, down] of cases) {
    expect(verdictOf(low, high, 'higher is better', 0.05)).toBe(up)
    expect(verdictOf(low, high, 'lower is better', 0.05)).toBe(down)
  }
})
