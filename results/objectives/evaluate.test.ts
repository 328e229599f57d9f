import { describe, expect, test } from 'vitest'
import { Histogram } from '../histogram.ts'
import { latencyRecord } from '../latency.ts'
import type { CompletedTrial, FailedTrial, TrialRecord } from '../record.ts'
import { exampleRun } from '../testing/example-run.ts'
import { parseObjective } from './check.ts'
import { evaluateObjective, type Evaluation } from './evaluate.ts'

const EXAMPLE = exampleRun().trials.find(
  (trial) => trial.kind === 'completed' && trial.containment !== undefined,
) as CompletedTrial

function judged(text: string, trials: readonly TrialRecord[]): Evaluation {
  const parsed = parseObjective(text)
  if (parsed.kind === 'fault') throw new Error(parsed.message)
  return evaluateObjective(parsed.objective, trials)
}

/** Trials whose GC took so long. */
function gc(...values: readonly number[]): CompletedTrial[] {
  return values.map((gcMs, trial) => ({ ...EXAMPLE, trial, cost: { ...EXAMPLE.cost, gcMs } }))
}

/** A trial of tasks that all took so long; `censored` more had not ended. */
function tasks(count: number, ms: number, censored = 0): CompletedTrial {
  const histogram = new Histogram()
  for (let i = 0; i < count; i++) histogram.record(ms * 1000)
  if (censored > 0) histogram.recordCensored(censored)
  return {
    ...EXAMPLE,
    latency: latencyRecord(histogram),
    tasks: { ...EXAMPLE.tasks, offered: count + censored, completed: count, censored },
  }
}

const FAILED: FailedTrial = {
  ...EXAMPLE,
  kind: 'failed',
  code: 'TRIAL_FAILED',
  reason: 'out of luck',
}

/** Trials in so many of which the incident was detected. */
function detected(n: number, of: number): CompletedTrial[] {
  const containment = { ...(EXAMPLE.containment as NonNullable<CompletedTrial['containment']>) }
  return Array.from({ length: of }, (_, trial) => ({
    ...EXAMPLE,
    trial,
    containment: { ...containment, postAccepted: true, detectMin: trial < n ? 1 : null },
  }))
}

describe('a figure of trials', () => {
  test('holds only with its whole interval within the bound', () => {
    // Geometric mean 10, interval about 7.6 – 13.1.
    const trials = gc(9, 10, 11.1)
    expect(judged('gcMs < 20 ms', trials).verdict).toBe('holds')
    expect(judged('gcMs < 10.5 ms', trials).verdict).toBe('no evidence')
    expect(judged('gcMs < 5 ms', trials).verdict).toBe('does not hold')
  })

  test('is shown with its interval whatever the verdict', () => {
    const { n, value, low, high } = judged('gcMs < 10.5 ms', gc(9, 10, 11.1))
    expect([n, value]).toEqual([3, 10])
    expect(low).toBeCloseTo(7.69, 1)
    expect(high).toBeCloseTo(12.98, 1)
  })

  test('at the bound holds for <= and does not hold for <', () => {
    expect(judged('gcMs <= 10 ms', gc(10, 10)).verdict).toBe('holds')
    expect(judged('gcMs < 10 ms', gc(10, 10)).verdict).toBe('does not hold')
    expect(judged('gcMs >= 10 ms', gc(10, 10)).verdict).toBe('holds')
    expect(judged('gcMs > 10 ms', gc(10, 10)).verdict).toBe('does not hold')
  })

  test('of one trial is no evidence, but its maximum is what it is', () => {
    expect(judged('gcMs < 20 ms', gc(10))).toMatchObject({ value: 10, verdict: 'no evidence' })
    expect(judged('gcMs max < 20 ms', gc(10)).verdict).toBe('holds')
    expect(judged('gcMs max < 9 ms', gc(1, 10)).verdict).toBe('does not hold')
    expect(judged('gcMs min > 5 ms', gc(1, 10)).verdict).toBe('does not hold')
  })

  test('never has an interval below 0', () => {
    expect(judged('gcMs mean >= 0 ms', gc(1, 10, 2)).low).toBe(0)
  })
})

describe('trials that say nothing', () => {
  test('no trial is no evidence', () => {
    expect(judged('gcMs < 20 ms', [])).toMatchObject({ n: 0, value: null, verdict: 'no evidence' })
  })

  test('a metric without samples is no evidence', () => {
    const quiet = gc(1, 1).map(({ containment: _none, ...trial }) => trial)
    const { verdict, because } = judged('peopleExposed < 50', quiet)
    expect(verdict).toBe('no evidence')
    expect(because).toContain('no trial has a sample of peopleExposed')
  })

  test('a failed trial takes a pass away, and no failure', () => {
    const trials = [...gc(10, 10), FAILED]
    expect(judged('gcMs < 20 ms', trials)).toMatchObject({
      verdict: 'no evidence',
      because: '1 of 3 trials failed',
    })
    expect(judged('gcMs < 5 ms', trials).verdict).toBe('does not hold')
  })

  test('a trial that is not valid takes a pass away', () => {
    const [one, two] = gc(10, 10) as [CompletedTrial, CompletedTrial]
    const invalid = { ...two, validity: { ...two.validity, valid: false } }
    expect(judged('gcMs < 20 ms', [one, invalid]).verdict).toBe('no evidence')
  })
})

describe('a percentile of tasks', () => {
  test('holds where there are as many tasks as the binomial floor asks for', () => {
    const trials = [tasks(300, 100), tasks(300, 100)]
    expect(judged('taskLatencyMs p99 < 1 s', trials).verdict).toBe('holds')
    expect(judged('p99Ms < 90 ms', trials).verdict).toBe('does not hold')
  })

  test('of fewer tasks is no evidence', () => {
    const trials = [tasks(229, 100), tasks(229, 100)]
    const { verdict, because } = judged('taskLatencyMs p99 < 1 s', trials)
    expect(verdict).toBe('no evidence')
    expect(because).toContain('459')
    expect(judged('taskLatencyMs p90 < 1 s', trials).verdict).toBe('holds')
  })

  test('that is censored is no evidence', () => {
    const trials = [tasks(300, 100, 10), tasks(300, 100, 10)]
    const { verdict, because } = judged('taskLatencyMs p99 < 1 s', trials)
    expect(verdict).toBe('no evidence')
    expect(because).toContain('had not ended')
    expect(judged('taskLatencyMs p90 < 1 s', trials).verdict).toBe('holds')
  })

  test('is not replaced by a mean over those that ended', () => {
    const trials = [tasks(300, 100, 10), tasks(300, 100, 10)]
    expect(judged('taskLatencyMs mean < 1 s', trials).verdict).toBe('no evidence')
    expect(judged('taskLatencyMs max < 1 s', trials).verdict).toBe('no evidence')
    expect(judged('taskLatencyMs mean < 1 s', [tasks(9, 1), tasks(9, 1)]).verdict).toBe('holds')
  })
})

describe('something that happens in a trial or does not', () => {
  test('is not shown to happen always by three trials', () => {
    expect(judged('detectShare >= 90 %', detected(3, 3)).verdict).toBe('no evidence')
    expect(judged('detectShare >= 90 %', detected(36, 36)).verdict).toBe('holds')
    expect(judged('detectShare >= 25 %', detected(3, 3)).verdict).toBe('holds')
  })

  test('does not hold if it happens too rarely', () => {
    expect(judged('detectShare >= 90 %', detected(1, 5)).verdict).toBe('does not hold')
  })

  test('that never came has no time', () => {
    expect(judged('detectMin < 30 min', detected(2, 3)).verdict).toBe('no evidence')
    expect(judged('detectMin < 30 min', detected(3, 3)).verdict).toBe('holds')
  })
})
