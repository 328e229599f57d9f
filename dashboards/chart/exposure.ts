/** People exposed over virtual time, one step line for each series, in the median trial. */
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
  textWidth,
  upward,
} from './theme.ts'

export interface ExposureRow {
  readonly series: string
  readonly time: number
  readonly people: number
}

export interface ExposurePanel {
  readonly series: readonly Series[]
  readonly rows: readonly ExposureRow[]
  /** When the rogue's effects stopped being accepted, if they did. */
  readonly ends: readonly ExposureRow[]
  /** Shared by all panels of the figure. */
  readonly x: Axis
  readonly y: Axis
  readonly xTitle: string
  readonly description: string
}

/**
 * Sides of the incident's two charts. Where names leave room for it they are the same, so that the
 * time axes stand in line.
 */
export function incidentSides(names: readonly string[], layout: Layout) {
  const label = 16 + textWidth(names)
  const both = { left: Math.max(56, label), right: label + 13 }
  const aligned = PANEL_WIDTH[layout] - both.left - both.right >= 160
  return aligned
    ? { exposure: both, phases: both }
    : { exposure: { left: 56, right: both.right }, phases: { left: both.left, right: 24 } }
}

/** One panel; a dot marks containment. */
export function exposureChart(panel: ExposurePanel, layout: Layout): TopLevelSpec {
  const names = panel.series.map((series) => series.name)
  const height = layout === 'wide' ? 240 : 210
  const padding = { ...incidentSides(names, layout).exposure, top: 34, bottom: 46 }
  const width = PANEL_WIDTH[layout] - padding.left - padding.right
  const x = along('time', thinTicks(panel.x, width), { title: panel.xTitle, grid: false })
  const y = upward('people', panel.y, { title: 'people exposed' }, padding)
  const color = {
    field: 'series',
    type: 'nominal' as const,
    scale: colourScale(panel.series),
    legend: null,
  }
  return {
    ...frame(PANEL_WIDTH[layout], height, padding),
    description: panel.description,
    data: { values: [...panel.rows] },
    encoding: { x, y },
    layer: [
      {
        mark: { type: 'line', interpolate: 'step-after', strokeWidth: 2 },
        encoding: {
          color,
          strokeDash: {
            field: 'series',
            type: 'nominal',
            scale: { domain: names, range: panel.series.map((series) => [...series.dash]) },
            legend: null,
          },
        },
      },
      {
        data: { values: [...panel.ends] },
        mark: { type: 'point', shape: 'circle', filled: true, size: 70, opacity: 1 },
        encoding: { color },
      },
      ...endLabels(panel, height),
    ],
  } satisfies TopLevelSpec
}

/** Names right of the lines, each with its mark, because lines may lie on top of each other. */
function endLabels(panel: ExposurePanel, height: number) {
  const ends = panel.series.flatMap((series) => {
    const last = panel.rows.filter((row) => row.series === series.name).at(-1)
    return last === undefined ? [] : [{ series, last }]
  })
  const heights = spread(
    ends.map(({ last }) => heightOf(panel.y, last.people, height)),
    15,
    height,
  )
  return ends.flatMap(({ series }, index) => {
    const people = valueAt(panel.y, heights[index] ?? 0, height)
    const data = { values: [{ time: panel.x.domain[1], people }] }
    const { shape } = series
    return [
      {
        data,
        mark: { type: 'point', shape, filled: true, size: 45, opacity: 1, xOffset: 12 } as const,
        encoding: { color: { value: colourOf(series) } },
      },
      {
        data,
        mark: {
          type: 'text',
          align: 'left',
          baseline: 'middle',
          dx: 21,
          text: series.name,
        } as const,
        encoding: { color: { value: inkOf(series) } },
      },
    ]
  })
}
