/**
 * What all charts share. Colours are names of CSS variables, so one SVG follows light, dark and
 * paper; a series is told apart by its colour, by its shape and by the label beside it.
 */
import type { Config, TopLevelSpec } from 'vega-lite'
import type { Axis } from './scale.ts'

/** What a chart function returns and `renderSvg` draws. */
export type ChartSpec = TopLevelSpec

/** The two renderings of a chart, switched by CSS: text of a scaled-down chart is unreadable. */
export type Layout = 'wide' | 'narrow'

/** Outer widths, in px: half of the page, and a phone without its margins. */
export const PANEL_WIDTH: Readonly<Record<Layout, number>> = { wide: 520, narrow: 358 }

/** Outer width of a chart that stands alone. */
export const FULL_WIDTH: Readonly<Record<Layout, number>> = { wide: 840, narrow: 358 }

/** Space around a view for axes and labels, in px. */
export interface Padding {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

/** Names of Vega's symbols; also the order in which architectures get theirs. */
export type Shape = 'circle' | 'square' | 'triangle-up' | 'diamond' | 'triangle-down' | 'cross'

/** One line or row group of a chart: what it is called and how it looks. */
export interface Series {
  readonly name: string
  /** 1-based place in the palette; fixed for each architecture. */
  readonly slot: number
  readonly shape: Shape
  /** Solid for an architecture's first topology, dashed for the others. */
  readonly dash: readonly number[]
}

/** The series' colour as the style sheet knows it. */
export function colourOf(series: Series): string {
  return `var(--series-${series.slot})`
}

/** The colour of a series' text: the page's ink, under a name by which the page can hide it. */
export function inkOf(series: Series): string {
  return `var(--label-${series.slot})`
}

export const MUTED = 'var(--muted)'

/** Width to reserve for a label of the charts' text size, in px. */
export function textWidth(texts: readonly string[]): number {
  const longest = texts.reduce((most, text) => Math.max(most, [...text].length), 0)
  return Math.ceil(longest * CHARACTER_PX)
}

/** Mean width of a character at 12 px in common sans-serif fonts, on the generous side. */
const CHARACTER_PX = 6.7

const CONFIG: Config = {
  // The typings do not know what the documentation says: null draws no background at all.
  background: null as unknown as string,
  aria: false,
  view: { stroke: null },
  axis: {
    labelColor: MUTED,
    titleColor: MUTED,
    titleFontWeight: 'normal',
    titleFontSize: 12,
    titlePadding: 10,
    labelFontSize: 12,
    labelPadding: 6,
    labelLimit: 1000,
    titleLimit: 1000,
    gridColor: 'var(--grid)',
    domain: false,
    ticks: false,
  },
  text: { fontSize: 12, color: 'currentColor' },
}

/** Size and look that every chart starts from. Nothing is fitted to text, so bytes are stable. */
export function frame(outerWidth: number, height: number, padding: Padding) {
  return {
    autosize: { type: 'none', contains: 'content' },
    width: Math.max(40, outerWidth - padding.left - padding.right),
    height,
    padding,
    config: CONFIG,
  } as const
}

/** Colours of a chart's series, as a scale for Vega. */
export function colourScale(series: readonly Series[]) {
  return { domain: series.map((one) => one.name), range: series.map(colourOf) }
}

/** Shapes of a chart's series, as a scale for Vega. */
export function shapeScale(series: readonly Series[]) {
  return { domain: series.map((one) => one.name), range: series.map((one) => one.shape) }
}

/** What a chart says about an axis beyond its scale. */
export interface AxisLook {
  readonly title: string | null
  /** All digits with thousands separated, instead of short numbers such as `7.8k`. */
  readonly digits?: boolean
  readonly grid?: boolean
}

/** A horizontal position on an axis that was laid out by `scale.ts`. */
export function along(field: string, axis: Axis, look: AxisLook) {
  return {
    field,
    type: 'quantitative' as const,
    scale: scaleOf(axis),
    axis: { ...axisOf(axis, look), labelFlush: false },
  }
}

/** A vertical position; its title stands above the axis, where it can be read. */
export function upward(field: string, axis: Axis, look: AxisLook, padding: Padding) {
  return {
    field,
    type: 'quantitative' as const,
    scale: scaleOf(axis),
    axis: {
      ...axisOf(axis, look),
      titleAngle: 0,
      titleAlign: 'left' as const,
      titleBaseline: 'bottom' as const,
      titleX: 2 - padding.left,
      titleY: -14,
    },
  }
}

/** A row of a chart with names down its left side. */
export function rowOf(field: string, names: readonly string[]) {
  return {
    field,
    type: 'nominal' as const,
    scale: { domain: [...names] },
    axis: { title: null, grid: false, labelColor: 'currentColor', labelPadding: 10 },
  }
}

function axisOf(axis: Axis, { title, digits, grid }: AxisLook) {
  return {
    title,
    values: [...axis.ticks],
    labelOverlap: false,
    labelExpr:
      digits === true
        ? "format(datum.value, ',')"
        : "format(datum.value, abs(datum.value) < 1000 ? '~r' : '~s')",
    ...(grid === undefined ? {} : { grid }),
  }
}

function scaleOf(axis: Axis) {
  const domain = [...axis.domain]
  return axis.kind === 'symlog'
    ? { type: axis.kind, domain, nice: false, constant: axis.constant ?? 1 }
    : { type: axis.kind, domain, nice: false }
}
