/** The phases of an incident: undetected, detected and still spreading, contained. */
import type { TopLevelSpec } from 'vega-lite'
import { type Axis, thinTicks } from './scale.ts'
import { incidentSides } from './exposure.ts'
import { along, frame, type Layout, PANEL_WIDTH, rowOf } from './theme.ts'

export type Phase = 'undetected' | 'spreading' | 'contained'

/** Colours of phases are not those of architectures; the legend of the page uses them too. */
export const PHASE_COLOURS: Readonly<Record<Phase, string>> = {
  undetected: 'var(--phase-undetected)',
  spreading: 'var(--phase-spreading)',
  contained: 'var(--phase-contained)',
}

export interface PhaseRow {
  readonly series: string
  readonly phase: Phase
  readonly from: number
  readonly to: number
}

export interface PhasePanel {
  readonly names: readonly string[]
  readonly rows: readonly PhaseRow[]
  /** Shared by all panels of the figure. */
  readonly x: Axis
  readonly xTitle: string
  readonly description: string
}

const ROW_PX = 26

/** One panel: a bar for each series from the rogue's post to the horizon. */
export function phaseChart(panel: PhasePanel, layout: Layout): TopLevelSpec {
  const padding = { ...incidentSides(panel.names, layout).phases, top: 6, bottom: 46 }
  const width = PANEL_WIDTH[layout] - padding.left - padding.right
  return {
    ...frame(PANEL_WIDTH[layout], ROW_PX * Math.max(1, panel.names.length), padding),
    description: panel.description,
    data: { values: [...panel.rows] },
    mark: { type: 'bar', height: 12 },
    encoding: {
      x: along('from', thinTicks(panel.x, width), { title: panel.xTitle, grid: false }),
      x2: { field: 'to' },
      y: rowOf('series', panel.names),
      color: {
        field: 'phase',
        type: 'nominal',
        scale: { domain: Object.keys(PHASE_COLOURS), range: Object.values(PHASE_COLOURS) },
        legend: null,
      },
    },
  } satisfies TopLevelSpec
}
