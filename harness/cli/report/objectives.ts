/** The objectives of a run as text for stdout. */
import { amountText } from '../../../results/objectives/amount.ts'
import type { ObjectiveRecord } from '../../../results/objectives/objective-record.ts'
import { alignColumns } from './table.ts'

/** One line for each objective, entrant and size; the value always, and why it does not hold. */
export function objectivesText(records: readonly ObjectiveRecord[]): string {
  if (records.length === 0) return ''
  const header = ['objective', 'entrant', 'agents', 'value', '95 % interval', 'verdict']
  const rows = records.map((one) => [
    one.objective,
    one.entrant ?? '–',
    one.agents === null ? '–' : one.agents.toLocaleString('en-US'),
    amountText(one.value, one.unit),
    one.low === null || one.high === null
      ? '–'
      : `${amountText(one.low, one.unit)} – ${amountText(one.high, one.unit)}`,
    one.verdict,
  ])
  const held = records.filter((one) => one.verdict === 'holds').length
  const reasons = new Set(
    records
      .filter((one) => one.verdict === 'no evidence')
      .map((one) => `no evidence for "${one.objective}": ${one.because}\n`),
  )
  return `${alignColumns([header, ...rows])}${[...reasons].join('')}${held} of ${records.length} objectives hold.\n`
}
