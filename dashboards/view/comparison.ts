/**
 * The comparison: a table for each size, its rows grouped by profile and put in tiers by throughput.
 * Ratios are to the baseline, the first entrant of the manifest, under the same profile.
 */
import type { Estimate } from '../../results/stats/interval.ts'
import type { Ratio } from '../../results/stats/ratio.ts'
import {
  formatBytes,
  formatCount,
  formatInterval,
  formatNumber,
  formatRatio,
  formatShare,
} from '../format.ts'
import { type Cell, type DataRow, type DataTable, missing, type Verdict, words } from './figure.ts'
import { spreadCell, timeCell } from './incident-cells.ts'
import { percentileCell } from './latency.ts'
import { authCosts } from './overhead.ts'
import { type CellView, measured, type RunView, whyMissing } from './run-view.ts'

export interface Comparison {
  readonly agents: number
  readonly table: DataTable
}

/** One comparison for each size, the largest first. */
export function compareEntrants(view: RunView): Comparison[] {
  return view.sizes.toReversed().map((agents) => ({
    agents,
    table: {
      caption: `Comparison at ${formatCount(agents)} agents`,
      columns: [
        { title: 'Entrant', unit: 'tier by throughput', numeric: false },
        { title: 'Throughput', unit: 'tasks per CPU-second', numeric: true },
        { title: 'Latency p50', unit: 'virtual', numeric: true },
        { title: 'Latency p99', unit: 'virtual', numeric: true },
        { title: 'Auth adds', unit: 'CPU µs per task, level at agents', numeric: true },
        { title: 'Contained after', unit: 'virtual', numeric: true },
        { title: 'People exposed', unit: 'to the incident', numeric: true },
        { title: 'Idle agent', unit: 'memory', numeric: true },
        { title: 'Judged right', unit: 'by the oracle', numeric: true },
      ],
      rows: view.profiles.flatMap((profile) => rowsOf(view, agents, profile)),
    },
  }))
}

/** By tier, then by throughput; what was not measured comes last. */
function rowsOf(view: RunView, agents: number, profile: string): DataRow[] {
  const order = (cell: CellView): number => -(cell.row?.tasksPerCpuS.value ?? 0)
  return view.cells
    .filter((cell) => cell.agents === agents && cell.profile === profile)
    .toSorted((a, b) => order(a) - order(b))
    .map((cell) => rowOf(view, cell))
}

function rowOf(view: RunView, cell: CellView): DataRow {
  const { row } = cell
  const tier = row?.tier ?? undefined
  const isBaseline = cell.series.name === view.baseline
  const compared = (own: Cell, ratio: Ratio | undefined): Cell =>
    isBaseline && own.sort !== undefined
      ? { ...own, verdict: 'baseline' }
      : { ...own, ...ratioText(ratio) }
  return {
    architecture: cell.architecture,
    profile: cell.profile,
    agents: cell.agents,
    slot: cell.series.slot,
    cells: [
      words(cell.series.name, tier === undefined ? whyMissing(cell) : `tier ${tier}`),
      compared(estimateCell(cell, row?.tasksPerCpuS, formatNumber), row?.ratios?.tasksPerCpuS),
      compared(percentileCell(cell, 'p50'), row?.ratios?.p50Ms),
      compared(percentileCell(cell, 'p99'), row?.ratios?.p99Ms),
      authCell(view, cell),
      timeCell(cell, 'contain'),
      spreadCell(cell, cell.incident?.peopleExposed),
      compared(
        estimateCell(cell, row?.idleBytesPerAgent, formatBytes),
        row?.ratios?.idleBytesPerAgent,
      ),
      outcomeCell(view, cell),
    ],
  }
}

function estimateCell(
  cell: CellView,
  estimate: Estimate | undefined,
  format: (value: number) => string,
): Cell {
  const figure = measured(estimate)
  if (figure === undefined) return missing(whyMissing(cell))
  return {
    text: format(figure.value),
    detail: formatInterval(figure, format),
    sort: figure.value,
  }
}

const VERDICTS: Readonly<Record<Ratio['verdict'], Verdict>> = {
  better: 'better',
  worse: 'worse',
  'equivalent within margin': 'equivalent',
  'not resolved': 'unresolved',
}

function ratioText(ratio: Ratio | undefined): Pick<Cell, 'ratio' | 'verdict'> {
  if (ratio === undefined || ratio.ratio === null) return {}
  const interval = formatInterval({ ...ratio, value: ratio.ratio })
  const floor = floorText(ratio)
  return {
    ratio: `${formatRatio(ratio.ratio)} (${interval})${floor === '' ? '' : `, ${floor}`}`,
    verdict: VERDICTS[ratio.verdict],
  }
}

/** How far a system seems to differ from itself over as many pairs; empty where nothing tells, or nothing is noise. */
export function floorText({ noiseFloor }: Ratio): string {
  return noiseFloor === undefined || noiseFloor === 1
    ? ''
    : `noise floor ${formatShare(noiseFloor - 1)}`
}

/** What the profile's own auth level adds; measured at the size of the auth ladder, which it names. */
function authCell(view: RunView, cell: CellView): Cell {
  const controls = view.manifest.entrants.find((one) => one.entrant === cell.entrant)?.controls
  if (controls === undefined || controls.auth === 'A0') return missing('auth is off')
  const own = authCosts(view).filter(
    (one) => one.series === cell.series.name && one.level === controls.auth,
  )
  const one = own.find((candidate) => candidate.agents === cell.agents) ?? own.at(-1)
  if (one === undefined) return missing('not run')
  return {
    text: formatNumber(one.value),
    detail: formatInterval(one),
    ratio: `${controls.auth} at ${formatCount(one.agents)}`,
    sort: one.value,
  }
}

/** How much of the completed work was right, and whether all trials stand behind the row. */
function outcomeCell(view: RunView, cell: CellView): Cell {
  const { row } = cell
  if (row === undefined || row.tasks.completed === 0) return missing(whyMissing(cell))
  const { right, completed } = row.tasks
  const trials = `${cell.completed.length} of ${view.manifest.trials} trials`
  const trouble = [
    ...(cell.failed.length > 0 ? [`${cell.failed.length} failed`] : []),
    ...(row.invalidTrials > 0 ? [`${row.invalidTrials} not valid`] : []),
  ]
  return {
    text: formatShare(right / completed),
    detail: `of ${formatCount(completed)} tasks`,
    ratio: [trials, ...trouble].join(', '),
    sort: right / completed,
    ...(trouble.length === 0 ? {} : { verdict: 'failed' }),
  }
}
