/** Figure: percentiles of the virtual latency of a task. */
import { latencyChart, type LatencyRow } from '../chart/latency.ts'
import { logAxis } from '../chart/scale.ts'
import { formatCount, formatInterval, formatMs, formatShare } from '../format.ts'
import type { Percentile } from '../../results/summary/percentile.ts'
import { type Cell, type DataRow, type Figure, missing, words } from './figure.ts'
import { type CellView, measured, type RunView, unmeasured, whyMissing } from './run-view.ts'

type Key = 'p50' | 'p90' | 'p99' | 'p999'

const PERCENTILES: ReadonlyArray<{ readonly percentile: string; readonly key: Key }> = [
  { percentile: 'p50', key: 'p50' },
  { percentile: 'p90', key: 'p90' },
  { percentile: 'p99', key: 'p99' },
  { percentile: 'p99.9', key: 'p999' },
]

/** One panel a profile, at the largest size measured. */
export function latencyFigure(view: RunView): Figure {
  const cells = view.cells.filter((cell) => cell.agents === view.largest)
  const medians = cells.flatMap((cell) =>
    PERCENTILES.flatMap(({ key }) => msOf(cell.row?.latency[key]) ?? []),
  )
  const unit = Math.max(0, ...medians) >= 5_000 ? { name: 's', ms: 1_000 } : { name: 'ms', ms: 1 }
  const x = logAxis(medians.map((ms) => ms / unit.ms))
  const size = view.largest === undefined ? '' : ` at ${formatCount(view.largest)} agents`
  return {
    id: 'latency',
    title: `Latency of a task${size}`,
    lede: 'Virtual time from the moment a task was meant to start to its result: the median, and how bad it gets for one task in ten, a hundred and a thousand. A percentile that falls among tasks that failed or never ended, or that has too few tasks to be evidence, has no value, and none is drawn. Handshakes, approvals and a policy server hold messages back in virtual time; the CPU time of controls does so only where it is charged.',
    panels: view.profiles.flatMap((profile) => {
      const own = cells.filter((cell) => cell.profile === profile && cell.row !== undefined)
      if (own.length === 0) return []
      return [
        {
          heading: profile,
          profile,
          draw: (layout) =>
            latencyChart(
              {
                series: own.map((cell) => cell.series),
                rows: own.flatMap((cell) => rowsOf(cell, unit.ms)),
                notes: own.map((cell) => ({ series: cell.series.name, note: noteOf(cell) })),
                x,
                xTitle: `task latency, virtual ${unit.name}`,
                description: describe(own, profile, size),
              },
              layout,
            ),
        },
      ]
    }),
    notes: unmeasured(view),
    table: {
      caption: 'Latency of a task in virtual time, and how fresh the syntheses are',
      columns: [
        { title: 'Entrant', numeric: false },
        { title: 'Agents', numeric: true },
        ...PERCENTILES.map(({ percentile }) => ({ title: percentile, numeric: true })),
        { title: 'Maximum', numeric: true },
        { title: 'Censored', unit: 'failed or never ended', numeric: true },
        { title: 'Report age', unit: 'median, at synthesis', numeric: true },
      ],
      rows: view.cells.map(tableRow),
    },
  }
}

function rowsOf(cell: CellView, unitMs: number): LatencyRow[] {
  return PERCENTILES.flatMap(({ percentile, key }) => {
    const ms = msOf(cell.row?.latency[key])
    return ms === undefined ? [] : [{ series: cell.series.name, percentile, value: ms / unitMs }]
  })
}

function noteOf(cell: CellView): string {
  const p99 = cell.row?.latency.p99
  const share = cell.row?.latency.censoredShare ?? 0
  const tail =
    p99 === undefined
      ? []
      : [
          p99.kind === 'too few'
            ? `p99 needs ${formatCount(p99.needs)} tasks`
            : `p99 ${percentileText(p99)}`,
        ]
  return [...tail, ...(share === 0 ? [] : [`${formatShare(share)} of tasks censored`])].join(', ')
}

function msOf(percentile: Percentile | undefined): number | undefined {
  return percentile?.kind === 'value' ? percentile.ms : undefined
}

/** A percentile in words; a censored one says what is known of it. */
export function percentileText(percentile: Percentile): string {
  switch (percentile.kind) {
    case 'value':
      return formatMs(percentile.ms)
    case 'censored':
      return percentile.overMs === null
        ? 'censored'
        : `over ${formatMs(percentile.overMs)} (censored)`
    case 'too few':
      return `no evidence (${formatCount(percentile.count)} tasks, needs at least ${formatCount(percentile.needs)})`
    case 'none':
      return 'without any task'
  }
}

/** A percentile as a cell of a table. */
export function percentileCell(cell: CellView, key: Key): Cell {
  const percentile = cell.row?.latency[key]
  if (percentile === undefined) return missing(whyMissing(cell))
  if (percentile.kind !== 'value') return missing(percentileText(percentile))
  const { ms, lowMs, highMs } = percentile
  return {
    text: formatMs(ms),
    detail: formatInterval({ value: ms, low: lowMs, high: highMs }, formatMs),
    sort: ms,
  }
}

function tableRow(cell: CellView): DataRow {
  const share = cell.row?.latency.censoredShare
  const maxMs = cell.row?.latency.maxMs
  const staleness = measured(cell.row?.stalenessP50Ms)
  return {
    architecture: cell.architecture,
    profile: cell.profile,
    agents: cell.agents,
    slot: cell.series.slot,
    cells: [
      words(cell.entrant),
      { text: formatCount(cell.agents), sort: cell.agents },
      ...PERCENTILES.map(({ key }) => percentileCell(cell, key)),
      maxMs === undefined || maxMs === null
        ? missing(whyMissing(cell))
        : { text: formatMs(maxMs), sort: maxMs },
      share === undefined ? missing(whyMissing(cell)) : { text: formatShare(share), sort: share },
      staleness === undefined
        ? missing(cell.row === undefined ? whyMissing(cell) : 'no synthesis')
        : {
            text: formatMs(staleness.value),
            detail: formatInterval(staleness, formatMs),
            sort: staleness.value,
          },
    ],
  }
}

function describe(cells: readonly CellView[], profile: string, size: string): string {
  const parts = cells.map((cell) => {
    const values = PERCENTILES.flatMap(({ percentile, key }) => {
      const summary = cell.row?.latency[key]
      return summary === undefined ? [] : [`${percentile} ${percentileText(summary)}`]
    })
    return `${cell.series.name}: ${values.join(', ')}`
  })
  const subject = `Percentiles of virtual task latency${size}, profile ${profile}.`
  return parts.length === 0 ? `${subject} Nothing was measured.` : `${subject} ${parts.join('. ')}.`
}
