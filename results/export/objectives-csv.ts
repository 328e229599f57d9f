/** `objectives.csv`: a row for each objective, entrant and size. */
import type { ObjectiveRecord } from '../objectives/objective-record.ts'
import { plain, tableToCsv } from './columns.ts'

/** Judged objectives as CSV; bounds, values and intervals are in the row's unit. */
export function objectivesCsv(records: readonly ObjectiveRecord[]): string {
  return tableToCsv<ObjectiveRecord>(
    [
      plain('objective', (one) => one.objective),
      plain('entrant', (one) => one.entrant),
      plain('agents', (one) => one.agents),
      plain('metric', (one) => one.metric),
      plain('statistic', (one) => one.statistic),
      plain('comparison', (one) => one.comparison),
      plain('bound', (one) => one.bound),
      plain('unit', (one) => one.unit),
      plain('n', (one) => one.n),
      plain('value', (one) => one.value),
      plain('low', (one) => one.low),
      plain('high', (one) => one.high),
      plain('verdict', (one) => one.verdict),
      plain('because', (one) => one.because),
    ],
    records,
  )
}
