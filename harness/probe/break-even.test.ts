import { describe, expect, it } from 'vitest'
import { breakEven, difference, quartilesUs } from './break-even.ts'

const exactly = (value: number) => ({ p25: value, median: value, p75: value })

describe('the break-even of sessions and signatures', () => {
  it('is the set-up over what a message saves', () => {
    expect(breakEven(exactly(706), exactly(148), exactly(6))).toEqual({
      kind: 'messages',
      messages: 706 / 142,
      low: 706 / 142,
      high: 706 / 142,
    })
  })

  it('has an interval from the least set-up that saves most to the most that saves least', () => {
    const setup = { p25: 500, median: 600, p75: 900 }
    const signature = { p25: 100, median: 130, p75: 135 }
    const mac = { p25: 10, median: 10, p75: 10 }
    const found = breakEven(setup, signature, mac)
    expect(found).toEqual({ kind: 'messages', messages: 5, low: 4, high: 10 })
  })

  it('has no upper end when the quartiles of the costs overlap', () => {
    const signature = { p25: 90, median: 120, p75: 150 }
    const mac = { p25: 80, median: 100, p75: 110 }
    expect(breakEven(exactly(40), signature, mac)).toEqual({
      kind: 'messages',
      messages: 2,
      low: 40 / 70,
      high: null,
    })
  })

  it('is never when a message of a session costs as much as a signed one', () => {
    expect(breakEven(exactly(40), exactly(6), exactly(6))).toEqual({ kind: 'never' })
  })

  it('is at once when the set-up is lost in the noise', () => {
    const setup = { p25: -30, median: -10, p75: 20 }
    const found = breakEven(setup, exactly(30), exactly(10))
    expect(found).toEqual({ kind: 'messages', messages: 0, low: 0, high: 1 })
  })
})

describe('costs', () => {
  it('differ most where quartiles are furthest apart', () => {
    const whole = { p25: 90, median: 100, p75: 120 }
    const part = { p25: 5, median: 10, p75: 20 }
    expect(difference(whole, part)).toEqual({ p25: 70, median: 90, p75: 115 })
  })

  it('are told in microseconds', () => {
    const timing = { p25Ns: 1_000, medianNs: 1_500, p75Ns: 4_000, leastNs: 1, p99Ns: 1, samples: 3 }
    expect(quartilesUs(timing)).toEqual({ p25: 1, median: 1.5, p75: 4 })
  })
})
