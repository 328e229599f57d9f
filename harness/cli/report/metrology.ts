/** The table of the self-test. */
import type { MetrologyRecord, MetrologyRowRecord } from '../../../results/metrology-record.ts'
import { alignColumns } from './table.ts'

/** One line for each known answer, and what does not hold. */
export function describeMetrology({
  rows,
  holds,
}: Pick<MetrologyRecord, 'rows' | 'holds'>): string {
  const header = ['system', 'quantity', 'measured', 'known', 'interval', 'difference', 'holds']
  const lines = rows.map((row) => [
    row.system,
    row.quantity,
    `${figure(row.measured)}${row.unit === '' ? '' : ` ${row.unit}`}`,
    figure(row.known),
    row.low === row.high ? 'exact' : `${figure(row.low)} – ${figure(row.high)}`,
    `${row.differencePercent.toFixed(2)} %`,
    row.holds ? 'yes' : 'no',
  ])
  const failed = rows.filter((row) => !row.holds)
  const verdict = holds
    ? `All ${rows.length} known answers are reproduced.\n`
    : failed.map((row) => `does not hold: ${describeFailure(row)}\n`).join('')
  return `${alignColumns([header, ...lines])}\n${verdict}`
}

/** A row that does not hold, in a few words. */
export function describeFailure({ system, quantity, reason = '' }: MetrologyRowRecord): string {
  return `${system}, ${quantity}: ${reason}`
}

function figure(value: number): string {
  return Number.isInteger(value) || Math.abs(value) >= 1e4
    ? Math.round(value).toLocaleString('en-US')
    : value.toPrecision(5)
}
