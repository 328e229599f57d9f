/** Figure: intrinsic work per task, the deterministic nature of an architecture. */
import type { IntrinsicCounter } from '../../results/record.ts'
import { linearAxis, logAxis } from '../chart/scale.ts'
import { workChart, type WorkRow } from '../chart/work.ts'
import { formatCount, formatNumber } from '../format.ts'
import { type DataRow, type Figure, missing, words } from './figure.ts'
import { type CellView, type RunView, whyMissing } from './run-view.ts'

const COUNTERS: ReadonlyArray<{ readonly counter: IntrinsicCounter; readonly name: string }> = [
  { counter: 'modelCalls', name: 'Model calls' },
  { counter: 'promptChars', name: 'Prompt characters' },
  { counter: 'envelopes', name: 'Envelopes' },
  { counter: 'deliveries', name: 'Deliveries' },
]

const FURTHER: ReadonlyArray<{ readonly counter: IntrinsicCounter; readonly name: string }> = [
  { counter: 'toolCalls', name: 'Tool calls' },
  { counter: 'hops', name: 'Hops' },
  { counter: 'handshakes', name: 'Hand\u00adshakes' },
  { counter: 'seals', name: 'Seals' },
  { counter: 'opens', name: 'Opens' },
  { counter: 'decisions', name: 'Decisions' },
  { counter: 'auditRecords', name: 'Audit records' },
  { counter: 'retries', name: 'Retries' },
]

/** Where one value is more than this many times another, the axis is logarithmic. */
const LOG_FROM = 20

/** One panel a counter, at the largest size and under the profile listed last. */
export function workFigure(view: RunView): Figure {
  const shown = shownProfile(view)
  const cells = view.cells.filter(
    (cell) => cell.agents === view.largest && cell.profile === shown && cell.row !== undefined,
  )
  const size = view.largest === undefined ? '' : ` at ${formatCount(view.largest)} agents`
  return {
    id: 'work',
    title: 'Intrinsic work per task',
    lede: `What an architecture does for one task, whatever the machine: counted${size}, profile ${shown ?? '—'}. Deterministic, and never normalised away. An envelope is a message sent; a delivery is a message placed in one agent’s context or inbox.`,
    panels: COUNTERS.map(({ counter, name }) => {
      const rows = cells.flatMap((cell): WorkRow[] => {
        const value = cell.row?.intrinsicPerTask?.[counter]
        return value === undefined
          ? []
          : [{ series: cell.series.name, value, text: formatNumber(value) }]
      })
      const values = rows.map((row) => row.value)
      const low = Math.min(...values)
      const logarithmic = low > 0 && Math.max(...values) / low > LOG_FROM
      return {
        heading: name,
        draw: (layout) =>
          workChart(
            {
              series: cells.map((cell) => cell.series),
              rows,
              x: logarithmic ? logAxis(values) : linearAxis(values),
              xTitle: `per task${logarithmic ? ', logarithmic' : ''}`,
              description: describe(name, rows, size),
            },
            layout,
          ),
      }
    }),
    notes: [],
    table: {
      caption: 'Intrinsic work per completed task, over all trials',
      columns: [
        { title: 'Entrant', numeric: false },
        { title: 'Agents', numeric: true },
        ...[...COUNTERS, ...FURTHER].map(({ name }) => ({ title: name, numeric: true })),
      ],
      rows: view.cells.map(tableRow),
    },
  }
}

/** The last profile that has a measurement at the largest size: by convention the fullest. */
function shownProfile(view: RunView): string | undefined {
  return view.profiles.findLast((profile) =>
    view.cells.some(
      (cell) => cell.agents === view.largest && cell.profile === profile && cell.row !== undefined,
    ),
  )
}

function tableRow(cell: CellView): DataRow {
  return {
    architecture: cell.architecture,
    profile: cell.profile,
    agents: cell.agents,
    slot: cell.series.slot,
    cells: [
      words(cell.entrant),
      { text: formatCount(cell.agents), sort: cell.agents },
      ...[...COUNTERS, ...FURTHER].map(({ counter }) => {
        const value = cell.row?.intrinsicPerTask?.[counter]
        return value === undefined
          ? missing(whyMissing(cell))
          : { text: formatNumber(value), sort: value }
      }),
    ],
  }
}

function describe(name: string, rows: readonly WorkRow[], size: string): string {
  const parts = rows.map((row) => `${row.series} ${row.text}`)
  return `${name} per task${size}: ${parts.length === 0 ? 'nothing was measured' : parts.join(', ')}.`
}
