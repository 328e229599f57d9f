/** `auth.csv`: what each auth level adds, against `A0`. */
import type { AuthOverheadRow } from '../summary/auth-overhead.ts'
import { type Columns, estimate, keyColumns, plain, ratio, tableToCsv } from './columns.ts'

/** Auth overhead rows as CSV. */
export function authCsv(rows: readonly AuthOverheadRow[]): string {
  return tableToCsv(TABLE, rows)
}

const TABLE: readonly Columns<AuthOverheadRow>[] = [
  keyColumns(),
  plain('level', (row) => row.level),
  plain('n', (row) => row.n),
  plain('sealsPerTask', (row) => row.sealsPerTask),
  plain('opensPerTask', (row) => row.opensPerTask),
  plain('handshakesPerTask', (row) => row.handshakesPerTask),
  plain('messagesPerPair', (row) => row.messagesPerPair),
  plain('proofBytesPerSeal', (row) => row.proofBytesPerSeal),
  plain('sessionHitShare', (row) => row.sessionHitShare),
  plain('sessionBytesPerAgent', (row) => row.sessionBytesPerAgent),
  estimate('addedCpuUsPerTask', (row) => row.addedCpuUsPerTask),
  estimate('addedCpuUsPerSeal', (row) => row.addedCpuUsPerSeal),
  estimate('lostThroughputPct', (row) => row.lostThroughputPct),
  estimate('addedMeanMs', (row) => row.addedMeanMs),
  estimate('addedP50Ms', (row) => row.addedP50Ms),
  estimate('addedP99Ms', (row) => row.addedP99Ms),
  ratio('throughput', (row) => row.throughput),
]
