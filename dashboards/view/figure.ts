/** What the page shows, before it is markup: figures with their panels, and tables of cells. */
import type { ChartSpec, Layout } from '../chart/theme.ts'

export interface Figure {
  /** Slug: the anchor of the figure in the page. */
  readonly id: string
  readonly title: string
  /** How to read it, in a sentence or two. */
  readonly lede: string
  /** Colours that are not those of series; `id` names the style sheet's class. */
  readonly legend?: ReadonlyArray<{ readonly id: string; readonly text: string }>
  readonly panels: readonly Panel[]
  /** What is missing and why, if anything. */
  readonly notes: readonly string[]
  readonly table: DataTable
  /** The table is the figure: it is shown, not folded away. */
  readonly isTable?: boolean
}

/** One view of a figure's grid. */
export interface Panel {
  readonly heading: string
  /** The profile that the panel is about, when it is about one: it is filtered by that. */
  readonly profile?: string
  draw(layout: Layout): ChartSpec
}

/** Marks of a comparison. A mark is never the only sign: the interval stands beside it. */
export type Verdict =
  'better' | 'worse' | 'equivalent' | 'unresolved' | 'missing' | 'failed' | 'baseline'

export interface Cell {
  readonly text: string
  /** A second line: interval or reason. */
  readonly detail?: string
  /** A third line: the ratio to the baseline with its interval, behind the verdict's mark. */
  readonly ratio?: string
  readonly verdict?: Verdict
  /** Sort key; a cell without one is sorted last. */
  readonly sort?: number | string
}

export interface Column {
  readonly title: string
  /** Unit or explanation under the title. */
  readonly unit?: string
  readonly numeric: boolean
}

export interface DataRow {
  readonly architecture: string
  readonly profile: string
  readonly agents: number
  readonly slot: number
  /** The first one is the row's header. */
  readonly cells: readonly Cell[]
}

export interface DataTable {
  readonly caption: string
  readonly columns: readonly Column[]
  readonly rows: readonly DataRow[]
}

/** A cell of words. */
export function words(text: string, detail?: string): Cell {
  return { text, sort: text, ...(detail === undefined ? {} : { detail }) }
}

/** A cell for a value that does not exist, with the reason. */
export function missing(reason: string): Cell {
  return { text: '—', detail: reason, verdict: reason.startsWith('failed') ? 'failed' : 'missing' }
}
