/** Figure: when agents enrol and shake hands after a start, and the CPU time that this takes. */
import { linearAxis } from '../chart/scale.ts'
import { startUpChart } from '../chart/start-up.ts'
import { formatCount, formatNumber, formatShare } from '../format.ts'
import { type StartUpRow, startUpRows } from '../../results/summary/start-up.ts'
import type { Spread } from '../../results/summary/incident.ts'
import { type Cell, type DataRow, type Figure, missing, type Panel, words } from './figure.ts'
import { rangeText } from './incident-cells.ts'
import type { RunView } from './run-view.ts'
import { seriesName } from './series-name.ts'

/** Minutes that a step of the line holds. */
const STEP_MINUTES = 5

/** Panels for the ladder's levels and for the profiles of the comparison at its largest size. */
export function startUpFigure(view: RunView): Figure {
  const probe = view.manifest.authProbe
  const rows = startUpRows(view.trials, probe)
  const groups = groupsOf(rows, view)
  return {
    id: 'start-up',
    title: 'The storm at start-up',
    lede: 'When an organisation starts, nobody knows anybody: agents enrol with the authority and shake hands with each peer that they meet. Handshakes begun in a virtual minute of the first hour, means of five minutes and over the trials; each panel has its own scale. Who meets whom, and when, is simulated; the cryptography is real, and its CPU seconds are the counts times what one costs by the probe.',
    panels: groups.map((group) => panelOf(group, view)),
    notes: [
      ...evenness(groups),
      ...(groups.length === 0
        ? ['No evidence: no trial of this run recorded a handshake by its minute.']
        : []),
      ...(probe === undefined && rows.length > 0
        ? ['Without a probe there is no cost of one handshake, so CPU seconds are missing.']
        : []),
    ],
    table: {
      caption: 'Handshakes and enrolments of the first virtual hour, and their CPU time',
      columns: [
        { title: 'Entrant', numeric: false },
        { title: 'Agents', numeric: true },
        { title: 'Level', numeric: false },
        { title: 'Handshakes', unit: 'median (range)', numeric: true },
        { title: 'Busiest minute', unit: 'handshakes', numeric: true },
        { title: 'Enrolments', unit: 'to send, not to be spoken to', numeric: true },
        { title: 'CPU of both', unit: 's, by the probe', numeric: true },
        { title: 'Trials', numeric: true },
      ],
      rows: rows.map((row) => tableRow(row, view)),
    },
  }
}

/** Whether it is a storm: how much of the hour its busiest minute holds. */
function evenness(groups: readonly Group[]): string[] {
  const shares = groups
    .flatMap((group) => group.rows)
    .flatMap((row) => {
      const [peak, all] = [row.peak.median ?? 0, row.handshakes.median ?? 0]
      return all === 0 ? [] : [{ row, share: peak / all }]
    })
    .toSorted((a, b) => b.share - a.share)
  const most = shares[0]
  if (most === undefined) return []
  const { entrant, level, agents, minutes } = most.row
  return [
    `The busiest minute of any entrant holds ${formatShare(most.share)} of the handshakes of its first ${minutes} minutes (${seriesName(entrant)}, ${level}, ${formatCount(agents)} agents; spread evenly it would be ${formatShare(1 / minutes)}). Sessions are made when work first needs them, so the storm is as sharp as the arrivals are.`,
  ]
}

/** Handshakes a minute, means over steps of a few minutes. */
function ratesOf(byMinute: readonly number[]): number[] {
  return Array.from({ length: Math.ceil(byMinute.length / STEP_MINUTES) }, (_, step) => {
    const own = byMinute.slice(step * STEP_MINUTES, (step + 1) * STEP_MINUTES)
    return own.reduce((sum, count) => sum + count, 0) / own.length
  })
}

interface Group {
  readonly heading: string
  readonly rows: readonly StartUpRow[]
  readonly profile: string
}

/** Rows with handshakes that belong into one panel; the ladder first. */
function groupsOf(rows: readonly StartUpRow[], view: RunView): Group[] {
  const stormy = rows.filter((row) => (row.handshakes.max ?? 0) > 0)
  const ladder = stormy.filter((row) => row.purpose === 'auth')
  const main = stormy.filter((row) => row.purpose === 'main' && row.agents === view.largest)
  const groups = new Map<string, StartUpRow[]>()
  for (const row of [...ladder, ...main]) {
    const what =
      row.purpose === 'auth' ? `${row.level}, ${row.profile}` : `${row.profile} (${row.level})`
    const heading = `${what}, ${formatCount(row.agents)} agents`
    groups.set(heading, [...(groups.get(heading) ?? []), row])
  }
  return [...groups].map(([heading, own]) => ({
    heading,
    rows: own,
    profile: own[0]?.profile ?? '',
  }))
}

function panelOf({ heading, rows, profile }: Group, view: RunView): Panel {
  const lines = view.series.flatMap((series) => {
    const row = rows.find((one) => seriesName(one.entrant) === series.name)
    return row === undefined
      ? []
      : [{ series: series.name, rates: ratesOf(row.handshakesByMinute), row }]
  })
  const minutes = Math.max(...rows.map((row) => row.minutes))
  const described = lines
    .map(
      ({ series, row }) =>
        `${series} ${formatNumber(row.handshakes.median ?? 0)}, at most ${formatNumber(row.peak.median ?? 0)} in a minute`,
    )
    .join('; ')
  return {
    heading,
    profile,
    draw: (layout) =>
      startUpChart(
        {
          series: view.series.filter(({ name }) => lines.some((line) => line.series === name)),
          lines,
          stepMinutes: STEP_MINUTES,
          x: linearAxis([minutes]),
          y: linearAxis(lines.flatMap((line) => line.rates)),
          yTitle: 'handshakes a minute',
          description: `Handshakes of the first ${minutes} virtual minutes, ${heading}: ${described}.`,
        },
        layout,
      ),
  }
}

function tableRow(row: StartUpRow, view: RunView): DataRow {
  const name = seriesName(row.entrant)
  const { cpuS } = row
  return {
    architecture: row.architecture,
    profile: row.profile,
    agents: row.agents,
    slot: view.series.find((one) => one.name === name)?.slot ?? 1,
    cells: [
      words(name, row.profile),
      { text: formatCount(row.agents), sort: row.agents },
      words(row.level),
      spreadCell(row.handshakes),
      spreadCell(row.peak),
      spreadCell(row.enrolments),
      cpuS === null
        ? missing('no probe of it')
        : {
            text: formatNumber(cpuS.median),
            detail: `${formatNumber(cpuS.p25)}–${formatNumber(cpuS.p75)}`,
            sort: cpuS.median,
          },
      { text: String(row.n), sort: row.n },
    ],
  }
}

function spreadCell(spread: Spread): Cell {
  const value = spread.median ?? 0
  return { text: formatNumber(value), detail: rangeText(spread), sort: value }
}
