/** Tasks per CPU-second over the number of agents, both logarithmic, with the interval as a band. */
import type { TopLevelSpec } from 'vega-lite'
import { type Axis, heightOf, spread, valueAt } from './scale.ts'
import {
  along,
  colourScale,
  frame,
  inkOf,
  type Layout,
  PANEL_WIDTH,
  type Series,
  shapeScale,
  textWidth,
  upward,
} from './theme.ts'

export interface ScalingRow {
  readonly series: string
  readonly agents: number
  readonly lo: number
  readonly mid: number
  readonly hi: number
}

export interface ScalingPanel {
  readonly series: readonly Series[]
  readonly rows: readonly ScalingRow[]
  /** Shared by all panels of the figure. */
  readonly x: Axis
  readonly y: Axis
  readonly yTitle: string
  readonly description: string
}

/** One panel: a line, a band and a label for each series. */
export function scalingChart(panel: ScalingPanel, layout: Layout): TopLevelSpec {
  const names = panel.series.map((series) => series.name)
  const height = layout === 'wide' ? 300 : 260
  const padding = { left: 56, right: 16 + textWidth(names), top: 34, bottom: 48 }
  const x = along('agents', panel.x, {
    title: 'agents',
    digits: layout === 'wide',
    grid: false,
  })
  const y = upward('mid', panel.y, { title: panel.yTitle }, padding)
  return {
    ...frame(PANEL_WIDTH[layout], height, padding),
    description: panel.description,
    data: { values: [...panel.rows] },
    encoding: {
      x,
      color: { field: 'series', type: 'nominal', scale: colourScale(panel.series), legend: null },
    },
    layer: [
      {
        mark: { type: 'area', opacity: 0.16 },
        encoding: { y: { ...y, field: 'lo' }, y2: { field: 'hi' } },
      },
      {
        mark: { type: 'rule', strokeWidth: 1.5, opacity: 0.6 },
        encoding: { y: { ...y, field: 'lo' }, y2: { field: 'hi' } },
      },
      {
        mark: { type: 'line', strokeWidth: 2 },
        encoding: {
          y,
          strokeDash: {
            field: 'series',
            type: 'nominal',
            scale: { domain: names, range: panel.series.map((series) => [...series.dash]) },
            legend: null,
          },
        },
      },
      {
        mark: { type: 'point', filled: true, size: 52, opacity: 1 },
        encoding: {
          y,
          shape: {
            field: 'series',
            type: 'nominal',
            scale: shapeScale(panel.series),
            legend: null,
          },
        },
      },
      ...endLabels(panel, height, x, y),
    ],
  } satisfies TopLevelSpec
}

/** The name of each series right of its last point, moved apart where lines end together. */
function endLabels(
  panel: ScalingPanel,
  height: number,
  x: ReturnType<typeof along>,
  y: ReturnType<typeof upward>,
) {
  const ends = panel.series.flatMap((series) => {
    const rows = panel.rows.filter((row) => row.series === series.name)
    const last = rows.reduce<ScalingRow | undefined>(
      (found, row) => (found === undefined || row.agents > found.agents ? row : found),
      undefined,
    )
    return last === undefined ? [] : [{ series, last }]
  })
  const heights = spread(
    ends.map((end) => heightOf(panel.y, end.last.mid, height)),
    15,
    height,
  )
  return ends.map(({ series, last }, index) => {
    const mid = valueAt(panel.y, heights[index] ?? 0, height)
    const mark = { type: 'text', align: 'left', baseline: 'middle', dx: 9 } as const
    return {
      data: { values: [{ agents: last.agents, mid }] },
      mark: { ...mark, text: series.name },
      encoding: { x, y, color: { value: inkOf(series) } },
    }
  })
}
