import { describe, expect, it } from 'vitest'
import { describeMetrology } from './metrology.ts'

const good = {
  system: 'M/M/1 at 0.8',
  quantity: 'mean wait',
  unit: 's',
  measured: 3.9957,
  known: 4,
  low: 3.984,
  high: 4.007,
  differencePercent: -0.1075,
  holds: true,
}
const bad = { ...good, quantity: 'p99 wait', holds: false, reason: 'it differs by more than 1 %' }

describe('the table of the self-test', () => {
  it('shows measured beside known with interval and difference', () => {
    const text = describeMetrology({ rows: [good], holds: true })
    expect(text).toMatch(
      /M\/M\/1 at 0\.8 +mean wait +3\.9957 s +4 +3\.9840 – 4\.0070 +-0\.11 % +yes/,
    )
    expect(text).toMatch(/All 1 known answers are reproduced\.\n$/)
  })

  it('ends with what does not hold, and why', () => {
    const text = describeMetrology({ rows: [good, bad], holds: false })
    expect(text).toMatch(/does not hold: M\/M\/1 at 0\.8, p99 wait: it differs by more than 1 %\n$/)
    expect(text).not.toMatch(/All/)
  })
})
