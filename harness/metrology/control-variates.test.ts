import { describe, expect, it } from 'vitest'
import { normal, purpose } from '../kernel/random.ts'
import { meanInterval } from '../../results/stats/interval.ts'
import { controlledMean } from './control-variates.ts'

const NOISE = purpose('control-variates-test')
const draws = (n: number, key: number): number[] =>
  Array.from({ length: n }, (_, i) => normal(3, NOISE, i, key))

describe('control variates', () => {
  it('without a control are the mean and its t interval', () => {
    const y = draws(12, 1)
    const plain = meanInterval(y)
    const found = controlledMean(
      y,
      y.map(() => []),
      0.95,
    )
    expect(found.value).toBeCloseTo(plain.value as number, 12)
    expect(found.value + found.half).toBeCloseTo(plain.high as number, 12)
  })

  it('take off all luck that a control explains', () => {
    const control = draws(20, 2)
    const { value, half } = controlledMean(
      control.map((c) => 5 + 3 * c),
      control.map((c) => [c]),
      0.99,
    )
    expect(value).toBeCloseTo(5, 10)
    expect(half).toBeLessThan(1e-10)
  })

  it('have intervals that hold the truth in 95 % of experiments, and are narrower', () => {
    let covered = 0
    let narrower = 0
    const experiments = 2_000
    for (let e = 0; e < experiments; e++) {
      const a = draws(16, 3 * e + 10)
      const b = draws(16, 3 * e + 11)
      const own = draws(16, 3 * e + 12)
      const y = a.map((v, i) => 7 + v - 2 * (b[i] as number) + 0.5 * (own[i] as number))
      const found = controlledMean(
        y,
        a.map((v, i) => [v, b[i] as number]),
        0.95,
      )
      if (Math.abs(found.value - 7) <= found.half) covered++
      const plain = controlledMean(
        y,
        y.map(() => []),
        0.95,
      )
      if (found.half < plain.half) narrower++
    }
    expect(Math.abs(covered / experiments - 0.95)).toBeLessThan(0.015)
    expect(narrower / experiments).toBeGreaterThan(0.99)
  })
})
