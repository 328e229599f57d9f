import { afterEach, describe, expect, it, vi } from 'vitest'
import { zeroCounters } from '../engine/counters.ts'
import * as hostClock from '../kernel/host-clock.ts'
import { EventMeter } from './calibrate.ts'

vi.mock(import('../kernel/host-clock.ts'), async (original) => ({ ...(await original()) }))
afterEach(() => vi.restoreAllMocks())

/** A meter that saw events of known costs: 2 µs each, 30 a model call and 5 an envelope. */
function meterOf(disturbed: (nth: number) => number): EventMeter {
  let nowMs = 0
  vi.spyOn(hostClock, 'hostNowMs').mockImplementation(() => nowMs)
  vi.spyOn(hostClock, 'processCpuUs').mockImplementation(() => nowMs * 1000)
  const meter = new EventMeter()
  const counters = zeroCounters()
  const clock = meter.clockOf(counters)
  for (let nth = 0; nth < 600; nth++) {
    clock.begin(0)
    const calls = nth % 3 === 0 ? 1 : 0
    const envelopes = nth % 4
    counters.modelCalls += calls
    counters.envelopes += envelopes
    nowMs += (2 + 30 * calls + 5 * envelopes + disturbed(nth)) / 1000
    clock.end()
  }
  return meter
}

describe('calibration', () => {
  it('finds what each unit of work costs', () => {
    const { costs, explained, leftOut } = meterOf(() => 0).fit()
    expect(costs.event).toBeCloseTo(2, 2)
    expect(costs.units.modelCalls).toBeCloseTo(30, 2)
    expect(costs.units.envelopes).toBeCloseTo(5, 2)
    expect(explained).toBeGreaterThan(0.999)
    expect(leftOut).toBe(0)
  })

  it('is not moved by a few events that were held up for long', () => {
    const { costs, leftOut } = meterOf((nth) => (nth % 50 === 7 ? 20_000 : 0)).fit()
    expect(costs.event).toBeCloseTo(2, 1)
    expect(costs.units.modelCalls).toBeCloseTo(30, 1)
    expect(costs.units.envelopes).toBeCloseTo(5, 1)
    expect(leftOut).toBeCloseTo(0.02, 6)
  })
})
