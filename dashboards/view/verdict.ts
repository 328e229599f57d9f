/**
 * The answer in short, for each profile at the largest size: which architectures do the most for
 * their CPU, what a task costs on the first of them, what became of the incident, and how sure it is.
 */
import { comparisonRows } from '../../results/summary/comparison.ts'
import type { Ratio } from '../../results/stats/ratio.ts'
import {
  formatCount,
  formatFigure,
  formatInterval,
  formatMs,
  formatNumber,
  formatRatio,
} from '../format.ts'
import { floorText } from './comparison.ts'
import { timeText } from './incident-cells.ts'
import { percentileText } from './latency.ts'
import { type CellView, measured, type RunView } from './run-view.ts'

export interface ProfileVerdict {
  readonly profile: string
  readonly agents: number
  /** Series of the first tier, the one with the highest median first; never empty. */
  readonly ahead: readonly { readonly name: string; readonly slot: number }[]
  /** Name and text of each line about the first of `ahead`, or about all entrants. */
  readonly lines: ReadonlyArray<readonly [name: string, text: string]>
}

/** One verdict a profile; none for a profile under which nothing was measured at that size. */
export function verdictsOf(view: RunView): ProfileVerdict[] {
  const { largest } = view
  if (largest === undefined) return []
  return view.profiles.flatMap((profile): ProfileVerdict[] => {
    const cells = view.cells
      .filter((cell) => cell.profile === profile && cell.agents === largest)
      .filter((cell) => measured(cell.row?.tasksPerCpuS) !== undefined)
      .toSorted((a, b) => rateOf(b) - rateOf(a))
    const [first] = cells
    if (first === undefined) return []
    const ahead = cells.filter((cell) => cell.row?.tier === first.row?.tier)
    const behind = cells.filter((cell) => !ahead.includes(cell))
    return [
      {
        profile,
        agents: largest,
        ahead: ahead.map(({ series }) => ({ name: series.name, slot: series.slot })),
        lines: [
          ['How sure', sureText(view, first, ahead, behind)],
          ['CPU of a task', costText(first)],
          ...againstText(view, first),
          ['Latency of a task', latencyText(first)],
          ...incidentText(first),
        ],
      },
    ]
  })
}

function rateOf(cell: CellView): number {
  return cell.row?.tasksPerCpuS.value ?? 0
}

/** By how much the first tier leads the next, or why nobody can say. */
function sureText(
  view: RunView,
  first: CellView,
  ahead: readonly CellView[],
  behind: readonly CellView[],
): string {
  const trials = `${formatCount(first.completed.length)} trial${first.completed.length === 1 ? '' : 's'}`
  const [next] = behind
  if (next === undefined) {
    return ahead.length === 1
      ? `${trials}; there is nothing to compare it with`
      : `${trials}; no difference between any two is resolved`
  }
  const ratio = ratioTo(view, first, next)
  const lead =
    ratio === undefined
      ? `is resolved from ${next.series.name}`
      : `does ${ratioText(ratio)} the tasks of ${next.series.name}, the next, for the same CPU`
  return `${trials}; ${first.series.name} ${lead}`
}

function costText({ row, series }: CellView): string {
  const cpu = measured(row?.cpuUsPerTask)
  const calls = row?.intrinsicPerTask?.modelCalls
  const cost =
    cpu === undefined ? 'no value' : formatFigure(cpu, (us) => `${formatNumber(us / 1000)}\u00a0ms`)
  return `${cost} on ${series.name}${calls === undefined ? '' : `, and ${formatNumber(calls)} model calls`}`
}

/** What this profile costs against the first one of the run, on the same architecture. */
function againstText(view: RunView, cell: CellView): [string, string][] {
  const [reference] = view.profiles
  if (reference === undefined || reference === cell.profile) return []
  const other = view.cells.find(
    (one) =>
      one.profile === reference &&
      one.series.name === cell.series.name &&
      one.agents === cell.agents &&
      one.row !== undefined,
  )
  const ratio = other && ratioTo(view, cell, other)
  if (ratio === undefined) return []
  return [
    [
      `Against ${reference}`,
      `${ratioText(ratio)} the tasks of ${cell.series.name}@${reference} for the same CPU`,
    ],
  ]
}

function latencyText({ row }: CellView): string {
  if (row === undefined) return 'no value'
  const { p50, p99 } = row.latency
  const half =
    p50.kind === 'value' ? `half within ${formatMs(p50.ms)}` : `p50 ${percentileText(p50)}`
  const tail =
    p99.kind === 'value' ? `99 of 100 within ${formatMs(p99.ms)}` : `p99: ${percentileText(p99)}`
  return `${half}, ${tail}, in virtual time`
}

function incidentText({ incident }: CellView): [string, string][] {
  if (incident === undefined) return []
  const { median } = incident.peopleExposed
  const people = median === null ? '' : `, ${formatNumber(median)} people exposed`
  return [['Incident', `${timeText('contained', incident.contain, incident)}${people}`]]
}

function ratioTo(view: RunView, cell: CellView, reference: CellView): Ratio | undefined {
  const ratio = comparisonRows(view.trials, reference.entrant, view.judging).find(
    (row) => row.entrant === cell.entrant && row.agents === cell.agents,
  )?.ratios?.tasksPerCpuS
  return ratio === undefined || ratio.ratio === null ? undefined : ratio
}

/** The ratio with its interval, its verdict and the noise floor, where there is one. */
function ratioText(ratio: Ratio): string {
  const floor = floorText(ratio)
  const interval = formatInterval({ ...ratio, value: ratio.ratio ?? 0 })
  const verdict = ratio.verdict === 'not resolved' ? ', not resolved' : ''
  return `${formatRatio(ratio.ratio ?? 0)} (${interval}${floor === '' ? '' : `, ${floor}`}${verdict})`
}
