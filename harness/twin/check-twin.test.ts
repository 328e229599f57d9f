import { describe, expect, it } from 'vitest'
import { Histogram } from '../../results/histogram.ts'
import { compareQuantile, judgeTwin } from './check-twin.ts'
import type { TwinBlock, TwinRun } from './twin-run.ts'

const verdictOf = (low: number, high: number, { stolen = 0, free = 85 } = {}): string =>
  compareQuantile(0.5, { freeMs: free, chargedMs: 100, wallMs: 100 }, { low, high }, stolen).verdict

const block = (free: number, charged: number, wall: number): TwinBlock => ({
  tasks: 1,
  free: of(free),
  charged: of(charged),
  wall: of(wall),
})

const runOf = (...blocks: readonly TwinBlock[]): TwinRun => ({
  load: { speed: 50, perTeamPerHour: 1, tasks: 1, deadlineUs: 1e9, draws: 1 },
  blocks,
  utilisation: 0.2,
  stolen: 0,
  calibrations: [],
})

describe('the twin beside the wall clock', () => {
  it('holds where the whole interval is within five per cent', () => {
    expect(verdictOf(0.99, 1.04)).toBe('holds')
    expect(verdictOf(0.95, 0.96)).toBe('holds')
  })

  it('does not hold where all of it is beyond, on a quiet machine', () => {
    expect(verdictOf(1.051, 1.07)).toBe('does not hold')
    expect(verdictOf(0.9, 0.949)).toBe('does not hold')
    expect(verdictOf(1.051, Infinity)).toBe('does not hold')
  })

  it('is not felt where latencies without any work agree as well', () => {
    expect(verdictOf(0.99, 1.01, { free: 91 })).toBe('not felt')
    expect(verdictOf(0.99, 1.01, { free: 90 })).toBe('holds')
  })

  it('is no evidence in between, without an interval, and on a machine that was busy', () => {
    expect(verdictOf(1, 1.06)).toBe('no evidence')
    expect(verdictOf(0.94, 1)).toBe('no evidence')
    expect(verdictOf(NaN, NaN)).toBe('no evidence')
    expect(verdictOf(1.051, 1.07, { stolen: 0.1 })).toBe('no evidence')
  })

  it('is judged by the tasks of all blocks of all runs together', () => {
    const { tasks, speed, quantiles } = judgeTwin('mesh@bare', [
      runOf(block(800_000, 1_000_000, 1_000_000)),
      runOf(block(1_600_000, 2_000_000, 2_400_000)),
    ])
    expect({ tasks, speed }).toEqual({ tasks: 2, speed: 50 })
    const p99 = quantiles[2]
    expect(p99?.wallMs).toBeCloseTo(2_400, -1)
    expect(p99?.chargedMs).toBeCloseTo(2_000, -1)
  })

  it('has an interval that comes from how blocks differ', () => {
    const same = judgeTwin('mesh@bare', [
      runOf(...[1, 2, 3, 4].map((nth) => block(8e5, 1e6 + nth, 1e6))),
    ])
    expect(same.quantiles[0]?.verdict).toBe('holds')
    const apart = judgeTwin('mesh@bare', [
      runOf(...[0.8, 0.95, 1.05, 1.2].map((ratio) => block(8e5, Math.round(1e6 * ratio), 1e6))),
    ])
    const [p50] = apart.quantiles
    expect(p50?.lowRatio).toBeLessThan(0.95)
    expect(p50?.highRatio).toBeGreaterThan(1.05)
    expect(p50?.verdict).toBe('no evidence')
  })
})

function of(latencyUs: number): string {
  const histogram = new Histogram()
  histogram.record(latencyUs)
  return histogram.encode()
}
