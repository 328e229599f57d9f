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
import { type Cell, type DataRow, type Figure, missing, words } from './figure.ts'
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
      const { low, high } = added
      const resolved = low !== null && high !== null && (low > 0 || high < 0)
      const { level, agents } = row
      return [{ ...added, row, series: series.name, level, agents, resolved }]
    }),
  )
}

/** One chart: a row for each architecture and level, at the largest size of the ladder. */
export function overheadFigure(view: RunView): Figure {
  const all = authCosts(view)
  const largest = Math.max(0, ...all.map((one) => one.agents))
  const shown = all.filter((one) => one.agents === largest)
  const rows = view.series.flatMap((series) =>
    shown
      .filter((one) => one.series === series.name)
      .map((one): OverheadRow => ({
        series: one.series,
        row: `${one.series} ${one.level}`,
        lo: one.low ?? one.value,
        mid: one.value,
        hi: one.high ?? one.value,
        resolved: one.resolved,
        text: `${formatFigure(one)} µs${one.resolved ? '' : ', not resolved'}`,
      })),
  )
  const values = rows.flatMap((row) => [row.lo, row.hi])
  const small = Math.min(...rows.map((row) => Math.abs(row.mid)).filter((size) => size > 0))
  const wide = Math.max(...values.map(Math.abs)) / small > SYMLOG_FROM
  const constant = 10 ** Math.max(0, Math.floor(Math.log10(small)))
  const size = largest === 0 ? '' : ` at ${formatCount(largest)} agents`
  return {
    id: 'auth',
    title: 'What authentication costs',
    lede: `CPU time that a level adds to one task against A0 (no authentication), from pairs of trials with the same seed${size}. ${explained(shown)}A level with sessions includes enrolling both agents and their handshake, so where a pair exchanges few messages it can cost more than signatures. Filled: the interval excludes zero. Hollow: not resolved.`,
    panels:
      rows.length === 0
        ? []
        : [
            {
              heading: '',
              draw: (layout) =>
                overheadChart(
                  {
                    series: view.series,
                    rows,
                    x: wide ? symlogAxis(values, constant) : linearAxis(values),
                    xTitle: `CPU µs added to a task${wide ? ', log scale' : ''}`,
                    description: `CPU microseconds that authentication adds to a task${size}: ${rows
                      .map((row) => `${row.row} ${row.text}`)
                      .join('; ')}.`,
                  },
                  layout,
                ),
            },
          ],
    notes:
      rows.length === 0 ? ['Not run: this run has no trials with authentication switched.'] : [],
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
