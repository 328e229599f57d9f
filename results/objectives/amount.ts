/** Amounts of metrics as people read them. */

/** A value with its unit to three digits, shares as per cent; a dash where there is none. */
export function amountText(value: number | null, unit: string): string {
  if (value === null) return '–'
  if (unit === 'of 1') return `${threeDigits(100 * value)} %`
  return unit === '' ? threeDigits(value) : `${threeDigits(value)} ${unit}`
}

function threeDigits(value: number): string {
  const size = Math.abs(value)
  const digits = size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3
  return value.toLocaleString('en-US', { maximumFractionDigits: digits })
}
