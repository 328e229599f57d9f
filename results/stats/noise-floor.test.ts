import { describe, expect, it } from 'vitest'
import { normal, purpose } from '../../harness/kernel/random.ts'
import { floorFactor, noiseFloorOf } from './noise-floor.ts'
import { isResolved, type Pair, pairedRatio } from './ratio.ts'

const NOISE = purpose('noise-floor-test')
const SIGMA = 0.03

const noise = (experiment: number, i: number, side: number): number =>
  SIGMA * Math.SQRT1_2 * normal(4, NOISE, experiment, i, side)

function pairs(experiment: number, n: number, ratio: number): Pair[] {
  return Array.from({ length: n }, (_, i) => [
    ratio * Math.exp(noise(experiment, i, 0)),
    Math.exp(noise(experiment, i, 1)),
  ])
}

const floorFrom = (experiment: number, n: number) =>
  noiseFloorOf(pairs(experiment, n, 1).map(([a, b]) => Math.log(a / b)))

describe('the noise floor', () => {
  it('has a known answer', () => {
    const floor = noiseFloorOf([0.03, -0.04])
    expect(floor?.sdLog).toBeCloseTo(0.05 * Math.SQRT1_2, 14)
    // t(0.975) with two degrees of freedom is 4.302653.
    expect(Math.log(floorFactor(floor as NonNullable<typeof floor>, 2))).toBeCloseTo(
      (4.302653 * 0.05 * Math.SQRT1_2) / Math.SQRT2,
      6,
    )
    expect(noiseFloorOf([])).toBeUndefined()
  })

  it.each([1, 3, 10])('holds 95 % ± 1 % of null ratios with %i A/A pairs', (n) => {
    const experiments = 8_000
    let within = 0
    for (let e = 0; e < experiments; e++) {
      const floor = floorFrom(2 * e, n) as NonNullable<ReturnType<typeof floorFrom>>
      const { ratio } = pairedRatio(pairs(2 * e + 1, 3, 1), 'lower is better')
      if (Math.abs(Math.log(ratio as number)) <= Math.log(floorFactor(floor, 3))) within++
    }
    expect(Math.abs(within / experiments - 0.95)).toBeLessThan(0.01)
  })

  it('keeps a difference below it from being called one', () => {
    const close: Pair[] = [
      [1.08, 1],
      [1.081, 1],
      [1.079, 1],
    ]
    expect(pairedRatio(close, 'lower is better').verdict).toBe('worse')
    const floor = noiseFloorOf([0.2, -0.1, 0.15]) as NonNullable<ReturnType<typeof floorFrom>>
    const judged = pairedRatio(close, 'lower is better', { floor })
    expect(judged.verdict).toBe('not resolved')
    expect(judged.noiseFloor).toBe(floorFactor(floor, 3))
  })

  it('leaves few null comparisons of three pairs that are called different', () => {
    let different = 0
    for (let e = 0; e < 4_000; e++) {
      const floor = floorFrom(2 * e, 10) as NonNullable<ReturnType<typeof floorFrom>>
      const judged = pairedRatio(pairs(2 * e + 1, 3, 1), 'lower is better', { floor, margin: 0 })
      if (isResolved(judged.verdict)) different++
    }
    expect(different / 4_000).toBeLessThan(0.025)
  })
})
