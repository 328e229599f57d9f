/** What a message costs over the messages of its pair: predicted curves, and the run's own points. */
import type { TopLevelSpec } from 'vega-lite'
import { type Axis, heightOf, spread } from './scale.ts'
import {
  along,
  colourOf,
  colourScale,
  frame,
  inkOf,
  type Layout,
  MUTED,
  PANEL_WIDTH,
  type Series,
  shapeScale,
  textWidth,
  upward,
} from './theme.ts'

/** A predicted curve, as points close enough to draw; `lo` and `hi` are its quartiles. */
export interface PredictedCurve {
  readonly name: string
  readonly dash: readonly number[]
  readonly points: ReadonlyArray<{
    readonly messages: number
    readonly lo: number
    readonly mid: number
    readonly hi: number
  }>
}

/** What an entrant was measured to pay, at the messages of its pairs. */
export interface ObservedCost {
  readonly series: string
  /** The session's level is filled, the signatures' hollow. */
  readonly session: boolean
  readonly messages: number
  readonly lo: number
  readonly mid: number
  readonly hi: number
}

export interface BreakEvenChart {
  readonly series: readonly Series[]
  readonly curves: readonly PredictedCurve[]
  readonly observed: readonly ObservedCost[]
  /** Messages at which the curves cross, if they do. */
  readonly breakEven: { readonly messages: number; readonly text: string } | undefined
  readonly x: Axis
  readonly y: Axis
  readonly description: string
}

const HEIGHT: Readonly<Record<Layout, number>> = { wide: 320, narrow: 280 }

/** One panel: a session's curve against that of signatures. */
export function breakEvenChart(chart: BreakEvenChart, layout: Layout): TopLevelSpec {
  const height = HEIGHT[layout]
  const names = chart.curves.map((curve) => curve.name)
  const padding = { left: 56, right: 16 + textWidth(names), top: 34, bottom: 48 }
  const x = along('messages', chart.x, { title: 'messages of a pair of agents', grid: false })
  const y = upward('mid', chart.y, { title: 'CPU µs added to a message' }, padding)
  const color = {
    field: 'series',
    type: 'nominal' as const,
    scale: colourScale(chart.series),
    legend: null,
  }
  const shape = {
    field: 'series',
    type: 'nominal' as const,
    scale: shapeScale(chart.series),
    legend: null,
  }
  const point = { type: 'point', size: 84, opacity: 1, strokeWidth: 2 } as const
  const framed = frame(PANEL_WIDTH[layout], height, padding)
  return {
    ...framed,
    description: chart.description,
    data: { values: [...chart.observed] },
    layer: [
      ...chart.curves.map((curve) => ({
        data: { values: [...curve.points] },
        mark: { type: 'area' as const, color: MUTED, opacity: 0.14 },
        encoding: { x, y: { ...y, field: 'lo' }, y2: { field: 'hi' } },
      })),
      ...chart.curves.map((curve) => ({
        data: { values: [...curve.points] },
        mark: {
          type: 'line' as const,
          color: MUTED,
          strokeWidth: 2,
          strokeDash: [...curve.dash],
        },
        encoding: { x, y },
      })),
      ...crossing(chart, x),
      ...crossingName(chart, x),
      ...curveNames(chart, height, x),
      {
        mark: { type: 'rule', strokeWidth: 2 },
        encoding: { x, y: { ...y, field: 'lo' }, y2: { field: 'hi' }, color },
      },
      {
        transform: [{ filter: 'datum.session' }],
        mark: { ...point, filled: true },
        encoding: { x, y, color, shape },
      },
      {
        transform: [{ filter: '!datum.session' }],
        mark: { ...point, filled: false, fill: 'var(--paper)' },
        encoding: { x, y, stroke: color, shape },
      },
      ...pointKey(chart, framed.width),
    ],
  } satisfies TopLevelSpec
}

/** A line down from where the curves cross. */
function crossing({ breakEven }: BreakEvenChart, x: ReturnType<typeof along>) {
  return (breakEven === undefined ? [] : [breakEven]).map(({ messages }) => ({
    data: { values: [{ messages }] },
    mark: { type: 'rule' as const, strokeDash: [3, 3], color: MUTED },
    encoding: { x, y: { value: 0 }, y2: { value: 'height' as const } },
  }))
}

/** How many messages that is. */
function crossingName({ breakEven }: BreakEvenChart, x: ReturnType<typeof along>) {
  return (breakEven === undefined ? [] : [breakEven]).map(({ messages, text }) => ({
    data: { values: [{ messages }] },
    mark: { type: 'text', align: 'left', baseline: 'top', dx: 6, text } as const,
    encoding: { x, y: { value: 2 }, color: { value: MUTED } },
  }))
}

/** The name of each curve right of its end. */
function curveNames(chart: BreakEvenChart, height: number, x: ReturnType<typeof along>) {
  const ends = chart.curves.flatMap((curve) => {
    const last = curve.points.at(-1)
    return last === undefined ? [] : [{ name: curve.name, last }]
  })
  const heights = spread(
    ends.map(({ last }) => heightOf(chart.y, last.mid, height)),
    15,
    height,
  )
  return ends.map(({ name, last }, index) => ({
    data: { values: [{ messages: last.messages }] },
    mark: { type: 'text', align: 'left', baseline: 'middle', dx: 8, text: name } as const,
    encoding: { x, y: { value: heights[index] ?? 0 }, color: { value: MUTED } },
  }))
}

/** What the points are, in the upper right corner: nothing costs much where messages are many. */
function pointKey(chart: BreakEvenChart, right: number) {
  const left = right - textWidth(chart.series.map((series) => series.name)) - 8
  return chart.series.flatMap((series, index) => {
    const y = { value: 8 + 17 * index }
    const data = { values: [{ series: series.name }] }
    return [
      {
        data,
        mark: { type: 'point', filled: true, size: 64, opacity: 1, shape: series.shape } as const,
        encoding: { x: { value: left - 12 }, y, color: { value: colourOf(series) } },
      },
      {
        data,
        mark: { type: 'text', align: 'left', baseline: 'middle', text: series.name } as const,
        encoding: { x: { value: left }, y, color: { value: inkOf(series) } },
      },
    ]
  })
}
