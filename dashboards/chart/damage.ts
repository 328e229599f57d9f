/** Damage against collateral: what the incident did, and what stopping it cost. */
import type { TopLevelSpec } from 'vega-lite'
import { type Axis, heightOf, spread, thinTicks, valueAt } from './scale.ts'
import {
  along,
  colourOf,
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
  const outer = PANEL_WIDTH[layout]
  const width = outer - padding.left - padding.right
  const x = along('collateral', thinTicks(panel.x, width), { title: panel.xTitle })
  const y = upward('damage', panel.y, { title: panel.yTitle }, padding)
  const heights = labelHeights(panel, width, height)
  return {
    ...frame(outer, height, padding),
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
        const moved = valueAt(panel.y, heights[index] ?? 0, height)
        return {
          data: { values: [{ ...row, moved }] },
          mark: { type: 'rule', opacity: 0.5 } as const,
          encoding: { y2: { field: 'moved' }, color: { value: colourAt(panel, row) } },
        }
      }),
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

function colourAt(panel: DamagePanel, row: DamageRow): string {
  const series = panel.series.find((one) => one.name === row.series)
  return series === undefined ? 'currentColor' : colourOf(series)
}

/** Labels that stand over each other are moved apart; those beside each other stay at their points. */
function labelHeights(panel: DamagePanel, width: number, height: number): number[] {
  const [low, high] = panel.x.domain
  const px = panel.rows.map((row) => ((row.collateral - low) / (high - low)) * width)
  const reach = textWidth(panel.rows.map((row) => row.series)) + 14
  const order = panel.rows.map((_, index) => index).sort((a, b) => (px[a] ?? 0) - (px[b] ?? 0))
  const heights = panel.rows.map((row) => heightOf(panel.y, row.damage, height))
  let column: number[] = []
  const settle = (): void => {
    const own = column.map((index) => heights[index] ?? 0)
    spread(own, 15, height).forEach((moved, place) => {
      heights[column[place] ?? 0] = moved
    })
  }
  for (const index of order) {
    const last = column.at(-1)
    if (last !== undefined && (px[index] ?? 0) - (px[last] ?? 0) > reach) {
      settle()
      column = []
    }
    column.push(index)
  }
  settle()
  return heights
}
