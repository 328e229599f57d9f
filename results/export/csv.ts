/** One way of writing CSV for all exports, with the defaults that would lose or bend data replaced. */
import { stringify } from 'csv-stringify/sync'

/** What a field can hold; null becomes an empty field. */
export type CsvValue = string | number | boolean | Date | null

/**
 * CSV text with a header line. Columns are named outright: the writer would otherwise take them from
 * the first row, and a table without rows would have none. Booleans are `true` and `false`, dates ISO
 * 8601, NaN and infinities empty, and text that a spreadsheet would run as a formula is prefixed with
 * an apostrophe.
 */
export function toCsv(columns: readonly string[], rows: readonly (readonly CsvValue[])[]): string {
  return stringify(
    rows.map((row) => [...row]),
    {
      header: true,
      columns: [...columns],
      escape_formulas: true,
      cast: {
        boolean: (value) => (value ? 'true' : 'false'),
        date: (value) => value.toISOString(),
        number: (value) => (Number.isFinite(value) ? String(value) : ''),
      },
    },
  )
}
