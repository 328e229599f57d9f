/** Figure of the incident: people exposed over time, and the phases from post to containment. */
import type { CompletedTrial, ContainmentRecord } from '../../results/record.ts'
import { exposureChart, type ExposureRow } from '../chart/exposure.ts'
import { type Phase, phaseChart, type PhaseRow } from '../chart/phases.ts'
import { linearAxis } from '../chart/scale.ts'
import { formatCount, formatNumber } from '../format.ts'
import { type DataRow, type Figure, words } from './figure.ts'
import { rangeText, spreadCell, timeCell, timeText } from './incident-cells.ts'
import type { CellView, RunView } from './run-view.ts'

interface Shown {
  readonly cell: CellView
  readonly record: ContainmentRecord
}

const PHASE_TEXTS: Readonly<Record<Phase, string>> = {
  undetected: 'undetected',
  spreading: 'detected, not yet contained',
  contained: 'contained',
}

/** Exposure and phases of the median trial, one pair of panels a profile, at the largest size. */
export function incidentFigure(view: RunView): Figure {
  const shown = shownCells(view)
  const horizon = Math.max(0, ...shown.map(({ record }) => record.horizonMin))
  const unit = horizon >= 180 ? { name: 'hours', minutes: 60 } : { name: 'minutes', minutes: 1 }
  const time = linearAxis([horizon / unit.minutes], horizon >= 180 ? 8 : 6)
  const x = { ...time, domain: [0, horizon / unit.minutes] as const }
  const ticks = x.ticks.filter((tick) => tick <= x.domain[1])
  const y = linearAxis(
    shown.flatMap(({ record }) => record.timeline.map(([, people]) => people)),
    4,
  )
  const size = view.largest === undefined ? '' : ` at ${formatCount(view.largest)} agents`
  const xTitle = `${unit.name} after the rogue’s post, virtual`
  return {
    id: 'incident',
    title: `The incident${size}`,
    lede: 'One agent with a valid credential posts guidance that nobody authorised. Above: people who have read it so far, in the trial whose final count is the median; a dot marks the last effect that was accepted, and lines that coincide lie on top of each other. Below: how long it went undetected, and how long it then took to stop. Detection and containment are the same control stack for every architecture, so where these times and counts differ, it is by the levels of it that the profile switches on; what can differ by architecture is how far the text spreads among agents: the next figure.',
    legend: PHASES.map((phase) => ({ id: phase, text: PHASE_TEXTS[phase] })),
    panels: view.profiles.flatMap((profile) => {
      const own = shown.filter(({ cell }) => cell.profile === profile)
      if (own.length === 0) return []
      const rows = own.flatMap(({ cell, record }) =>
        stepsOf(record).map(([minute, people]): ExposureRow => {
          return { series: cell.series.name, time: minute / unit.minutes, people }
        }),
      )
      const ends = own.flatMap(({ cell, record }): ExposureRow[] => {
        const { containMin, peopleExposed } = record
        if (containMin === null) return []
        return [
          { series: cell.series.name, time: containMin / unit.minutes, people: peopleExposed },
        ]
      })
      return [
        {
          heading: profile,
          profile,
          draw: (layout) =>
            exposureChart(
              {
                series: own.map(({ cell }) => cell.series),
                rows,
                ends,
                x: { ...x, ticks },
                y,
                xTitle,
                description: describe(own, profile, size),
              },
              layout,
            ),
        },
        {
          heading: '',
          profile,
          draw: (layout) =>
            phaseChart(
              {
                names: own.map(({ cell }) => cell.series.name),
                rows: own.flatMap((one) => phasesOf(one, unit.minutes)),
                x: { ...x, ticks },
                xTitle,
                description: `Phases of the incident. ${describe(own, profile, size)}`,
              },
              layout,
            ),
        },
      ]
    }),
    notes: shown.length === 0 ? ['Not run: no trial of this run has an incident.'] : [],
    table: {
      caption: 'The incident, all sizes: times in virtual minutes after the post was accepted',
      columns: [
        { title: 'Entrant', numeric: false },
        { title: 'Agents', numeric: true },
        { title: 'Detected after', numeric: true },
        { title: 'Contained after', numeric: true },
        { title: 'Audience', unit: 'people who could read it', numeric: true },
        { title: 'People exposed', numeric: true },
        { title: 'Exposure', unit: 'person-minutes', numeric: true },
      ],
      rows: view.cells
        .filter((cell) => cell.row === undefined || cell.incident !== undefined)
        .map((cell) => tableRow(cell)),
    },
  }
}

const PHASES: readonly Phase[] = ['undetected', 'spreading', 'contained']

function shownCells(view: RunView): Shown[] {
  return view.cells
    .filter((cell) => cell.agents === view.largest)
    .flatMap((cell) => {
      const record = medianTrial(cell)?.containment
      return record === undefined ? [] : [{ cell, record }]
    })
}

/** The trial in the middle by people exposed; of two, the earlier one. */
function medianTrial(cell: CellView): CompletedTrial | undefined {
  const trials = cell.completed
    .filter((trial) => trial.containment !== undefined)
    .toSorted(
      (a, b) =>
        (a.containment?.peopleExposed ?? 0) - (b.containment?.peopleExposed ?? 0) ||
        a.trial - b.trial,
    )
  return trials[(trials.length - 1) >> 1]
}

/** The record's steps, begun at zero and carried on to the horizon. */
function stepsOf(record: ContainmentRecord): Array<readonly [number, number]> {
  const last = record.timeline.at(-1)
  const first = record.timeline[0]
  return [
    ...(first === undefined || first[0] > 0 ? [[0, 0] as const] : []),
    ...record.timeline,
    [record.horizonMin, last?.[1] ?? 0] as const,
  ]
}

function phasesOf({ cell, record }: Shown, unitMinutes: number): PhaseRow[] {
  const { horizonMin } = record
  const detected = Math.min(record.detectMin ?? horizonMin, horizonMin)
  const contained = Math.min(record.containMin ?? horizonMin, horizonMin)
  const bounds: ReadonlyArray<readonly [Phase, number, number]> = [
    ['undetected', 0, Math.min(detected, contained)],
    ['spreading', Math.min(detected, contained), contained],
    ['contained', contained, horizonMin],
  ]
  return bounds
    .filter(([, from, to]) => to > from)
    .map(([phase, from, to]) => {
      return {
        series: cell.series.name,
        phase,
        from: from / unitMinutes,
        to: to / unitMinutes,
      }
    })
}

function tableRow(cell: CellView): DataRow {
  return {
    architecture: cell.architecture,
    profile: cell.profile,
    agents: cell.agents,
    slot: cell.series.slot,
    cells: [
      words(cell.entrant),
      { text: formatCount(cell.agents), sort: cell.agents },
      timeCell(cell, 'detect'),
      timeCell(cell, 'contain'),
      spreadCell(cell, cell.incident?.audience),
      spreadCell(cell, cell.incident?.peopleExposed),
      spreadCell(cell, cell.incident?.exposureMinutes),
    ],
  }
}

function describe(own: readonly Shown[], profile: string, size: string): string {
  const parts = own.map(({ cell }) => {
    const { incident } = cell
    if (incident === undefined) return cell.series.name
    const people = incident.peopleExposed
    return `${cell.series.name} ${timeText('detected', incident.detect, incident)}, ${timeText('contained', incident.contain, incident)}, ${formatNumber(people.median ?? 0)} people exposed (${rangeText(people)})`
  })
  return `Incident${size}, profile ${profile}: ${parts.join('; ')}.`
}
