import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  DURATION_PATTERN,
  DURATION_UNITS,
  MAX_DURATION_US,
  formatDuration,
  parseDuration,
} from './duration.ts'

describe('durations', () => {
  it.each([
    ['4h', 14_400_000_000],
    ['30m', 1_800_000_000],
    ['90s', 90_000_000],
    ['250ms', 250_000],
    ['0.2ms', 200],
    ['0.5s', 500_000],
    ['50us', 50],
    ['0h', 0],
    ['1.500000000h', 5_400_000_000],
  ])('reads %s as %d µs', (text, us) => {
    expect(parseDuration(text)).toEqual({ kind: 'duration', us })
  })

  it.each([
    ['4', 'has no unit; units are h, m, s, ms and us'],
    ['30min', 'has the unit "min"; units are h, m, s, ms and us'],
    ['4H', 'has the unit "H"'],
    ['-5m', 'is negative'],
    ['5 m', 'has a space before its unit'],
    ['1h30m', 'has several parts; write it in one unit'],
    ['soon', 'is not a duration'],
    ['', 'is not a duration'],
    ['0.5us', 'is finer than a microsecond'],
    ['0.0001ms', 'is finer than a microsecond'],
    ['9000h', 'is longer than a year'],
    [`${'9'.repeat(100_000)}h`, 'is longer than a year'],
    [`0.${'1'.repeat(100_000)}h`, 'is finer than a microsecond'],
  ])('refuses %.10s', (text, reason) => {
    const parsed = parseDuration(text)
    expect(parsed).toMatchObject({ kind: 'invalid', reason: expect.stringContaining(reason) })
  })

  it('reads back what it writes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: MAX_DURATION_US }), (us) => {
        const text = formatDuration(us)
        expect(text).toMatch(DURATION_PATTERN)
        expect(parseDuration(text)).toEqual({ kind: 'duration', us })
      }),
      { seed: 1 },
    )
  })

  it('agrees with exact decimal arithmetic on fractions', () => {
    const units = fc.constantFrom(
      ...(Object.keys(DURATION_UNITS) as (keyof typeof DURATION_UNITS)[]),
    )
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 8_000_000 }), units, (thousandths, unit) => {
        const text = `${Math.floor(thousandths / 1000)}.${String(thousandths % 1000).padStart(3, '0')}${unit}`
        const exact = (BigInt(thousandths) * BigInt(DURATION_UNITS[unit])) / 1000n
        const whole = (BigInt(thousandths) * BigInt(DURATION_UNITS[unit])) % 1000n === 0n
        expect(parseDuration(text)).toEqual(
          whole
            ? { kind: 'duration', us: Number(exact) }
            : { kind: 'invalid', reason: 'is finer than a microsecond' },
        )
      }),
      { seed: 2 },
    )
  })

  it('never accepts a text without a unit, nor throws', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const parsed = parseDuration(text)
        expect(parsed.kind === 'duration').toBe(/^\d+(\.\d+)?(h|m|s|ms|us)$/.test(text))
      }),
      { seed: 3 },
    )
  })
})
