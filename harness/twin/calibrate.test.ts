import { describe, expect, it } from 'vitest'
import { type CostUnit, SPELL_EVENTS } from '../../results/unit-costs.ts'
import type { Collection } from '../kernel/host-clock.ts'
import { type Calibration, fitCosts } from './calibrate.ts'
import { EventMeter, followEvents } from './event-meter.ts'

const EVENTS = 600

interface Disturbed {
  /** µs that event `nth` takes on top. */
  readonly onTop?: (nth: number) => number
  /** Of its work, by when it reads the clock. */
  readonly readAt?: number
  /** Of which collections are told. */
  readonly collected?: (nth: number) => 'minor' | 'major' | undefined
}

const workUsOf = (nth: number): number => 2 + 30 * (nth % 3 === 0 ? 1 : 0) + 5 * (nth % 4)

/** Events of known costs: 2 µs each, 30 a model call and 5 an envelope. */
function calibrated({ onTop = () => 0, readAt, collected }: Disturbed = {}): Calibration {
  const meter = new EventMeter()
  const counts: Partial<Record<CostUnit, number>> = {}
  const { read, end } = followEvents(
    (unit) => counts[unit] ?? 0,
    () => meter,
  )
  const collections: Collection[] = []
  let nowMs = 0
  for (let nth = 0; nth < EVENTS; nth++) {
    const calls = nth % 3 === 0 ? 1 : 0
    const envelopes = nth % 4
    counts.modelCalls = (counts.modelCalls ?? 0) + calls
    counts.envelopes = (counts.envelopes ?? 0) + envelopes
    const workUs = workUsOf(nth)
    if (readAt !== undefined) read(workUs * readAt)
    const us = workUs + onTop(nth)
    const kind = collected?.(nth)
    if (kind !== undefined) {
      collections.push({ atMs: nowMs, ms: onTop(nth) / 1000, isMinor: kind === 'minor' })
    }
    end(us, nowMs, nowMs + us / 1000)
    nowMs += us / 1000
  }
  return fitCosts(meter, collections)
}

describe('calibration', () => {
  it('finds what each unit of work costs', () => {
    const { costs, explained, leftOut } = calibrated()
    expect(costs.event).toBeCloseTo(2, 2)
    expect(costs.units.modelCalls).toBeCloseTo(30, 2)
    expect(costs.units.envelopes).toBeCloseTo(5, 2)
    expect(explained).toBeGreaterThan(0.999)
    expect(leftOut).toBe(0)
  })

  it('is not moved by a few events that were held up for long', () => {
    const { costs, leftOut } = calibrated({ onTop: (nth) => (nth % 50 === 7 ? 20_000 : 0) })
    expect(costs.event).toBeCloseTo(2, 1)
    expect(costs.units.modelCalls).toBeCloseTo(30, 1)
    expect(costs.units.envelopes).toBeCloseTo(5, 1)
    expect(leftOut).toBeCloseTo(0.02, 6)
  })

  it('takes what those took on top of their work as pauses', () => {
    const { costs } = calibrated({ onTop: (nth) => (nth % 50 === 7 ? 20_000 + nth : 0) })
    const [pauses, ...others] = costs.pauses ?? []
    const { everyUs = 0, lengthsUs = [] } = pauses ?? {}
    expect(others).toEqual([])
    // 600 events of 2 + 10 + 7.5 µs on average, and twelve pauses.
    expect(everyUs).toBeCloseTo((600 * 19.5) / 12, -1)
    expect(lengthsUs).toHaveLength(12)
    expect(lengthsUs[0]).toBeCloseTo(20_007, -1)
    expect(lengthsUs[11]).toBeCloseTo(20_557, -1)
  })

  it('keeps collections of young and of all objects and other pauses apart', () => {
    const { costs } = calibrated({
      onTop: (nth) => (nth % 50 === 7 ? 15 : nth % 100 === 9 ? 4_000 : nth % 200 === 1 ? 300 : 0),
      collected: (nth) => (nth % 50 === 7 ? 'minor' : nth % 100 === 9 ? 'major' : undefined),
    })
    const pauses = costs.pauses ?? []
    expect(pauses.map(({ lengthsUs }) => lengthsUs.length)).toEqual([12, 6, 3])
    expect(pauses.map(({ lengthsUs }) => Math.round(lengthsUs[0] ?? 0))).toEqual([15, 4_000, 300])
  })

  it('keeps at most 128 lengths, of the same mean', () => {
    const { costs } = calibrated({ onTop: (nth) => (nth % 4 === 1 ? 20_000 + nth : 0) })
    const { lengthsUs = [] } = costs.pauses?.[0] ?? {}
    expect(lengthsUs).toHaveLength(128)
    const mean = lengthsUs.reduce((sum, us) => sum + us, 0) / 128
    expect(mean).toBeCloseTo(20_299, -2)
  })

  it('knows no pauses where nothing took long', () => {
    expect(calibrated().costs.pauses).toBeUndefined()
  })

  it('finds how much of its work an event has done when it reads the clock', () => {
    const { event = NaN, units = {} } = calibrated({ readAt: 0.6 }).costs.lead ?? {}
    expect(event).toBeCloseTo(1.2, 3)
    expect(units.modelCalls).toBeCloseTo(18, 3)
    expect(units.envelopes).toBeCloseTo(3, 3)
    expect(calibrated().costs.lead).toBeUndefined()
  })

  it('finds what is sent off dear by itself', () => {
    const meter = new EventMeter()
    const { leave, read, end } = followEvents(
      () => 0,
      () => meter,
    )
    for (let nth = 0; nth < EVENTS; nth++) {
      const follows = nth % 3
      for (let sent = 1; sent <= follows; sent++) {
        leave()
        read(1 + 4 * sent)
      }
      end(2 + 5 * follows, nth, nth + 1)
    }
    const { costs } = fitCosts(meter, [])
    expect(costs.event).toBeCloseTo(2, 3)
    expect(costs.follow).toBeCloseTo(5, 3)
    expect(costs.lead?.event).toBeCloseTo(1, 3)
    expect(costs.lead?.follow).toBeCloseTo(4, 3)
  })

  it('finds that events in a row are slow or fast together', () => {
    // The first spell and the two that follow it; the last is cut short.
    const slow = (nth: number): number => (nth < SPELL_EVENTS ? 0 : 0.5 * workUsOf(nth))
    const { costs } = calibrated({ onTop: slow })
    const { spells = [], spread = [] } = costs
    expect(spells).toHaveLength(3)
    expect((spells[2] as number) / (spells[0] as number)).toBeCloseTo(1.5, 2)
    expect(spells.reduce((sum, factor) => sum + factor, 0) / 3).toBeCloseTo(1, 9)
    // Within a spell they are alike.
    expect(spread[0]).toBeGreaterThan(0.95)
    expect(spread.at(-1)).toBeLessThan(1.05)
  })

  it('finds how far events of the same costs are apart, and leaves their sum as it is', () => {
    const { costs } = calibrated({ onTop: (nth) => (nth % 2 === 0 ? 2 : -1.5) })
    const { spread = [] } = costs
    expect(spread[0]).toBeLessThan(0.9)
    expect(spread.at(-1)).toBeGreaterThan(1.1)
    expect(spread.reduce((sum, factor) => sum + factor, 0) / spread.length).toBeCloseTo(1, 9)
  })
})
