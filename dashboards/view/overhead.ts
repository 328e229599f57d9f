/** Figure: what authentication adds to a task, from paired trials with it on and off. */
import { overheadChart, type OverheadRow } from '../chart/overhead.ts'
import { linearAxis, symlogAxis } from '../chart/scale.ts'
import {
  formatCount,
  formatFigure,
  formatInterval,
  formatNumber,
  type Measured,
} from '../format.ts'
import type { Estimate } from '../../results/stats/interval.ts'
import { type Cell, type DataRow, type Figure, missing, type Panel, words } from './figure.ts'
import type { AuthOverheadRow } from '../../results/summary/auth-overhead.ts'
import { measured, type RunView } from './run-view.ts'
import { seriesName } from './series-name.ts'

/** What the levels do, in a few words. */
export const AUTH_LEVELS: Readonly<Record<string, string>> = {
  A0: 'none',
  A1: 'one token shared by all',
  A2: 'pairwise HMAC after a handshake',
  A3: 'an Ed25519 signature on every message',
  A4: 'an encrypted channel after a mutual handshake',
}

/** From this ratio of the largest to the smallest figure on, the axis is logarithmic outside zero. */
const SYMLOG_FROM = 25

/** An overhead row as the page uses it. */
export interface AuthCost extends Measured {
  readonly row: AuthOverheadRow
  readonly series: string
  readonly level: string
  readonly agents: number
  /** The interval excludes zero. */
  readonly resolved: boolean
}

/** Rows with a figure, by series and level. */
export function authCosts(view: RunView): AuthCost[] {
  return view.series.flatMap((series) =>
    view.auth.flatMap((row): AuthCost[] => {
      const added = measured(row.addedCpuUsPerTask)
      if (added === undefined || seriesName(row.entrant) !== series.name) return []
      const { level, agents } = row
      const resolved = excludesZero(added)
      return [{ ...added, row, series: series.name, level, agents, resolved }]
    }),
  )
}

/** What a panel shows of a row. */
interface Measure {
  readonly heading: string
  readonly unit: string
  readonly pick: (row: AuthOverheadRow) => Estimate
}

const MEASURES: readonly Measure[] = [
  { heading: 'CPU added to a task', unit: 'µs', pick: (row) => row.addedCpuUsPerTask },
  { heading: 'CPU added to a message', unit: 'µs', pick: (row) => row.addedCpuUsPerSeal },
  { heading: 'Throughput lost', unit: '%', pick: (row) => row.lostThroughputPct },
  { heading: 'Virtual p99 added', unit: 'ms', pick: (row) => row.addedP99Ms },
]

/** In place of p99 where no trial has the tasks that it needs. */
const MEAN: Measure = {
  heading: 'Mean virtual latency added',
  unit: 'ms',
  pick: (row) => row.addedMeanMs,
}

/** The ladder at its largest size: a panel for each measure, a row for each architecture and level. */
export function overheadFigure(view: RunView): Figure {
  const all = authCosts(view)
  const largest = Math.max(0, ...all.map((one) => one.agents))
  const shown = all.filter((one) => one.agents === largest)
  const size = largest === 0 ? '' : ` at ${formatCount(largest)} agents`
  return {
    id: 'auth',
    title: 'What trust costs',
    lede: `What a level of authentication adds against A0 (none), from pairs of trials with the same seed${size}. ${explained(shown)}CPU is the host's; latency is virtual, and the network that handshakes wait for is simulated. A level with sessions includes enrolling both agents and their handshake, so where a pair exchanges few messages it can cost more than signatures. Filled: the interval excludes zero. Hollow, with ~: not resolved.`,
    panels: [...MEASURES, ...(lacksP99(shown) ? [MEAN] : [])].flatMap((measure) =>
      panelOf(measure, shown, view, size),
    ),
    notes: [
      ...(shown.length === 0
        ? ['Not run: this run has no trials with authentication switched.']
        : []),
      ...(lacksP99(shown)
        ? ['No evidence about p99: it is censored, or there are too few tasks for it.']
        : []),
    ],
    table: {
      caption: 'CPU time added to a task by authentication, against A0',
      columns: [
        { title: 'Entrant', numeric: false },
        { title: 'Agents', numeric: true },
        { title: 'Level', numeric: false },
        { title: 'CPU added to a task', unit: 'µs', numeric: true },
        { title: 'Interval', unit: 'µs', numeric: true },
        { title: 'Verdict', numeric: false },
        { title: 'Throughput lost', unit: '%', numeric: true },
        { title: 'CPU added to a seal', unit: 'µs', numeric: true },
        { title: 'Virtual p50 added', unit: 'ms', numeric: true },
        { title: 'Virtual p99 added', unit: 'ms', numeric: true },
        { title: 'Handshakes a task', numeric: true },
        { title: 'Bytes added to an envelope', unit: 'B', numeric: true },
        { title: 'Sessions, an agent', unit: 'B', numeric: true },
        { title: 'Pairs', numeric: true },
      ],
      rows: view.series.flatMap((series) =>
        all
          .filter((one) => one.series === series.name)
          .map((one): DataRow => tableRow(one, series.slot)),
      ),
    },
  }
}

function lacksP99(shown: readonly AuthCost[]): boolean {
  return shown.length > 0 && shown.every(({ row }) => row.addedP99Ms.value === null)
}

function panelOf(
  { heading, unit, pick }: Measure,
  shown: readonly AuthCost[],
  view: RunView,
  size: string,
): Panel[] {
  const rows = view.series.flatMap((series) =>
    shown.flatMap((one): OverheadRow[] => {
      const estimate = measured(pick(one.row))
      if (one.series !== series.name || estimate === undefined) return []
      const { value: mid, low, high } = estimate
      const resolved = excludesZero(estimate)
      const none = low === 0 && high === 0
      const text = `${formatNumber(mid)}\u00a0${unit}${none ? ', in every trial' : resolved ? '' : ' ~'}`
      const row = `${one.series} ${one.level}`
      return [{ series: one.series, row, lo: low ?? mid, mid, hi: high ?? mid, resolved, text }]
    }),
  )
  if (rows.length === 0) return []
  const values = rows.flatMap((row) => [row.lo, row.hi])
  const small = Math.min(...rows.map((row) => Math.abs(row.mid)).filter((mid) => mid > 0))
  const wide = Math.max(...values.map(Math.abs)) / small > SYMLOG_FROM
  // Not below a thousandth of the largest: smaller figures are told by the table, not by the axis.
  const finest = Math.max(small, Math.max(...values.map(Math.abs)) / 1_000)
  const constant = 10 ** Math.floor(Math.log10(finest))
  const described = rows
    .map(({ row, lo, mid, hi, resolved }) => {
      const figure = formatFigure({ value: mid, low: lo, high: hi })
      return `${row} ${figure} ${unit}${lo === 0 && hi === 0 ? ' in every trial' : resolved ? '' : ', not resolved'}`
    })
    .join('; ')
  return [
    {
      heading,
      draw: (layout) =>
        overheadChart(
          {
            series: view.series,
            rows,
            x: wide ? symlogAxis(values, constant) : linearAxis(values),
            xTitle: `${unit}${wide ? ', log scale' : ''}`,
            description: `${heading} by authentication${size}: ${described}.`,
          },
          layout,
        ),
    },
  ]
}

function excludesZero({ low, high }: Measured): boolean {
  return low !== null && high !== null && (low > 0 || high < 0)
}

function tableRow(one: AuthCost, slot: number): DataRow {
  return {
    architecture: one.row.architecture,
    profile: one.row.profile,
    agents: one.agents,
    slot,
    cells: [
      words(one.series, one.row.profile),
      { text: formatCount(one.agents), sort: one.agents },
      words(one.level, AUTH_LEVELS[one.level]),
      { text: formatNumber(one.value), sort: one.value },
      {
        text: formatInterval(one),
        ...(one.low === null || one.high === null ? {} : { sort: one.high - one.low }),
      },
      words(one.resolved ? (one.value > 0 ? 'adds, resolved' : 'saves, resolved') : 'not resolved'),
      estimateCell(one.row.lostThroughputPct),
      estimateCell(one.row.addedCpuUsPerSeal),
      estimateCell(one.row.addedP50Ms),
      estimateCell(one.row.addedP99Ms),
      countCell(one.row.handshakesPerTask),
      countCell(one.row.proofBytesPerSeal),
      countCell(one.row.sessionBytesPerAgent),
      { text: String(one.row.n), sort: one.row.n },
    ],
  }
}

function countCell(value: number | null): Cell {
  return value === null ? missing('no value') : { text: formatNumber(value), sort: value }
}

function estimateCell(estimate: Estimate): Cell {
  const figure = measured(estimate)
  if (figure === undefined) return missing('no value')
  return {
    text: formatNumber(figure.value),
    detail: formatInterval(figure),
    sort: figure.value,
  }
}

/** What each level of the chart is, in its order: `A2 is …; A3 is …`. */
function explained(shown: readonly AuthCost[]): string {
  const levels = [...new Set(shown.map((one) => one.level))].toSorted()
  if (levels.length === 0) return ''
  return `${levels.map((level) => `${level} is ${AUTH_LEVELS[level] ?? 'unknown'}`).join('; ')}. `
}
