import { describe, expect, it } from 'vitest'
import { Histogram } from '../../results/histogram.ts'
import { compareQuantile, judgeTwin } from './check-twin.ts'
import type { TwinRun } from './twin-run.ts'

const verdictOf = (charged: number, ratios: readonly number[], stolen = 0, free = 85): string =>
  compareQuantile(0.5, { freeMs: free, chargedMs: charged, wallMs: 100 }, ratios, stolen).verdict

describe('the twin beside the wall clock', () => {
  it('holds within five per cent', () => {
    expect(verdictOf(104, [1.02, 1.04])).toBe('holds')
    expect(verdictOf(96, [0.95, 0.96])).toBe('holds')
  })

  it('does not hold beyond that on a quiet machine', () => {
    expect(verdictOf(106, [1.05, 1.06, 1.07])).toBe('does not hold')
  })

  it('is not felt where latencies without any work agree as well', () => {
    expect(verdictOf(100, [1, 1], 0, 91)).toBe('not felt')
    expect(verdictOf(100, [1, 1], 0, 90)).toBe('holds')
  })

  it('is no evidence on a machine that was busy, or where runs differ as much', () => {
    expect(verdictOf(106, [1.05, 1.06, 1.07], 0.1)).toBe('no evidence')
    expect(verdictOf(106, [0.98, 1.06, 1.09])).toBe('no evidence')
    expect(verdictOf(106, [1.06, Infinity])).toBe('no evidence')
  })

  it('is judged by the tasks of all runs together', () => {
    const run = (free: number, charged: number, wall: number): TwinRun => ({
      load: { speed: 50, perTeamPerHour: 1, tasks: 1 },
      tasks: 1,
      utilisation: 0.2,
      stolen: 0,
      calibration: {
        costs: { event: 1, units: {} },
        events: 1,
        leftOut: 0,
        leftOutTime: 0,
        explained: 1,
      },
      free: of(free),
      charged: of(charged),
      wall: of(wall),
    })
    const { tasks, speed, quantiles } = judgeTwin('mesh@bare', [
      run(800_000, 1_000_000, 1_000_000),
      run(1_600_000, 2_000_000, 2_400_000),
    ])
    expect({ tasks, speed }).toEqual({ tasks: 2, speed: 50 })
    const [p50, , p99] = quantiles
    expect(p50).toMatchObject({ verdict: 'holds', largestRatio: 1 })
    expect(p50?.leastRatio).toBeCloseTo(0.83, 2)
    expect(p99?.wallMs).toBeCloseTo(2_400, -1)
    expect(p99?.chargedMs).toBeCloseTo(2_000, -1)
  })
})

function of(latencyUs: number): string {
  const histogram = new Histogram()
  histogram.record(latencyUs)
  return histogram.encode()
}
