/** The tables that a run prints on stdout. */
import type { TrialRecord } from '../../../results/record.ts'
import { authOverheadRows } from '../../../results/summary/auth-overhead.ts'
import { comparisonRows } from '../../../results/summary/comparison.ts'
import { incidentRows } from '../../../results/summary/incident.ts'
import type { Estimate } from '../../../results/stats/interval.ts'
import type { Percentile } from '../../../results/summary/percentile.ts'

/**
 * One line for each entrant and size: medians, with the 95 % interval where trials allow one. Empty
 * without trials.
 */
export function runTable(trials: readonly TrialRecord[]): string {
  const incidents = incidentRows(trials)
  const header = [
    'entrant',
    'agents',
    'tasks/CPU-s',
    '95 % interval',
    'p50 s',
    'p99 s',
    'calls/task',
    'exposed',
    'detected',
  ]
  const rows = comparisonRows(trials).map((row) => {
    const incident = incidents.find(
      (other) => other.entrant === row.entrant && other.agents === row.agents,
    )
    return [
      row.entrant,
      row.agents.toLocaleString('en-US'),
      figure(row.tasksPerCpuS.value),
      interval(row.tasksPerCpuS),
      seconds(row.latency.p50),
      seconds(row.latency.p99),
      figure(row.intrinsicPerTask?.modelCalls ?? null),
      incident === undefined ? '–' : figure(incident.peopleExposed.median),
      incident === undefined ? '–' : `${incident.detect.reached} of ${incident.posted}`,
    ]
  })
  return rows.length === 0 ? '' : alignColumns([header, ...rows])
}

/** What authentication costs: paired differences to level A0. Empty without such trials. */
export function authTable(trials: readonly TrialRecord[]): string {
  const header = ['auth level', 'agents', 'CPU µs/task added', '95 % interval', 'p99 ms added']
  const rows = authOverheadRows(trials).map((row) => [
    row.entrant,
    row.agents.toLocaleString('en-US'),
    figure(row.addedCpuUsPerTask.value),
    interval(row.addedCpuUsPerTask),
    figure(row.addedP99Ms.value),
  ])
  return rows.length === 0 ? '' : alignColumns([header, ...rows])
}

function seconds(percentile: Percentile): string {
  if (percentile.kind === 'value') return figure(percentile.ms / 1000)
  if (percentile.kind === 'too few') return `needs ${percentile.needs} tasks`
  return percentile.kind === 'censored' ? 'censored' : '–'
}

function interval(estimate: Estimate): string {
  return estimate.low === null || estimate.high === null
    ? '–'
    : `${figure(estimate.low)} – ${figure(estimate.high)}`
}

function figure(value: number | null): string {
  if (value === null) return '–'
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2
  return value.toLocaleString('en-US', {
    maximumFractionDigits: digits,
    minimumFractionDigits: digits,
  })
}

/** Columns side by side; the first one to the left, figures to the right. */
export function alignColumns(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] as readonly string[]).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] as string).length)),
  )
  return rows
    .map((row) =>
      row
        .map((cell, column) => {
          const width = widths[column] as number
          return column === 0 ? cell.padEnd(width) : cell.padStart(width)
        })
        .join('  '),
    )
    .map((line) => `${line.trimEnd()}\n`)
    .join('')
}
