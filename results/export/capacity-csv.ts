import type { CapacityPoint, CapacityRecord } from '../capacity-record.ts'
import { plain, tableToCsv } from './columns.ts'

interface Row {
  readonly record: CapacityRecord
  readonly point: CapacityPoint
}

/** `capacity.csv`: one line for each rate that was tried, with what was found beside it. */
export function capacityCsv(records: readonly CapacityRecord[]): string {
  const found = ({ capacity }: CapacityRecord) => ({
    low: 'low' in capacity ? capacity.low : null,
    high: 'high' in capacity ? capacity.high : null,
  })
  return tableToCsv<Row>(
    [
      plain('entrant', ({ record }) => record.entrant),
      plain('agents', ({ record }) => record.agents),
      plain('capacity', ({ record }) => record.capacity.kind),
      plain('capacityLowPerTeamPerHour', ({ record }) => found(record).low),
      plain('capacityHighPerTeamPerHour', ({ record }) => found(record).high),
      plain('perTeamPerHour', ({ point }) => point.perTeamPerHour),
      plain('perS', ({ point }) => point.perS),
      plain('passed', ({ point }) => point.passed),
      plain('failed', ({ point }) => point.failed),
      plain('noEvidence', ({ point }) => point.unseen),
      plain('p50Ms', ({ point }) => point.p50Ms),
      plain('p99Ms', ({ point }) => point.p99Ms),
      plain('completedShare', ({ point }) => point.completedShare),
      plain('because', ({ point }) => point.because.join('; ')),
    ],
    records.flatMap((record) => record.points.map((point) => ({ record, point }))),
  )
}
