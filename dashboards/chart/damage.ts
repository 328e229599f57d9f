/** Damage against collateral: what the incident did, and what stopping it cost. */
import type { TopLevelSpec } from 'vega-lite'
import { type Axis, heightOf, spread, thinTicks, valueAt } from './scale.ts'
import {
  along,
  colourOf,
  frame,
  inkOf,
  type Layout,
  MUTED,
  PANEL_WIDTH,
  type Series,
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

/** A point of one series, or of several that coincide, with where its names stand. */
interface Spot {
  readonly members: ReadonlyArray<{ readonly row: DamageRow; readonly series: Series }>
  readonly xPx: number
  readonly yPx: number
  /** Px from the top, one for each member. */
  labels: readonly number[]
}

/** Points closer than this, in px, cannot be told apart and share one list of names. */
const SAME_PX = 8
const LINE_PX = 16
/** From a point to the marks of its list, and to the names behind them, in px. */
const MARKS_DX = 16
const NAMES_DX = 26

/**
 * One panel; the lower left corner is the better one. A point that stands alone has its series'
 * mark; points that coincide are grey, and a list beside them names each with its mark.
 */
export function damageChart(panel: DamagePanel, layout: Layout): TopLevelSpec {
  const names = panel.series.map((series) => series.name)
  const height = layout === 'wide' ? 240 : 210
  const padding = { left: 56, right: 10 + NAMES_DX + textWidth(names), top: 34, bottom: 46 }
  const outer = PANEL_WIDTH[layout]
  const width = outer - padding.left - padding.right
  const x = along('collateral', thinTicks(panel.x, width), { title: panel.xTitle })
  const y = upward('damage', panel.y, { title: panel.yTitle }, padding)
  const spots = spotsOf(panel, width, height)
  return {
    ...frame(outer, height, padding),
    description: panel.description,
    data: { values: [...panel.rows] },
    encoding: { x, y },
    layer: [
      ...spots.flatMap((spot) => leaderOf(spot, panel, height)),
      ...spots.flatMap((spot) => marksOf(spot, panel, height)),
    ],
  } satisfies TopLevelSpec
}

/** A short line to a list that had to be moved away from its point; it ends before the names. */
function leaderOf(spot: Spot, panel: DamagePanel, height: number) {
  const [first] = spot.members
  const middle = spot.labels.reduce((sum, label) => sum + label, 0) / spot.labels.length
  if (first === undefined || Math.abs(middle - spot.yPx) < LINE_PX / 2) return []
  const { collateral, damage } = first.row
  // One for each name, on top of each other: it goes when the last of them is hidden.
  return spot.members.map(({ series }) => {
    return {
      data: {
        values: [{ collateral, damage, end: collateral, moved: valueAt(panel.y, middle, height) }],
      },
      mark: { type: 'rule', xOffset: 5, x2Offset: MARKS_DX - 7 } as const,
      encoding: {
        x2: { field: 'end' },
        y2: { field: 'moved' },
        stroke: { value: MUTED },
        fill: { value: colourOf(series) },
      },
    }
  })
}

function marksOf(spot: Spot, panel: DamagePanel, height: number) {
  const isAlone = spot.members.length === 1
  return spot.members.flatMap(({ row, series }, place) => {
    const label = valueAt(panel.y, spot.labels[place] ?? spot.yPx, height)
    const listed = { values: [{ collateral: row.collateral, damage: label }] }
    const colour = { value: colourOf(series) }
    const { shape } = series
    return [
      {
        data: { values: [row] },
        mark: isAlone
          ? ({ type: 'point', shape, filled: true, size: 90, opacity: 1 } as const)
          : // Its unseen stroke has the colour by which the page hides a series.
            ({ type: 'point', shape: 'circle', size: 60, opacity: 1, strokeOpacity: 0 } as const),
        encoding: isAlone ? { color: colour } : { fill: { value: MUTED }, stroke: colour },
      },
      ...(isAlone
        ? []
        : [
            {
              data: listed,
              mark: {
                type: 'point',
                shape,
                filled: true,
                size: 45,
                opacity: 1,
                xOffset: MARKS_DX,
              } as const,
              encoding: { color: colour },
            },
          ]),
      {
        data: listed,
        mark: {
          type: 'text',
          align: 'left',
          baseline: 'middle',
          dx: isAlone ? 12 : NAMES_DX,
          text: series.name,
        } as const,
        encoding: { color: { value: inkOf(series) } },
      },
    ]
  })
}

/** The points with their names: kept apart where lists would stand over each other. */
function spotsOf(panel: DamagePanel, width: number, height: number): Spot[] {
  const [low, high] = panel.x.domain
  const found: Array<Omit<Spot, 'members'> & { members: Array<Spot['members'][number]> }> = []
  for (const row of panel.rows) {
    const series = panel.series.find((one) => one.name === row.series)
    if (series === undefined) continue
    const xPx = ((row.collateral - low) / (high - low)) * width
    const yPx = heightOf(panel.y, row.damage, height)
    const near = found.find((spot) => Math.hypot(spot.xPx - xPx, spot.yPx - yPx) < SAME_PX)
    if (near === undefined) found.push({ members: [{ row, series }], xPx, yPx, labels: [] })
    else near.members.push({ row, series })
  }
  const reach = NAMES_DX + textWidth(panel.series.map((series) => series.name)) + 6
  let column: Spot[] = []
  for (const spot of found.sort((a, b) => a.xPx - b.xPx || a.yPx - b.yPx)) {
    const last = column.at(-1)
    if (last !== undefined && spot.xPx - last.xPx > reach) {
      settle(column, height)
      column = []
    }
    column.push(spot)
  }
  settle(column, height)
  return found
}

/** Places the names of points that are above each other. */
function settle(column: readonly Spot[], height: number): void {
  const ordered = column.toSorted((a, b) => a.yPx - b.yPx)
  const wanted = ordered.flatMap((spot) =>
    spot.members.map((_, place) => spot.yPx + (place - (spot.members.length - 1) / 2) * LINE_PX),
  )
  // Lists that reach into each other would be shuffled together by their heights alone.
  const rising = wanted.map((_, index) => Math.max(...wanted.slice(0, index + 1)))
  const placed = spread(rising, LINE_PX, height)
  let from = 0
  for (const spot of ordered) {
    spot.labels = placed.slice(from, from + spot.members.length)
    from += spot.members.length
  }
}
