/** Handshakes a virtual minute after a start: a step line for each series. */
import type { TopLevelSpec } from 'vega-lite'
import { type Axis, heightOf, spread } from './scale.ts'
import {
  along,
  colourScale,
  frame,
  inkOf,
  type Layout,
  PANEL_WIDTH,
  type Series,
  textWidth,
  upward,
} from './theme.ts'

export interface StartUpLine {
  readonly series: string
  /** Handshakes a minute, a place for each step of `stepMinutes`. */
  readonly rates: readonly number[]
}

export interface StartUpChart {
  readonly series: readonly Series[]
  readonly lines: readonly StartUpLine[]
  readonly stepMinutes: number
  /** Virtual minutes. */
  readonly x: Axis
  readonly y: Axis
  readonly yTitle: string
  readonly description: string
}

/** One panel. */
export function startUpChart(chart: StartUpChart, layout: Layout): TopLevelSpec {
  const names = chart.series.map((series) => series.name)
  const height = layout === 'wide' ? 240 : 220
  const padding = { left: 56, right: 16 + textWidth(names), top: 34, bottom: 48 }
  const x = along('minute', chart.x, { title: 'virtual minutes', grid: false })
  const y = upward('rate', chart.y, { title: chart.yTitle }, padding)
  return {
    ...frame(PANEL_WIDTH[layout], height, padding),
    description: chart.description,
    data: {
      values: chart.lines.flatMap(({ series, rates }) =>
        // The last step is drawn to its end.
        [...rates, rates.at(-1) ?? 0].map((rate, step) => {
          return { series, minute: step * chart.stepMinutes, rate }
        }),
      ),
    },
    layer: [
      {
        mark: { type: 'line', interpolate: 'step-after', strokeWidth: 1.75 },
        encoding: {
          x,
          y,
          color: {
            field: 'series',
            type: 'nominal',
            scale: colourScale(chart.series),
            legend: null,
          },
          strokeDash: {
            field: 'series',
            type: 'nominal',
            scale: { domain: names, range: chart.series.map((series) => [...series.dash]) },
            legend: null,
          },
        },
      },
      ...endLabels(chart, height, x),
    ],
  } satisfies TopLevelSpec
}

/** The name of each series right of its line's end, moved apart where lines end together. */
function endLabels(chart: StartUpChart, height: number, x: ReturnType<typeof along>) {
  const ends = chart.series.flatMap((series) => {
    const line = chart.lines.find((one) => one.series === series.name)
    const last = line?.rates.at(-1)
    return line === undefined || last === undefined
      ? []
      : [{ series, last, minute: line.rates.length * chart.stepMinutes }]
  })
  const heights = spread(
    ends.map(({ last }) => heightOf(chart.y, last, height)),
    15,
    height,
  )
  return ends.map(({ series, minute }, index) => ({
    data: { values: [{ minute }] },
    mark: { type: 'text', align: 'left', baseline: 'middle', dx: 8, text: series.name } as const,
    encoding: { x, y: { value: heights[index] ?? 0 }, color: { value: inkOf(series) } },
  }))
}
