/** Numbers as a reader sees them. The locale is fixed, so that the page does not depend on a host. */

/** A figure with its interval; `low` and `high` are null when one trial stands behind it. */
export interface Measured {
  readonly value: number
  readonly low: number | null
  readonly high: number | null
}

const THIN = '\u202f'

/** Three significant digits with thousands separated, e.g. `5,230`, `41.2`, `0.00312`. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return '—'
  if (value === 0) return '0'
  const size = Math.abs(value)
  const rounded = Number(value.toPrecision(3))
  const sign = rounded < 0 ? '−' : ''
  if (size >= 1e7) {
    const millions = Number((Math.abs(rounded) / 1e6).toPrecision(3))
    return `${sign}${group(String(millions))} M`
  }
  if (size < 1e-4) return value.toExponential(1).replace('-', '−')
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(rounded))))
  return sign + group(Math.abs(rounded).toFixed(Math.min(6, digits)))
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
  return figure.low < 0 ? `${low} to ${high}` : `${low}–${high}`
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
  return `×${value >= 1000 ? formatNumber(value) : Number(value.toPrecision(3))}`
}

/** Virtual latency given in ms, e.g. `850 ms`, `41.2 s`. */
export function formatMs(ms: number): string {
  if (ms >= 600_000) return `${formatNumber(ms / 60_000)} min`
  return ms >= 1000 ? `${formatNumber(ms / 1000)} s` : `${formatNumber(ms)} ms`
}

/** Virtual minutes, in hours from three hours on. */
export function formatMinutes(minutes: number): string {
  return minutes >= 180 ? `${formatNumber(minutes / 60)} h` : `${formatNumber(minutes)} min`
}

/** A share of one, e.g. `1.5 %`; a share that is small but not zero is never written as zero. */
export function formatShare(share: number): string {
  const percent = share * 100
  if (percent === 0) return '0 %'
  if (percent < 0.1) return '< 0.1 %'
  if (percent > 99.9 && percent < 100) return '> 99.9 %'
  return `${Number(percent.toFixed(percent < 10 ? 1 : 0))} %`
}

/** Bytes, in the unit that keeps the number short. */
export function formatBytes(bytes: number): string {
  if (bytes >= 1_048_576) return `${formatNumber(bytes / 1_048_576)} MiB`
  return bytes >= 10_240 ? `${formatNumber(bytes / 1024)} KiB` : `${formatNumber(bytes)} B`
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

/** A number and its unit, kept on one line. */
export function withUnit(text: string, unit: string): string {
  return unit === '' ? text : `${text}${THIN}${unit}`
}
