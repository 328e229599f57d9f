import { describe, expect, test } from 'vitest'
import { type Objective, parseObjective } from './check.ts'

function objective(text: string): Objective {
  const parsed = parseObjective(text)
  if (parsed.kind === 'fault') throw new Error(parsed.message)
  return parsed.objective
}

describe('what an objective means', () => {
  test.each([
    ['taskLatencyMs p99 < 120 s', 120_000],
    ['taskLatencyMs p99 < 2 min', 120_000],
    ['p99Ms < 120', 120],
    ['cpuPerTaskMs median <= 2 ms', 2],
    ['cpuUsPerTask <= 2 ms', 2_000],
    ['completedShare >= 99 %', 0.99],
    ['completedShare >= 0.99', 0.99],
    ['peakRssMiB < 2 GiB', 2_048],
    ['idleBytesPerAgent < 4 kB', 4_000],
    ['detectMin max < 1 h', 60],
    ['peopleExposed < 1_000', 1_000],
  ])('%s is a bound of %d in the unit of its metric', (text, bound) => {
    expect(objective(text).bound).toBe(bound)
  })

  test.each([
    ['taskLatencyMs p99.9 < 1 s', 'p99.9', 0.999],
    ['taskLatencyMs median < 1 s', 'p50', 0.5],
    ['p999Ms < 1 s', 'p99.9', 0.999],
  ])('%s is about %s of all tasks', (text, name, q) => {
    expect(objective(text)).toMatchObject({
      statisticName: name,
      statistic: { kind: 'percentile', q },
    })
  })

  test('a figure of a trial is taken at its median, a chance at its share', () => {
    expect(objective('tasksPerCpuS > 1').statisticName).toBe('median')
    expect(objective('detectShare > 50 %').statisticName).toBe('mean')
  })

  test('exposedPeople is another word for the column peopleExposed', () => {
    expect(objective('exposedPeople < 50').metric.name).toBe('peopleExposed')
  })

  test.each([
    ['taskLatencyM p99 < 1 s', 0, 'did you mean "taskLatencyMs"?'],
    ['nonsense < 1', 0, 'columns of summary.csv'],
    ['taskLatencyMs < 1 s', 0, 'p50, p90'],
    ['taskLatencyMs min < 1 s', 14, 'p50, p90'],
    ['taskLatencyMs p0 < 1 s', 14, 'did you mean "p50"?'],
    ['gcMs medain < 1 s', 5, 'did you mean "median"?'],
    ['gcMs p99 < 1 s', 5, 'over trials there are median'],
    ['p99Ms max < 1 s', 6, 'leave "max" out'],
    ['detectShare median > 1', 12, 'leave "median" out'],
    ['taskLatencyMs p99 < 120 MiB', 24, 'its units are: us, µs, ms, s, min, h'],
    ['taskLatencyMs p99 < 120 %', 24, 'its units are: us, µs, ms, s, min, h'],
    ['taskLatencyMs p99 < 120 sec', 24, 'its units are: us, µs, ms, s, min, h'],
    ['peopleExposed < 50 people', 19, 'is a bare number'],
    ['completedShare >= 99', 18, 'write 99 %'],
    ['gcMs < 1e999', 7, 'as in'],
    ['gcMs < 1 @ agents=0', 18, 'as in'],
  ])('%s is refused at letter %i', (text, offset, hint) => {
    const parsed = parseObjective(text)
    expect(parsed).toMatchObject({ kind: 'fault', offset })
    expect(parsed).toHaveProperty('hint', expect.stringContaining(hint))
  })
})
