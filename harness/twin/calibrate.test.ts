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

  it('takes what those took on top of their work as pauses', () => {
    const { costs } = meterOf((nth) => (nth % 50 === 7 ? 20_000 + nth : 0)).fit()
    const { everyUs = 0, lengthsUs = [] } = costs.pauses ?? {}
    // 600 events of 2 + 10 + 7.5 µs on average, and twelve pauses.
    expect(everyUs).toBeCloseTo((600 * 19.5) / 12, -1)
    expect(lengthsUs).toHaveLength(12)
    expect(lengthsUs[0]).toBeCloseTo(20_007, -1)
    expect(lengthsUs[11]).toBeCloseTo(20_557, -1)
  })

  it('keeps at most 128 lengths, of the same mean', () => {
    const { costs } = meterOf((nth) => (nth % 4 === 1 ? 20_000 + nth : 0)).fit()
    const { lengthsUs = [] } = costs.pauses ?? {}
    expect(lengthsUs).toHaveLength(128)
    const mean = lengthsUs.reduce((sum, us) => sum + us, 0) / 128
    expect(mean).toBeCloseTo(20_299, -2)
  })

  it('knows no pauses where nothing took long', () => {
    expect(meterOf(() => 0).fit().costs.pauses).toBeUndefined()
  })
})
