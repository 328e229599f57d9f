/** What a search for capacities found, as figures: a table of intervals and a curve for each entrant. */
import type {
  CapacityDocument,
  CapacityPoint,
  CapacityRecord,
} from '../../results/capacity-record.ts'
import { type Objective, parseObjective } from '../../results/objectives/check.ts'
import { loadLatencyChart, type LatencyBound, type LoadState } from '../chart/load-latency.ts'
import { type Axis, logAxis } from '../chart/scale.ts'
import type { Series } from '../chart/theme.ts'
import { formatCount, formatMs, formatNumber, formatShare } from '../format.ts'
import { type Cell, type DataRow, type Figure, missing, words } from './figure.ts'
import { paletteOf } from './palette.ts'
import { seriesName } from './series-name.ts'

const SECONDS_PER_HOUR = 3600

/** The table of intervals, and then a figure of curves for each size. */
export function capacityFigures({ records }: CapacityDocument): readonly Figure[] {
  const palette = paletteOf(records)
  const seriesOf = (record: CapacityRecord): Series =>
    palette.find(({ name }) => name === seriesName(record.entrant)) as Series
  const sizes = [...new Set(records.map(({ agents }) => agents))]
  return [
    intervals(records, seriesOf),
    ...sizes.map((agents) =>
      curves(
        agents,
        records.filter((record) => record.agents === agents),
        seriesOf,
      ),
    ),
  ]
}

type SeriesOf = (record: CapacityRecord) => Series

function intervals(records: readonly CapacityRecord[], seriesOf: SeriesOf): Figure {
  return {
    id: 'capacity',
    title: 'Capacity',
    lede: 'The largest rate of arrivals at which what is asked of an entrant holds and no backlog grows, in tasks per team and hour. Half of all seeds hold at some rate inside the interval, at a confidence of at least 95 %. A censored capacity lies beyond the rates that were tried.',
    panels: [],
    notes: [],
    isTable: true,
    table: {
      caption: 'Capacity of each entrant',
      columns: [
        { title: 'Entrant', numeric: false },
        { title: 'Agents', numeric: true },
        { title: 'Capacity', unit: 'tasks per team and hour', numeric: true },
        { title: 'In all', unit: 'tasks per second', numeric: true },
        { title: 'p50, p99', unit: 'at the largest rate that held', numeric: true },
        { title: 'Trials', numeric: true },
        { title: 'Limited by', numeric: false },
      ],
      rows: records.map((record) => ({
        ...rowOf(record, seriesOf(record)),
        cells: [
          words(record.entrant),
          { text: formatCount(record.agents), sort: record.agents },
          capacityCell(record, 1),
          { ...capacityCell(record, record.teams / SECONDS_PER_HOUR), detail: '' },
          latencyCell(record),
          { text: formatCount(record.trials), sort: record.trials },
          limitCell(record),
        ],
      })),
    },
  }
}

/** What is known of a capacity; sorted by its lower end. */
function capacityCell({ capacity }: CapacityRecord, scale: number): Cell {
  const figure = (rate: number): string => formatNumber(rate * scale)
  switch (capacity.kind) {
    case 'found': {
      const { low, high } = capacity
      const width = formatShare(high / low - 1)
      return { text: `${figure(low)}–${figure(high)}`, detail: `${width} wide`, sort: low * scale }
    }
    case 'above':
      return {
        text: `≥ ${figure(capacity.low)}`,
        detail: 'censored: held at the largest rate',
        sort: capacity.low * scale,
      }
    case 'below':
      return {
        text: `< ${figure(capacity.high)}`,
        detail: 'censored: failed at the smallest rate',
        sort: 0,
      }
    case 'not monotone':
      return missing(
        `fails at ${figure(capacity.failedAt)} and holds at ${figure(capacity.heldAt)}`,
      )
    case 'no evidence':
      return missing(`no evidence at ${figure(capacity.at)}`)
  }
}

function latencyCell({ points }: CapacityRecord): Cell {
  const held = points.findLast((point) => stateOf(point) === 'held')
  if (held === undefined) return missing('no rate held in every trial')
  return {
    text: `${latencyText(held.p50Ms)}, ${latencyText(held.p99Ms)}`,
    sort: held.p99Ms ?? Infinity,
  }
}

/** What failed, and what was asked. */
function limitCell({ points, objectives }: CapacityRecord): Cell {
  const because = [...new Set(points.flatMap((point) => point.because))]
  const asked = `asked: ${objectives.join('; ')}; no backlog that grows`
  return because.length === 0
    ? words('nothing that was tried', asked)
    : words(because.join('; '), asked)
}

function curves(agents: number, records: readonly CapacityRecord[], seriesOf: SeriesOf): Figure {
  const bounds = records.map(boundsOf)
  const latencies = [
    ...records.flatMap(({ points }) => points.flatMap(({ p50Ms, p99Ms }) => [p50Ms, p99Ms])),
    ...bounds.flat().map(({ ms }) => ms),
  ].filter((ms) => ms !== null)
  const unit = unitFor(Math.max(0, ...latencies))
  const x = logAxis(records.flatMap((record) => record.points.map((one) => one.perTeamPerHour)))
  const y = logAxis(latencies.map((ms) => ms / unit.ms))
  const size = `${formatCount(agents)} agents`
  return {
    id: `load-${agents}`,
    title: `Load and latency at ${size}`,
    lede: 'Virtual latency of a task over the rate of arrivals: p99 solid, p50 dotted. Band: the interval of the capacity, open to the edge where it is censored. Dashed: what was asked of the latency. A filled circle is a rate at which every trial held, a hollow one a rate at which some did, a cross one at which none did, a grey diamond one without evidence; a mark at the upper edge stands where more than one task of a hundred failed, so that p99 is censored.',
    panels: records.map((record, index) => ({
      heading: record.entrant,
      draw: (layout) =>
        loadLatencyChart(
          {
            series: seriesOf(record),
            points: record.points.map((point) => ({
              rate: point.perTeamPerHour,
              state: stateOf(point),
              p50: scaled(point.p50Ms, unit.ms),
              p99: scaled(point.p99Ms, unit.ms),
            })),
            bounds: (bounds[index] ?? []).map(({ text, ms }): LatencyBound => ({
              text,
              bound: ms / unit.ms,
            })),
            ...edgesOf(record),
            x,
            y: roomy(y),
            yTitle: `task latency, virtual ${unit.name}`,
            description: describe(record, size),
          },
          layout,
        ),
    })),
    notes: [],
    table: {
      caption: `Every rate that was tried at ${size}`,
      columns: [
        { title: 'Entrant', numeric: false },
        { title: 'Rate', unit: 'tasks per team and hour', numeric: true },
        { title: 'In all', unit: 'tasks per second', numeric: true },
        { title: 'Held', unit: 'of its trials', numeric: true },
        { title: 'p50', numeric: true },
        { title: 'p99', numeric: true },
        { title: 'Completed', numeric: true },
        { title: 'Failed by', numeric: false },
      ],
      rows: records.flatMap((record) =>
        record.points.map((point) => ({
          ...rowOf(record, seriesOf(record)),
          cells: [
            words(record.entrant),
            { text: formatNumber(point.perTeamPerHour), sort: point.perTeamPerHour },
            { text: formatNumber(point.perS), sort: point.perS },
            {
              text: `${point.passed} of ${point.passed + point.failed + point.unseen}`,
              sort: point.passed,
            },
            msCell(point.p50Ms),
            msCell(point.p99Ms),
            { text: formatShare(point.completedShare), sort: point.completedShare },
            words(point.because.join('; ') || 'nothing'),
          ],
        })),
      ),
    },
  }
}

/** What the trials at a rate say together. */
function stateOf({ passed, failed, unseen }: CapacityPoint): LoadState {
  if (unseen > 0) return 'no evidence'
  if (failed === 0) return 'held'
  return passed === 0 ? 'failed' : 'undecided'
}

function edgesOf({ capacity }: CapacityRecord): { low: number | null; high: number | null } {
  return {
    low: 'low' in capacity ? capacity.low : null,
    high: 'high' in capacity ? capacity.high : null,
  }
}

/** Objectives that are an upper bound on a latency of tasks. */
function boundsOf({ objectives }: CapacityRecord): { text: string; ms: number }[] {
  return objectives.flatMap((text) => {
    const parsed = parseObjective(text)
    if (parsed.kind === 'fault' || !isLatency(parsed.objective)) return []
    const { statisticName, comparison, bound } = parsed.objective
    const sign = comparison === '<' ? '<' : '≤'
    return [{ text: `${statisticName} ${sign} ${formatMs(bound)}`, ms: bound }]
  })
}

function isLatency({ metric, comparison, bound }: Objective): boolean {
  const { kind } = metric.of
  const isUpper = comparison === '<' || comparison === '<='
  return isUpper && bound > 0 && (kind === 'tasks' || kind === 'percentile')
}

/** Room above the highest value for marks at the upper edge. */
function roomy(axis: Axis): Axis {
  const [low, high] = axis.domain
  return { ...axis, domain: [low, high * (high / low) ** 0.12] }
}

function unitFor(mostMs: number): { readonly name: string; readonly ms: number } {
  if (mostMs >= 600_000) return { name: 'minutes', ms: 60_000 }
  return mostMs >= 1000 ? { name: 'seconds', ms: 1000 } : { name: 'ms', ms: 1 }
}

function scaled(ms: number | null, unitMs: number): number | null {
  return ms === null || ms <= 0 ? null : ms / unitMs
}

function latencyText(ms: number | null): string {
  return ms === null ? 'censored' : formatMs(ms)
}

function msCell(ms: number | null): Cell {
  return ms === null ? missing('censored') : { text: formatMs(ms), sort: ms }
}

function rowOf(
  { architecture, profile, agents }: CapacityRecord,
  { slot }: Series,
): Omit<DataRow, 'cells'> {
  return { architecture, profile, agents, slot }
}

function describe(record: CapacityRecord, size: string): string {
  const { text, detail } = capacityCell(record, 1)
  const found = text === '—' ? (detail ?? '') : text
  const points = record.points.map(
    (point) =>
      `${formatNumber(point.perTeamPerHour)}: p50 ${latencyText(point.p50Ms)}, p99 ${latencyText(point.p99Ms)}, ${point.passed} of ${point.passed + point.failed + point.unseen} trials held`,
  )
  return `Latency of ${record.entrant} at ${size} over tasks per team and hour. Capacity: ${found}. ${points.join('. ')}.`
}
