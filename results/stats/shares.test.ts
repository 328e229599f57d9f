import { describe, expect, it } from 'vitest'
import { mapQuartiles, shareOfCore, shareOfModelCall } from './shares.ts'

describe('the denominators of a cost', () => {
  it('count the message itself beside the model call', () => {
    expect(shareOfModelCall(150, 50, 2.8)).toBe(0.05)
  })

  it('give the whole message when the model takes no time', () => {
    expect(shareOfModelCall(30, 10, 0)).toBe(0.75)
  })

  it('spread the daily load over 86,400 seconds', () => {
    // 10 M decisions × 1.44 messages × 150 µs are 2,160 of 86,400 seconds.
    expect(shareOfCore(150, 10e6, 1.44)).toBeCloseTo(0.025, 12)
  })

  it('exceed one when one core does not suffice', () => {
    expect(shareOfCore(86_400, 1e6, 2)).toBe(2)
  })

  it('keep the quartiles', () => {
    const doubled = mapQuartiles({ p25: 1, median: 2, p75: 3 }, (value) => 2 * value)
    expect(doubled).toEqual({ p25: 2, median: 4, p75: 6 })
  })
})
