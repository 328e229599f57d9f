/**
 * Durations as people write them in a workload: a number directly followed by a unit. A bare number
 * is refused, because half of all readers would guess the wrong unit.
 */
import type { VirtualUs } from '../harness/kernel/units.ts'

/** Accepted units, largest first, in microseconds. */
export const DURATION_UNITS = {
  h: 3_600_000_000,
  m: 60_000_000,
  s: 1_000_000,
  ms: 1_000,
  us: 1,
} as const

type DurationUnit = keyof typeof DURATION_UNITS

/** What a valid duration looks like; the same pattern is given to editors. */
export const DURATION_PATTERN = /^[0-9]+(\.[0-9]+)?(h|m|s|ms|us)$/

/** Longest duration: a year, so that sums stay far below 2^53 µs. */
export const MAX_DURATION_US = 366 * 24 * DURATION_UNITS.h

/** The sentence that every error about a duration ends with. */
export const DURATION_HELP = 'units are h, m, s, ms and us, e.g. 4h, 30m, 90s, 250ms'

export type ParsedDuration =
  | { readonly kind: 'duration'; readonly us: VirtualUs }
  | { readonly kind: 'invalid'; readonly reason: string }

/** Parses a duration exactly (no floating point), or says what is wrong with it. */
export function parseDuration(text: string): ParsedDuration {
  if (!DURATION_PATTERN.test(text)) return { kind: 'invalid', reason: explain(text) }
  const unit = /[a-z]+$/.exec(text)?.[0] as DurationUnit
  const [whole = '', fraction = ''] = text.slice(0, -unit.length).split('.')
  // Checked before the arithmetic: thousands of digits would make BigInt slow.
  if (whole.replace(/^0+/, '').length > 16) return { kind: 'invalid', reason: TOO_LONG }
  if (fraction.replace(/0+$/, '').length > 12) return { kind: 'invalid', reason: TOO_FINE }
  const digits = fraction.replace(/0+$/, '')
  const scaled = BigInt(whole + digits) * BigInt(DURATION_UNITS[unit])
  const divisor = 10n ** BigInt(digits.length)
  if (scaled % divisor !== 0n) return { kind: 'invalid', reason: TOO_FINE }
  const us = scaled / divisor
  if (us > BigInt(MAX_DURATION_US)) return { kind: 'invalid', reason: TOO_LONG }
  return { kind: 'duration', us: Number(us) }
}

/** Writes a duration in the largest unit that needs no fraction. Inverse of `parseDuration`. */
export function formatDuration(us: VirtualUs): string {
  if (us === 0) return '0s'
  for (const [unit, size] of Object.entries(DURATION_UNITS)) {
    if (us % size === 0) return `${us / size}${unit}`
  }
  return `${us}us`
}

const TOO_LONG = 'is longer than a year'
const TOO_FINE = 'is finer than a microsecond'

function explain(text: string): string {
  if (/^\s*-/.test(text)) return `is negative; ${DURATION_HELP}`
  if (/^[0-9]+(\.[0-9]+)?$/.test(text)) return `has no unit; ${DURATION_HELP}`
  if (/^([0-9]+(\.[0-9]+)?(h|m|s|ms|us)\s*){2,}$/.test(text)) {
    return 'has several parts; write it in one unit, e.g. 90m'
  }
  const written = /^[0-9]+(?:\.[0-9]+)?(\s*)(\S+)$/.exec(text)
  if (written === null) return `is not a duration; ${DURATION_HELP}`
  const [, space = '', unit = ''] = written
  if (space !== '' && unit in DURATION_UNITS) return 'has a space before its unit; remove it'
  return `has the unit "${unit}"; ${DURATION_HELP}`
}
