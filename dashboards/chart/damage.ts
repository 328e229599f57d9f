/** Damage against collateral: what the incident did, and what stopping it cost. */
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

export interface DamageRow {
  readonly series: string
  readonly collateral: number
  readonly damage: number
}

export interface DamagePanel {
  readonly series: readonly Series[]
  readonly rows: readonly DamageRow[]
  /** Shared by all panels of the figure. */
  readonly x: Axis
  readonly y: Axis
  readonly xTitle: string
  readonly yTitle: string
  readonly description: string
}

/** One panel: a labelled point for each series; the lower left corner is the better one. */
export function damageChart(panel: DamagePanel, layout: Layout): TopLevelSpec {
  const names = panel.series.map((series) => series.name)
  const height = layout === 'wide' ? 240 : 210
  const padding = { left: 56, right: 20 + textWidth(names), top: 34, bottom: 46 }
  const x = along('collateral', panel.x, { title: panel.xTitle, format: '~s' })
  const y = upward('damage', panel.y, { title: panel.yTitle, format: '~s' }, padding)
  const heights = spread(
    panel.rows.map((row) => heightOf(panel.y, row.damage, height)),
    15,
    height,
  )
  return {
    ...frame(PANEL_WIDTH[layout], height, padding),
    description: panel.description,
    data: { values: [...panel.rows] },
    encoding: { x, y },
    layer: [
      {
        mark: { type: 'point', filled: true, size: 90, opacity: 0.9 },
        encoding: {
          color: {
            field: 'series',
            type: 'nominal',
            scale: colourScale(panel.series),
            legend: null,
          },
          shape: {
            field: 'series',
            type: 'nominal',
            scale: shapeScale(panel.series),
            legend: null,
          },
        },
      },
      ...panel.rows.map((row, index) => {
        const series = panel.series.find((one) => one.name === row.series)
        const damage = valueAt(panel.y, heights[index] ?? 0, height)
        return {
          data: { values: [{ collateral: row.collateral, damage }] },
          mark: {
            type: 'text',
            align: 'left',
            baseline: 'middle',
            dx: 10,
            text: row.series,
          } as const,
          encoding: { color: { value: series === undefined ? 'currentColor' : inkOf(series) } },
        }
      }),
    ],
  } satisfies TopLevelSpec
}
