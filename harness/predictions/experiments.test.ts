import { describe, expect, it } from 'vitest'
import { PREDICTIONS } from '../../results/predictions.ts'
import { MusterError } from '../kernel/errors.ts'
import { EXPERIMENTS } from './experiments.ts'
import { expectedCost, runPredictions } from './run-predictions.ts'
import { testLaboratory } from './testing/laboratory.ts'

describe('experiments', () => {
  it('are one for each registered prediction, in its order', () => {
    expect(EXPERIMENTS.map(({ id }) => id)).toEqual(PREDICTIONS.map(({ id }) => id))
  })

  it('are expected to take less than six minutes by default', () => {
    const all = PREDICTIONS.map(({ id }) => id)
    expect(expectedCost({ trials: 5, quick: false }, all).seconds).toBeLessThan(360)
  })

  for (const experiment of EXPERIMENTS) {
    it(`${experiment.id} runs what it has planned and gives a verdict with figures`, async () => {
      let trials = 0
      const laboratory = testLaboratory(1, 24, () => trials++)
      const { verdict, figures } = await experiment.run(laboratory)
      expect(trials).toBe(experiment.planned(laboratory))
      expect(['held', 'did not hold', 'no evidence']).toContain(verdict.kind)
      expect(verdict.because).not.toBe('')
      expect(figures.length).toBeGreaterThan(0)
      for (const { low, high } of figures) expect(low ?? 0).toBeLessThanOrEqual(high ?? 0)
    }, 120_000)
  }
})

describe('a run of predictions', () => {
  const failing = (error: unknown) => ({
    ...testLaboratory(1, 24),
    trial: () => Promise.reject(error as Error),
  })
  const run = (error: unknown) =>
    runPredictions({
      only: ['detection-needs-records'],
      laboratory: () => failing(error),
      started: () => {},
      ended: () => {},
    })

  it('prints a prediction whose trial fails as one without evidence', async () => {
    const [record] = await run(new MusterError('TRIAL_FAILED', 'the worker died'))
    expect(record).toMatchObject({
      id: 'detection-needs-records',
      verdict: { kind: 'no evidence', lacks: 'sample', because: 'a trial failed: the worker died' },
    })
  })

  it('ends at an interruption and at a fault of its own', async () => {
    await expect(run(new MusterError('INTERRUPTED', 'interrupted'))).rejects.toThrow('interrupted')
    await expect(run(new TypeError('a fault'))).rejects.toThrow('a fault')
  })
})
