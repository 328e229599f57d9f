/** One counter of intrinsic work per task: a dot and its figure for each series. */
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

export interface WorkRow {
  readonly series: string
  readonly value: number
  /** The value as it is written beside its dot. */
  readonly text: string
}

export interface WorkPanel {
  readonly series: readonly Series[]
  readonly rows: readonly WorkRow[]
  readonly x: Axis
  readonly xTitle: string
  readonly description: string
}

const ROW_PX = 28

/** One panel: stems from the left edge on a linear axis, bare dots on a logarithmic one. */
export function workChart(panel: WorkPanel, layout: Layout): TopLevelSpec {
  const names = panel.series.map((series) => series.name)
  const padding = {
    left: 16 + textWidth(names),
    right: 22 + textWidth(panel.rows.map((row) => row.text)),
    top: 8,
    bottom: 44,
  }
  const width = PANEL_WIDTH[layout] - padding.left - padding.right
  const x = along('value', thinTicks(panel.x, width), { title: panel.xTitle })
  const color = {
    field: 'series',
    type: 'nominal' as const,
    scale: colourScale(panel.series),
    legend: null,
  }
  const shape = {
    field: 'series',
    type: 'nominal' as const,
    scale: shapeScale(panel.series),
    legend: null,
  }
  return {
    ...frame(PANEL_WIDTH[layout], ROW_PX * Math.max(1, names.length), padding),
    description: panel.description,
    data: { values: panel.rows.map((row) => ({ ...row, origin: panel.x.domain[0] })) },
    encoding: { y: rowOf('series', names) },
    layer: [
      {
        mark: { type: 'rule', strokeWidth: 2, opacity: panel.x.kind === 'linear' ? 0.35 : 0 },
        encoding: { x: { ...x, field: 'origin' }, x2: { field: 'value' }, color },
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
            encoding: { x, color: { value: inkOf(series) } },
          })),
      ),
    ],
  } satisfies TopLevelSpec
}
