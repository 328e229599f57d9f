import { describe, expect, it } from 'vitest'
import { normal, purpose } from '../../harness/kernel/random.ts'
import { uslThroughput } from '../stats/usl.ts'
import { fitScalingLaw, type MeasuredSize } from './usl.ts'

const NOISE = purpose('usl-summary-test')
const SIZES = [78, 780, 7_800, 78_000]
const TRUTH = { lambda: 900, sigma: 2e-5, kappa: 0 }

/** Trials of each size with relative noise. */
function measured(noise: number, experiment: number, trials = 3, truth = TRUTH): MeasuredSize[] {
  return SIZES.map((agents, at) => ({
    agents,
    tasksPerCpuS: Array.from(
      { length: trials },
      (_, trial) =>
        (uslThroughput(truth, agents) / agents) *
        Math.exp(noise * normal(experiment, NOISE, at, trial)),
    ),
  }))
}

describe('the scalability law of an entrant', () => {
  it('finds contention that makes the largest size dearer', () => {
    const law = fitScalingLaw(measured(0.01, 1))
    if (law.kind !== 'fitted') throw new Error(law.because)
    expect((law.sigma.value as number) / TRUTH.sigma).toBeCloseTo(1, 1)
    expect(law.sigma.low).toBeGreaterThan(1e-5)
    expect(law.n).toBe(12)
    expect(law.worstMisfitPercent).toBeLessThan(3)
  })

  it('gives the same interval each time', () => {
    expect(fitScalingLaw(measured(0.03, 2))).toEqual(fitScalingLaw(measured(0.03, 2)))
  })

  it('names the size at which growth would end, if that is not far away', () => {
    const coherent = { lambda: 900, sigma: 0, kappa: 1 / 40_000 ** 2 }
    const law = fitScalingLaw(measured(0.001, 3, 3, coherent))
    expect(law.kind === 'fitted' && law.peakAgents).toBeCloseTo(40_000, -4)
    const linear = fitScalingLaw(measured(0.001, 3, 3, { ...TRUTH, sigma: 0 }))
    expect(linear.kind === 'fitted' && linear.peakAgents).toBeNull()
  })

  it('has intervals that hold the truth in about 90 % of experiments of three trials', () => {
    const experiments = 60
    let covered = 0
    for (let e = 0; e < experiments; e++) {
      const law = fitScalingLaw(measured(0.03, 100 + e))
      if (law.kind !== 'fitted') continue
      const { low, high } = law.lambda
      if ((low as number) <= TRUTH.lambda && TRUTH.lambda <= (high as number)) covered++
    }
    expect(covered / experiments).toBeGreaterThan(0.8)
  }, 30_000)

  it.each([
    ['three sizes', measured(0.01, 1).slice(0, 3), '3 sizes; 4 are needed'],
    [
      'a size without trials',
      [...measured(0.01, 1).slice(0, 3), { agents: 9, tasksPerCpuS: [] }],
      '3 sizes; 4 are needed',
    ],
    [
      'one trial a size',
      measured(0.01, 1, 1),
      'one trial of 78 agents tells no spread; 2 are needed',
    ],
  ])('has no evidence from %s', (_, sizes, because) => {
    expect(fitScalingLaw(sizes)).toEqual({ kind: 'no evidence', because })
  })

  it('has no evidence where the law does not describe the figures', () => {
    const falling = measured(0.01, 1).map((size, at) => ({
      ...size,
      tasksPerCpuS: size.tasksPerCpuS.map((value) => value * (at === 1 ? 2 : 1)),
    }))
    const law = fitScalingLaw(falling)
    expect(law.kind === 'no evidence' && law.because).toMatch(/misses a size by \d+ %/)
  })
})
