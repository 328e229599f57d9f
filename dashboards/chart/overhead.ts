/** What an auth level adds to a task: a dot and its interval for each architecture and level. */
import type { TopLevelSpec } from 'vega-lite'
import { type Axis, thinSymlog, thinTicks } from './scale.ts'
import {
  along,
  colourScale,
  frame,
  inkOf,
  type Layout,
  MUTED,
  PANEL_WIDTH,
  rowOf,
  type Series,
  textWidth,
} from './theme.ts'

export interface OverheadRow {
  readonly series: string
  /** Name of the row: series and level. */
  readonly row: string
  readonly lo: number
  readonly mid: number
  readonly hi: number
  /** False if the interval holds zero: the dot is hollow. */
  readonly resolved: boolean
  readonly text: string
}

export interface OverheadChart {
  readonly series: readonly Series[]
  readonly rows: readonly OverheadRow[]
  readonly x: Axis
  readonly xTitle: string
  readonly description: string
}

const ROW_PX = 28

/** Filled dots are resolved from zero, hollow ones are not. */
export function overheadChart(chart: OverheadChart, layout: Layout): TopLevelSpec {
  const names = chart.rows.map((row) => row.row)
  const written = layout === 'wide'
  const padding = {
    left: 16 + textWidth(names),
    right: written ? 20 + textWidth(chart.rows.map((row) => row.text)) : 24,
    top: 8,
    bottom: 46,
  }
  const width = PANEL_WIDTH[layout] - padding.left - padding.right
  const fitting = chart.x.kind === 'symlog' ? thinSymlog(chart.x, width) : thinTicks(chart.x, width)
  const x = along('mid', fitting, { title: chart.xTitle })
  const color = {
    field: 'series',
    type: 'nominal' as const,
    scale: colourScale(chart.series),
    legend: null,
  }
  const point = { type: 'point', shape: 'circle', size: 80, opacity: 1, strokeWidth: 2 } as const
  return {
    ...frame(PANEL_WIDTH[layout], ROW_PX * Math.max(1, names.length), padding),
    description: chart.description,
    data: { values: [...chart.rows] },
    encoding: { y: rowOf('row', names) },
    layer: [
      {
        data: { values: [{ mid: 0 }] },
        mark: { type: 'rule', strokeDash: [4, 4] },
        encoding: { x, y: { value: 0 }, y2: { value: 'height' }, color: { value: MUTED } },
      },
      {
        mark: { type: 'rule', strokeWidth: 2 },
        encoding: { x: { ...x, field: 'lo' }, x2: { field: 'hi' }, color },
      },
      {
        transform: [{ filter: 'datum.resolved' }],
        mark: { ...point, filled: true },
        encoding: { x, color },
      },
      {
        transform: [{ filter: '!datum.resolved' }],
        mark: { ...point, filled: false, fill: 'var(--paper)' },
        encoding: { x, stroke: color },
      },
      ...(written ? chart.series : []).map((series) => ({
        transform: [{ filter: { field: 'series', equal: series.name } }],
        mark: { type: 'text', align: 'left', dx: 12 } as const,
        encoding: {
          x: { ...x, field: 'hi' },
          text: { field: 'text', type: 'nominal' as const },
          color: { value: inkOf(series) },
        },
      })),
    ],
  } satisfies TopLevelSpec
}
