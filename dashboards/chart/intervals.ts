/** Figures of one kind under each other: a dot and its interval for each, on an axis with zero. */
import type { TopLevelSpec } from 'vega-lite'
import { linearAxis, thinTicks } from './scale.ts'
import { along, frame, type Layout, PANEL_WIDTH, rowOf, textWidth } from './theme.ts'

export interface IntervalRow {
  /** Written at the left; no two rows of a chart have the same. */
  readonly row: string
  readonly lo: number
  readonly mid: number
  readonly hi: number
  /** The figure, written right of the interval. */
  readonly text: string
}

export interface IntervalChart {
  readonly rows: readonly IntervalRow[]
  readonly xTitle: string
  readonly description: string
}

const ROW_PX = 26
/** Longer names leave a phone no room for the figures. */
const LONGEST = { wide: 34, narrow: 20 } as const
/** Letters that are kept of the end of a long name, where a level or a size stands. */
const END = 8

/** One panel; a name that is too long is cut in its middle, and told whole by the table. */
export function intervalChart(chart: IntervalChart, layout: Layout): TopLevelSpec {
  const rows = withShortNames(chart.rows, LONGEST[layout])
  const names = rows.map((row) => row.row)
  const padding = {
    left: 16 + textWidth(names),
    right: 22 + textWidth(rows.map((row) => row.text)),
    top: 8,
    bottom: 46,
  }
  const width = PANEL_WIDTH[layout] - padding.left - padding.right
  const axis = linearAxis(rows.flatMap(({ lo, hi }) => [lo, hi]))
  const x = along('mid', thinTicks(axis, width), { title: chart.xTitle })
  const ink = { value: 'var(--series-1)' }
  return {
    ...frame(PANEL_WIDTH[layout], ROW_PX * Math.max(1, names.length), padding),
    description: chart.description,
    data: { values: rows },
    encoding: { y: rowOf('row', names) },
    layer: [
      {
        mark: { type: 'rule', strokeWidth: 2 },
        encoding: { x: { ...x, field: 'lo' }, x2: { field: 'hi' }, color: ink },
      },
      {
        mark: { type: 'point', shape: 'circle', filled: true, size: 70, opacity: 1 },
        encoding: { x, color: ink },
      },
      ...rows.map((row) => ({
        data: { values: [row] },
        mark: { type: 'text', align: 'left', dx: 10, text: row.text } as const,
        encoding: { x: { ...x, field: 'hi' } },
      })),
    ],
  } satisfies TopLevelSpec
}

/** Rows are told apart by their names, so two that are alike when cut are numbered. */
function withShortNames(rows: readonly IntervalRow[], longest: number): IntervalRow[] {
  const seen = new Map<string, number>()
  return rows.map((row) => {
    const letters = [...row.row]
    const short =
      letters.length > longest
        ? `${letters.slice(0, longest - END - 1).join('')}…${letters.slice(-END).join('')}`
        : row.row
    const count = (seen.get(short) ?? 0) + 1
    seen.set(short, count)
    return { ...row, row: count === 1 ? short : `${short} ${count}` }
  })
}
