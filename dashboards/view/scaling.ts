/** Figure: tasks per CPU-second over the number of agents. */
import { logAxis } from '../chart/scale.ts'
import { scalingChart, type ScalingRow } from '../chart/scaling.ts'
import { spreadChart } from '../chart/spread.ts'
import { formatCount, formatFigure, formatInterval, formatNumber } from '../format.ts'
import { type Cell, type DataRow, type Figure, missing, words } from './figure.ts'
import { type CellView, measured, type RunView, unmeasured, whyMissing } from './run-view.ts'

/** One panel a profile; the axes are shared. */
export function scalingFigure(view: RunView): Figure {
  const rows = view.cells.flatMap((cell): Array<ScalingRow & { readonly profile: string }> => {
    const tasks = measured(cell.row?.tasksPerCpuS)
    if (tasks === undefined) return []
    const { value: mid, low, high } = tasks
    const { profile, agents } = cell
    return [{ series: cell.series.name, profile, agents, mid, lo: low ?? mid, hi: high ?? mid }]
  })
  const sizes = view.sizes.filter((agents) => rows.some((row) => row.agents === agents))
  const x = { ...logAxis(sizes), ticks: sizes }
  const only = sizes.length === 1 ? sizes[0] : undefined
  const y = logAxis(rows.flatMap((row) => [row.lo, row.hi]))
  return {
    id: 'scaling',
    title:
      only === undefined ? 'Throughput over size' : `Throughput at ${formatCount(only)} agents`,
    lede: `Tasks finished for each second of CPU time that the host spent, all threads together. ${only === undefined ? 'Both axes are logarithmic: a level line means that a task costs the same at every size. The band is the interval.' : 'The axis is logarithmic, and the line is the interval. One size was run, so nothing is said about growth.'}`,
    panels: view.profiles.flatMap((profile) => {
      const own = rows.filter((row) => row.profile === profile)
      if (own.length === 0) return []
      return [
        {
          heading: profile,
          profile,
          draw: (layout) =>
            only !== undefined
              ? spreadChart(
                  {
                    series: view.series.filter((one) => own.some((row) => row.series === one.name)),
                    rows: own.map((row) => ({ ...row, text: formatNumber(row.mid) })),
                    x: y,
                    xTitle: 'tasks per CPU-second, log scale',
                    description: describe(own, profile),
                  },
                  layout,
                )
              : scalingChart(
                  {
                    series: view.series.filter((one) => own.some((row) => row.series === one.name)),
                    rows: own,
                    x,
                    y,
                    yTitle: 'tasks per CPU-second',
                    description: describe(own, profile),
                  },
                  layout,
                ),
        },
      ]
    }),
    notes: unmeasured(view),
    table: {
      caption:
        'Tasks per CPU-second, and what follows from it. σ and κ are those of the Universal Scalability Law over all sizes of the entrant: CPU per task grows as 1 + σ(N − 1) + κN(N − 1). Cores to keep up are CPU-seconds for each virtual second, so they would be busy all the time; for cores that are busy 70 % of it, the usual target, divide by 0.7',
      columns: [
        { title: 'Entrant', numeric: false },
        { title: 'Agents', numeric: true },
        { title: 'Tasks per CPU-second', numeric: true },
        { title: 'CPU per task', unit: 'µs', numeric: true },
        { title: 'Cores to keep up', unit: 'CPU-s per virtual s', numeric: true },
        { title: 'Peak memory', unit: 'MiB', numeric: true },
        { title: 'Idle agent', unit: 'bytes', numeric: true },
        { title: 'Exponent', unit: 'of CPU per task over size', numeric: true },
        { title: 'Contention σ', unit: 'for each further agent', numeric: true },
        { title: 'Coherency κ', unit: 'for each pair of agents', numeric: true },
        { title: 'Trials', numeric: true },
      ],
      rows: view.cells.map(tableRow),
    },
  }
}

function tableRow(cell: CellView): DataRow {
  const metrics = [
    'tasksPerCpuS',
    'cpuUsPerTask',
    'coresToKeepUp',
    'peakRssMiB',
    'idleBytesPerAgent',
  ] as const
  return {
    architecture: cell.architecture,
    profile: cell.profile,
    agents: cell.agents,
    slot: cell.series.slot,
    cells: [
      words(cell.entrant),
      { text: formatCount(cell.agents), sort: cell.agents },
      ...metrics.map((metric) => {
        const estimate = measured(cell.row?.[metric])
        if (estimate === undefined) return missing(whyMissing(cell))
        const detail = formatInterval(estimate)
        return { text: formatNumber(estimate.value), detail, sort: estimate.value }
      }),
      exponentCell(cell),
      lawCell(cell, 'sigma'),
      lawCell(cell, 'kappa'),
      { text: String(cell.completed.length), sort: cell.completed.length },
    ],
  }
}

/** 0 is perfect scaling from the next smaller size to this one. */
function exponentCell(cell: CellView): Cell {
  const exponent = cell.scaling?.cpuExponent
  if (exponent === undefined) return missing(whyMissing(cell))
  if (exponent === null) return missing('no smaller size')
  return { text: exponent.toFixed(2).replace('-', '−'), sort: exponent }
}

/** A coefficient of the entrant's law; 0 is a cost of a task that does not grow. */
function lawCell(cell: CellView, name: 'sigma' | 'kappa'): Cell {
  const law = cell.scaling?.law
  if (law === undefined) return missing(whyMissing(cell))
  if (law.kind === 'no evidence') return missing(`no evidence: ${law.because}`)
  const { value, low, high } = law[name]
  if (value === null) return missing('no evidence')
  return { text: formatNumber(value), detail: formatInterval({ value, low, high }), sort: value }
}

function describe(rows: readonly ScalingRow[], profile: string): string {
  const parts = [...new Set(rows.map((row) => row.series))].map((series) => {
    const own = rows.filter((row) => row.series === series)
    const text = own.map(
      (row) =>
        `${formatFigure({ value: row.mid, low: row.lo, high: row.hi })} at ${formatCount(row.agents)} agents`,
    )
    return `${series}: ${text.join(', ')}`
  })
  const subject = `Tasks per CPU-second over the number of agents, profile ${profile}.`
  return parts.length === 0 ? `${subject} Nothing was measured.` : `${subject} ${parts.join('. ')}.`
}
