/** Task latency over the rate of arrivals, both logarithmic: p50 and p99, what had to hold, and the capacity. */
import type { TopLevelSpec } from 'vega-lite'
import { type Axis, heightOf, spread, thinTicks } from './scale.ts'
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

/** How the trials at one rate went: all held, all failed, some of each, or one showed neither. */
export type LoadState = 'held' | 'failed' | 'undecided' | 'no evidence'

export interface LoadPoint {
  /** Tasks per team and hour. */
  readonly rate: number
  readonly state: LoadState
  /** In the unit of the vertical axis; null where the rank is a task that failed. */
  readonly p50: number | null
  readonly p99: number | null
}

/** An objective that is a bound on a latency. */
export interface LatencyBound {
  readonly text: string
  readonly bound: number
}

export interface LoadLatencyPanel {
  readonly series: Series
  readonly points: readonly LoadPoint[]
  readonly bounds: readonly LatencyBound[]
  /** Rates between which the capacity lies; null where it is censored or there is none. */
  readonly low: number | null
  readonly high: number | null
  /** Shared by all panels of the figure. */
  readonly x: Axis
  readonly y: Axis
  readonly yTitle: string
  readonly description: string
}

const HEIGHT: Readonly<Record<Layout, number>> = { wide: 300, narrow: 260 }
const LINES = ['p50', 'p99'] as const
const DASHES = { p50: [2, 3], p99: [1, 0] } as const
const GAP_PX = 15

/** One panel: an entrant at a size. */
export function loadLatencyChart(panel: LoadLatencyPanel, layout: Layout): TopLevelSpec {
  const height = HEIGHT[layout]
  const padding = { left: 56, right: 16 + textWidth(LINES), top: 34, bottom: 48 }
  const framed = frame(PANEL_WIDTH[layout], height, padding)
  const axis = thinTicks(panel.x, framed.width)
  const x = along('rate', axis, { title: 'tasks per team and hour', grid: false })
  const y = upward('value', panel.y, { title: panel.yTitle }, padding)
  return {
    ...framed,
    description: panel.description,
    data: { values: [] },
    layer: [
      ...band(panel, x),
      ...rules(panel, framed.width, y),
      ...curves(panel, height, x, y),
      ...marks(panel, x, y),
    ],
  } satisfies TopLevelSpec
}

type X = ReturnType<typeof along>
type Y = ReturnType<typeof upward>

/** The interval of the capacity; to the edge of the panel where it is censored. */
function band({ low, high, x: axis, series }: LoadLatencyPanel, x: X) {
  if (low === null && high === null) return []
  const [from, to] = axis.domain
  const data = { values: [{ rate: low ?? from, end: high ?? to }] }
  const edges = [low, high].flatMap((rate) => (rate === null ? [] : [{ rate }]))
  const across = { y: { value: 0 }, y2: { value: 'height' as const } }
  return [
    {
      data,
      mark: { type: 'rect' as const, color: colourOf(series), opacity: 0.2 },
      encoding: { x, x2: { field: 'end' }, ...across },
    },
    {
      data: { values: edges },
      mark: { type: 'rule' as const, color: colourOf(series), strokeWidth: 1, opacity: 0.6 },
      encoding: { x, ...across },
    },
  ]
}

/** A line across the panel for each bound, with its text above it on the left. */
function rules({ bounds }: LoadLatencyPanel, width: number, y: Y) {
  const label = { type: 'text', align: 'left', baseline: 'bottom', dy: -3, fontSize: 11 } as const
  return bounds.flatMap(({ text, bound }) => [
    {
      data: { values: [{ value: bound }] },
      mark: { type: 'rule' as const, strokeDash: [5, 4], strokeWidth: 1.5, color: 'var(--bad)' },
      encoding: { x: { value: 0 }, x2: { value: width }, y },
    },
    {
      data: { values: [{ value: bound }] },
      mark: { ...label, text },
      encoding: { x: { value: 4 }, y, color: { value: 'var(--bad)' } },
    },
  ])
}

/** The two percentiles where they are known, and their names right of the last point. */
function curves(panel: LoadLatencyPanel, height: number, x: X, y: Y) {
  const known = LINES.flatMap((name) => {
    const values = panel.points.flatMap((point) =>
      point[name] === null ? [] : [{ rate: point.rate, value: point[name] }],
    )
    const last = values.at(-1)
    return last === undefined ? [] : [{ name, values, last }]
  })
  const heights = spread(
    known.map(({ last }) => heightOf(panel.y, last.value, height)),
    GAP_PX,
    height,
  )
  const label = { type: 'text', align: 'left', baseline: 'middle', dx: 10 } as const
  return known.flatMap(({ name, values, last }, index) => [
    {
      data: { values },
      mark: {
        type: 'line' as const,
        color: colourOf(panel.series),
        strokeWidth: 2,
        strokeDash: [...DASHES[name]],
      },
      encoding: { x, y },
    },
    {
      data: { values: [{ rate: last.rate }] },
      mark: { ...label, text: name },
      encoding: {
        x,
        y: { value: heights[index] ?? 0 },
        color: { value: inkOf(panel.series) },
      },
    },
  ])
}

/** How each rate went, at its p99, or at the upper edge where that is censored. */
function marks({ points, series }: LoadLatencyPanel, x: X, y: Y) {
  const of = (...states: readonly LoadState[]) =>
    points.filter(({ state }) => states.includes(state))
  const looks = [
    { of: of('held'), shape: 'circle', colour: colourOf(series), fill: colourOf(series) },
    { of: of('undecided'), shape: 'circle', colour: colourOf(series), fill: 'var(--paper)' },
    { of: of('no evidence'), shape: 'diamond', colour: MUTED, fill: 'var(--paper)' },
    { of: of('failed'), shape: 'cross', colour: 'var(--bad)', fill: 'var(--bad)' },
  ]
  return looks.flatMap(({ of: shown, shape, colour, fill }) => {
    const mark = {
      type: 'point' as const,
      shape,
      size: 60,
      opacity: 1,
      strokeWidth: 1.5,
      stroke: colour,
      fill,
    }
    const values = shown.flatMap(({ rate, p99 }) => (p99 === null ? [] : [{ rate, value: p99 }]))
    const beyond = shown.filter(({ p99 }) => p99 === null).map(({ rate }) => ({ rate }))
    return [
      ...(values.length === 0 ? [] : [{ data: { values }, mark, encoding: { x, y } }]),
      ...(beyond.length === 0
        ? []
        : [{ data: { values: beyond }, mark, encoding: { x, y: { value: 0 } } }]),
    ]
  })
}
