/** Percentiles of task latency: a row for each series, a dot for each percentile, a log axis. */
import type { TopLevelSpec } from 'vega-lite'
import { type Axis, thinTicks } from './scale.ts'
import {
  along,
  colourScale,
  frame,
  inkOf,
  type Layout,
  MUTED,
  PANEL_WIDTH,
  rowOf,
  type Series,
  textWidth,
} from './theme.ts'

export interface LatencyRow {
  readonly series: string
  /** `p50`, `p90`, `p99` or `p99.9`. */
  readonly percentile: string
  /** In the unit of the axis title. */
  readonly value: number
}

export interface LatencyPanel {
  readonly series: readonly Series[]
  readonly rows: readonly LatencyRow[]
  /** A remark for each series, e.g. its censored share. */
  readonly notes: ReadonlyArray<{ readonly series: string; readonly note: string }>
  /** Shared by all panels of the figure. */
  readonly x: Axis
  readonly xTitle: string
  readonly description: string
}

const ROW_PX = 46
const PERCENTILES = ['p50', 'p90', 'p99', 'p99.9']
/** The further into the tail, the smaller the dot. */
const SIZES = [150, 90, 50, 24]

/** One panel. What has no value has no dot; the note says why. */
export function latencyChart(panel: LatencyPanel, layout: Layout): TopLevelSpec {
  const names = panel.series.map((series) => series.name)
  const padding = { left: 16 + textWidth(names), right: 24, top: 26, bottom: 56 }
  const width = PANEL_WIDTH[layout] - padding.left - padding.right
  const position = along('value', thinTicks(panel.x, width), { title: panel.xTitle })
  const x = { ...position, axis: { ...position.axis, labelPadding: 16 } }
  const y = rowOf('series', names)
  const color = {
    field: 'series',
    type: 'nominal' as const,
    scale: colourScale(panel.series),
    legend: null,
  }
  const first = panel.rows.filter((row) => row.series === names[0])
  return {
    ...frame(PANEL_WIDTH[layout], ROW_PX * Math.max(1, names.length), padding),
    description: panel.description,
    data: { values: [...panel.rows] },
    encoding: { y },
    layer: [
      {
        mark: { type: 'line', strokeWidth: 2, opacity: 0.45 },
        encoding: { x, color },
      },
      {
        mark: { type: 'point', filled: true, opacity: 1 },
        encoding: {
          x,
          color,
          size: {
            field: 'percentile',
            type: 'ordinal',
            sort: PERCENTILES,
            scale: { domain: PERCENTILES, range: SIZES },
            legend: null,
          },
        },
      },
      ...apart(first, panel.x, width).map((row) => ({
        data: { values: [row] },
        mark: { type: 'text', dy: -16, fontSize: 11, text: row.percentile } as const,
        encoding: { x, color: { value: MUTED } },
      })),
      ...panel.series.flatMap((series) =>
        panel.notes
          .filter((note) => note.series === series.name)
          .map((note) => ({
            data: { values: [{ series: series.name, value: panel.x.domain[0] }] },
            mark: {
              type: 'text',
              align: 'left',
              dx: 4,
              dy: 16,
              fontSize: 11,
              text: note.note,
            } as const,
            encoding: { x, color: { value: inkOf(series) }, opacity: { value: 0.75 } },
          })),
      ),
    ],
  } satisfies TopLevelSpec
}

/** The percentiles whose names fit beside each other over the first row. */
function apart(rows: readonly LatencyRow[], axis: Axis, width: number): LatencyRow[] {
  const [low, high] = axis.domain
  const kept: LatencyRow[] = []
  let free = -Infinity
  for (const row of rows) {
    const px = (width * Math.log(row.value / low)) / Math.log(high / low)
    const half = textWidth([row.percentile]) / 2
    if (px - half < free) continue
    kept.push(row)
    free = px + half + 3
  }
  return kept
}
