/** `summary.csv`: a row for each entrant and size. */
import { INTRINSIC_COUNTERS, type RunManifest } from '../record.ts'
import type { ComparisonRow } from '../summary/comparison.ts'
import {
  type Columns,
  estimate,
  keyColumns,
  percentile,
  plain,
  ratio,
  tableToCsv,
} from './columns.ts'

/** Comparison rows as CSV; the run's name and digest travel along, so that files can be joined. */
export function summaryCsv(manifest: RunManifest, rows: readonly ComparisonRow[]): string {
  const table: Columns<ComparisonRow>[] = [
    plain('run', () => manifest.name),
    plain('workload', () => manifest.workload.name),
    plain('workloadDigest', () => manifest.workload.digest),
    keyColumns(),
    plain('n', (row) => row.n),
    plain('failedTrials', (row) => row.failedTrials),
    plain('invalidTrials', (row) => row.invalidTrials),
    plain('offered', (row) => row.tasks.offered),
    plain('completed', (row) => row.tasks.completed),
    plain('failed', (row) => row.tasks.failed),
    plain('censored', (row) => row.tasks.censored),
    plain('right', (row) => row.tasks.right),
    plain('wrong', (row) => row.tasks.wrong),
    plain('tier', (row) => row.tier),
    estimate('tasksPerCpuS', (row) => row.tasksPerCpuS),
    ratio('tasksPerCpuS', (row) => row.ratios?.tasksPerCpuS ?? null),
    estimate('tasksPerS', (row) => row.tasksPerS),
    ratio('tasksPerS', (row) => row.ratios?.tasksPerS ?? null),
    estimate('cpuUsPerTask', (row) => row.cpuUsPerTask),
    estimate('cpuUsPerEnvelope', (row) => row.cpuUsPerEnvelope),
    estimate('coresToKeepUp', (row) => row.coresToKeepUp),
    ratio('coresToKeepUp', (row) => row.ratios?.coresToKeepUp ?? null),
    estimate('peakRssMiB', (row) => row.peakRssMiB),
    estimate('idleBytesPerAgent', (row) => row.idleBytesPerAgent),
    ratio('idleBytesPerAgent', (row) => row.ratios?.idleBytesPerAgent ?? null),
    estimate('setupCpuS', (row) => row.setupCpuS),
    estimate('gcMs', (row) => row.gcMs),
    percentile('p50', (row) => row.latency.p50),
    ratio('p50Ms', (row) => row.ratios?.p50Ms ?? null),
    percentile('p99', (row) => row.latency.p99),
    ratio('p99Ms', (row) => row.ratios?.p99Ms ?? null),
    plain('censoredShare', (row) => row.latency.censoredShare),
    estimate('stalenessP50Ms', (row) => row.stalenessP50Ms),
    estimate('briefStalenessP50Ms', (row) => row.briefStalenessP50Ms),
    ...INTRINSIC_COUNTERS.map((counter) =>
      plain<ComparisonRow>(`${counter}PerTask`, (row) => row.intrinsicPerTask?.[counter] ?? null),
    ),
  ]
  return tableToCsv(table, rows)
}
