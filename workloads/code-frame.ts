/** The lines of a file around a fault, with the fault underlined. */

export interface Spot {
  /** 1-based. */
  readonly line: number
  /** 1-based, in UTF-16 code units. */
  readonly column: number
  /** Code units to underline, at least 1. */
  readonly length: number
}

const WIDEST = 96

/**
 * Three lines of a text with the middle one marked, as in compilers. Long lines are cut to a window
 * around the fault, and control characters are replaced, because the file may be hostile to terminals.
 */
export function codeFrame(lines: readonly string[], spot: Spot): string {
  const from = Math.max(1, spot.line - 1)
  const to = Math.min(lines.length, spot.line + 1)
  const start = spot.column - 1 > WIDEST - 20 ? spot.column - 21 : 0
  const digits = String(to).length
  const out: string[] = []
  for (let number = from; number <= to; number++) {
    const full = lines[number - 1] ?? ''
    if (number === to && number > spot.line && full.trim() === '') continue
    const mark = number === spot.line ? '>' : ' '
    const shown = printable(full.slice(start, start + WIDEST)).trimEnd()
    out.push(`${mark} ${String(number).padStart(digits)} | ${shown}`.trimEnd())
    if (number === spot.line) {
      const offset = spot.column - 1 - start
      const room = Math.max(1, Math.min(shown.length, WIDEST) - offset)
      const carets = '^'.repeat(Math.max(1, Math.min(spot.length, room)))
      out.push(`  ${' '.repeat(digits)} | ${' '.repeat(offset)}${carets}`)
    }
  }
  return out.join('\n')
}

/** Replaces control characters and direction marks one for one, so that columns still line up. */
export function printable(text: string): string {
  return text
    .replace(/\t/g, ' ')
    .replace(/[\p{Cc}\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu, '\ufffd')
}
