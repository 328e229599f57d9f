import { describe, expect, it } from 'vitest'
import { purpose } from '../kernel/random.ts'
import { delayUs, lookaheadUs } from './delays.ts'

const WHAT = purpose('test.delay')
const SPEC = { medianMs: 60, sigma: 0.4, minMs: 50 }

const delays = (spec = SPEC, n = 4001): number[] =>
  Array.from({ length: n }, (_, key) => delayUs(spec, 7, WHAT, 1, 2, key))

describe('network delays', () => {
  it('are whole microseconds and never below the floor', () => {
    const drawn = delays()
    expect(drawn.every((us) => Number.isInteger(us) && us >= 50_000)).toBe(true)
    expect(drawn.filter((us) => us === 50_000).length).toBeGreaterThan(1000)
  })

  it('are never faster than the lookahead', () => {
    for (const minMs of [0.0001, 0.2, 50, 59.9999]) {
      const spec = { ...SPEC, minMs }
      expect(Math.min(...delays(spec))).toBeGreaterThanOrEqual(
        minMs < 0.001 ? 0 : lookaheadUs(spec),
      )
    }
  })

  it('have the median asked for', () => {
    const drawn = delays({ medianMs: 120, sigma: 0.4, minMs: 0 }).toSorted((a, b) => a - b)
    expect(Math.abs((drawn[2000] as number) / 120_000 - 1)).toBeLessThan(0.03)
  })

  it('are keyed by sender, receiver and message', () => {
    const drawn = [
      delayUs(SPEC, 7, WHAT, 1, 2, 9),
      delayUs(SPEC, 7, WHAT, 2, 1, 9),
      delayUs(SPEC, 7, WHAT, 1, 3, 9),
      delayUs(SPEC, 7, WHAT, 1, 2, 12),
      delayUs(SPEC, 8, WHAT, 1, 2, 9),
    ]
    expect(new Set(drawn.filter((us) => us > 50_000)).size).toBe(
      drawn.filter((us) => us > 50_000).length,
    )
    expect(delayUs(SPEC, 7, WHAT, 1, 2, 9)).toBe(drawn[0])
  })

  it('leave a lookahead of at least one microsecond', () => {
    expect(lookaheadUs({ ...SPEC, minMs: 0 })).toBe(1)
    expect(lookaheadUs(SPEC)).toBe(50_000)
  })
})
