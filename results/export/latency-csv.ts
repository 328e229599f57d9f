/** `latency.csv`: virtual task latency of each entrant and size, from the intended start. */
import type { ComparisonRow } from '../summary/comparison.ts'
import { type Columns, keyColumns, percentile, plain, tableToCsv } from './columns.ts'

/** Latency percentiles as CSV. */
export function latencyCsv(rows: readonly ComparisonRow[]): string {
  return tableToCsv(TABLE, rows)
}

const TABLE: readonly Columns<ComparisonRow>[] = [
  keyColumns(),
  plain('n', (row) => row.n),
  plain('count', (row) => row.latency.count),
  plain('censoredShare', (row) => row.latency.censoredShare),
  plain('meanMs', (row) => row.latency.meanMs),
  percentile('p50', (row) => row.latency.p50),
  percentile('p90', (row) => row.latency.p90),
  percentile('p99', (row) => row.latency.p99),
  percentile('p999', (row) => row.latency.p999),
  plain('maxMs', (row) => row.latency.maxMs),
]
