/** How far the incident's text spread: a dot and the range of the trials for each series. */
import type { TopLevelSpec } from 'vega-lite'
import { type Axis, thinTicks } from './scale.ts'
import {
  along,
  colourScale,
  frame,
  inkOf,
  type Layout,
  PANEL_WIDTH,
  rowOf,
  type Series,
  shapeScale,
  textWidth,
} from './theme.ts'

export interface SpreadRow {
  readonly series: string
  /** Agents reached: the least, the median and the most of the trials. */
  readonly lo: number
  readonly mid: number
  readonly hi: number
  /** Written beside the dot. */
  readonly text: string
}

export interface SpreadPanel {
  readonly series: readonly Series[]
  readonly rows: readonly SpreadRow[]
  /** Shared by all panels of the figure. */
  readonly x: Axis
  readonly xTitle: string
  readonly description: string
}

const ROW_PX = 28

/** One panel: a dot at the median on the line of its range, and its text right of both. */
export function spreadChart(panel: SpreadPanel, layout: Layout): TopLevelSpec {
  const names = panel.series.map((series) => series.name)
  const padding = {
    left: 16 + textWidth(names),
    right: 22 + textWidth(panel.rows.map((row) => row.text)),
    top: 8,
    bottom: 46,
  }
  const width = PANEL_WIDTH[layout] - padding.left - padding.right
  const x = along('mid', thinTicks(panel.x, width), { title: panel.xTitle })
  const color = {
    field: 'series',
    type: 'nominal' as const,
    scale: colourScale(panel.series),
    legend: null,
  }
  const shape = { ...color, scale: shapeScale(panel.series) }
  return {
    ...frame(PANEL_WIDTH[layout], ROW_PX * Math.max(1, names.length), padding),
    description: panel.description,
    data: { values: [...panel.rows] },
    encoding: { y: rowOf('series', names) },
    layer: [
      {
        mark: { type: 'rule', strokeWidth: 3, opacity: 0.4 },
        encoding: { x: { ...x, field: 'lo' }, x2: { field: 'hi' }, color },
      },
      {
        mark: { type: 'point', filled: true, size: 80, opacity: 1 },
        encoding: { x, color, shape },
      },
      ...panel.series.flatMap((series) =>
        panel.rows
          .filter((row) => row.series === series.name)
          .map((row) => ({
            data: { values: [row] },
            mark: { type: 'text', align: 'left', dx: 10, text: row.text } as const,
            encoding: { x: { ...x, field: 'hi' }, color: { value: inkOf(series) } },
          })),
      ),
    ],
  } satisfies TopLevelSpec
}
