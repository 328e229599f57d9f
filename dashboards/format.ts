/** Numbers as a reader sees them. The locale is fixed, so that the page does not depend on a host. */

/** A figure with its interval; `low` and `high` are null when one trial stands behind it. */
export interface Measured {
  readonly value: number
  readonly low: number | null
  readonly high: number | null
}

/** Three significant digits with thousands separated: `5,230`, `41.2`, `0.00312`; whole numbers as `7`. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return '—'
  if (value === 0) return '0'
  const size = Math.abs(value)
  const rounded = Number(value.toPrecision(3))
  const sign = rounded < 0 ? '−' : ''
  if (size >= 1e7) {
    const millions = Number((Math.abs(rounded) / 1e6).toPrecision(3))
    return `${sign}${group(String(millions))}\u00a0M`
  }
  if (size < 1e-4) return value.toExponential(1).replace('-', '−')
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(rounded))))
  const decimals = Number.isInteger(value) ? 0 : Math.min(6, digits)
  return sign + group(Math.abs(rounded).toFixed(decimals))
}

/** A whole number, all digits shown, e.g. `78,000`. */
export function formatCount(value: number): string {
  return (value < 0 ? '−' : '') + group(String(Math.abs(Math.round(value))))
}

/** The interval alone, e.g. `5,100–5,350`, or the reason why there is none. */
export function formatInterval(
  figure: Measured,
  format: (value: number) => string = formatNumber,
): string {
  if (figure.low === null || figure.high === null) return 'one trial, no interval'
  const low = format(figure.low)
  const high = format(figure.high)
  return figure.low < 0 ? `${low} to ${high}` : `${withoutSharedUnit(low, high)}–${high}`
}

/** Drops the unit of the first of two texts if the second ends with the same. */
function withoutSharedUnit(first: string, second: string): string {
  const [number = '', unit] = first.split('\u00a0')
  return unit !== undefined && second.endsWith(`\u00a0${unit}`) ? number : first
}

/** `5,230 (5,100–5,350)`. */
export function formatFigure(
  figure: Measured,
  format: (value: number) => string = formatNumber,
): string {
  return `${format(figure.value)} (${formatInterval(figure, format)})`
}

/** A ratio, e.g. `×2.12`. */
export function formatRatio(value: number): string {
  return `×${formatNumber(value)}`
}

/** Virtual latency given in ms, e.g. `850 ms`, `41.2 s`. */
export function formatMs(ms: number): string {
  if (ms >= 600_000) return `${formatNumber(ms / 60_000)}\u00a0min`
  return ms >= 1000 ? `${formatNumber(ms / 1000)}\u00a0s` : `${formatNumber(ms)}\u00a0ms`
}

/** Virtual minutes, in hours from three hours on. */
export function formatMinutes(minutes: number): string {
  return minutes >= 180
    ? `${formatNumber(minutes / 60)}\u00a0h`
    : `${formatNumber(minutes)}\u00a0min`
}

/** A share of one, e.g. `1.5 %`; a share that is small but not zero is never written as zero. */
export function formatShare(share: number): string {
  const percent = share * 100
  if (percent === 0) return '0\u00a0%'
  if (percent < 0.1) return '< 0.1\u00a0%'
  if (percent > 99.9 && percent < 100) return '> 99.9\u00a0%'
  return `${Number(percent.toFixed(percent < 10 ? 1 : 0))}\u00a0%`
}

/** Bytes, in the unit that keeps the number short. */
export function formatBytes(bytes: number): string {
  if (bytes >= 1_048_576) return `${formatNumber(bytes / 1_048_576)}\u00a0MiB`
  return bytes >= 10_240
    ? `${formatNumber(bytes / 1024)}\u00a0KiB`
    : `${formatNumber(bytes)}\u00a0B`
}

/** Names in a sentence: `a`, `a and b`, `a, b and c`. */
export function formatList(items: readonly string[]): string {
  if (items.length < 2) return items.join('')
  return `${items.slice(0, -1).join(', ')} and ${items.at(-1) ?? ''}`
}

function group(digits: string): string {
  const [whole = '', fraction] = digits.split('.')
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',')
  return fraction === undefined ? grouped : `${grouped}.${fraction}`
}
