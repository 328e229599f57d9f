/** `scaling.csv`: how each entrant's figures change with size. */
import type { Estimate } from '../stats/interval.ts'
import type { ScalingRow } from '../summary/scaling.ts'
import { type Columns, estimate, keyColumns, plain, ratio, tableToCsv } from './columns.ts'

/** Scaling rows as CSV. */
export function scalingCsv(rows: readonly ScalingRow[]): string {
  return tableToCsv(TABLE, rows)
}

const TABLE: readonly Columns<ScalingRow>[] = [
  keyColumns(),
  plain('n', (row) => row.n),
  estimate('tasksPerCpuS', (row) => row.tasksPerCpuS),
  ratio('toSmallest', (row) => row.toSmallest),
  plain('cpuExponent', (row) => row.cpuExponent),
  estimate('coresToKeepUp', (row) => row.coresToKeepUp),
  estimate('peakRssMiB', (row) => row.peakRssMiB),
  estimate('idleBytesPerAgent', (row) => row.idleBytesPerAgent),
  estimate('setupCpuS', (row) => row.setupCpuS),
  estimate('eventsPerCpuS', (row) => row.eventsPerCpuS),
  estimate('uslLambda', (row) => lawEstimate(row, 'lambda')),
  estimate('uslSigma', (row) => lawEstimate(row, 'sigma')),
  estimate('uslKappa', (row) => lawEstimate(row, 'kappa')),
  plain('uslPeakAgents', ({ law }) => (law.kind === 'fitted' ? law.peakAgents : null)),
  plain('uslNoEvidence', ({ law }) => (law.kind === 'fitted' ? null : law.because)),
]

/** The same in every row of an entrant. */
function lawEstimate({ law }: ScalingRow, name: 'lambda' | 'sigma' | 'kappa'): Estimate {
  return law.kind === 'fitted' ? law[name] : { n: 0, value: null, low: null, high: null }
}
