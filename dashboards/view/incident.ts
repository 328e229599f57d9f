/** Figures of the incident: exposure over time with its phases, and damage against collateral. */
import type { CompletedTrial, ContainmentRecord } from '../../results/record.ts'
import { damageChart, type DamageRow } from '../chart/damage.ts'
import { exposureChart, type ExposureRow } from '../chart/exposure.ts'
import { type Phase, phaseChart, type PhaseRow } from '../chart/phases.ts'
import { linearAxis } from '../chart/scale.ts'
import {
  formatCount,
  formatFigure,
  formatInterval,
  formatMinutes,
  formatNumber,
} from '../format.ts'
import type { CensoredTime, IncidentRow, Spread } from '../../results/summary/incident.ts'
import { type Cell, type DataRow, type Figure, missing, words } from './figure.ts'
import { type CellView, type RunView, whyMissing } from './run-view.ts'

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
    lede: 'One agent with a valid credential posts guidance that nobody authorised. Above: people who have read it so far, in the trial whose final count is the median; a dot marks the last effect that was accepted, and lines that coincide lie on top of each other. Below: how long it went undetected, and how long it then took to stop.',
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
        { title: 'People exposed', numeric: true },
        { title: 'Exposure', unit: 'person-minutes', numeric: true },
        { title: 'Blast radius', unit: 'agents', numeric: true },
        { title: 'Tasks failed after the command', numeric: true },
        { title: 'Messages purged', numeric: true },
      ],
      rows: view.cells
        .filter((cell) => cell.row === undefined || cell.incident !== undefined)
        .map((cell) => tableRow(cell)),
    },
  }
}

/** Damage against collateral, one panel a profile, at the largest size. */
export function damageFigure(view: RunView): Figure {
  const cells = view.cells.filter((cell) => cell.agents === view.largest)
  const rows = cells.flatMap((cell): Array<DamageRow & { readonly profile: string }> => {
    const collateral = cell.incident?.failedTasks.median ?? null
    const damage = cell.incident?.peopleExposed.median ?? null
    if (collateral === null || damage === null) return []
    const { name: series } = cell.series
    return [{ series, profile: cell.profile, collateral, damage }]
  })
  const x = linearAxis(rows.map((row) => row.collateral))
  const y = linearAxis(
    rows.map((row) => row.damage),
    4,
  )
  const size = view.largest === undefined ? '' : ` at ${formatCount(view.largest)} agents`
  return {
    id: 'damage',
    title: `Damage against collateral${size}`,
    lede: 'Containment is not free: quarantining an agent fails benign work that was on its desk. Up: people exposed. Right: benign tasks that failed after the command. Medians of the trials; lower left is where nobody was harmed by either.',
    panels: view.profiles.flatMap((profile) => {
      const own = rows.filter((row) => row.profile === profile)
      if (own.length === 0) return []
      return [
        {
          heading: profile,
          profile,
          draw: (layout) =>
            damageChart(
              {
                series: view.series.filter((one) => own.some((row) => row.series === one.name)),
                rows: own,
                x,
                y,
                xTitle: 'benign tasks failed after the command',
                yTitle: 'people exposed',
                description: `Damage against collateral${size}, profile ${profile}: ${own
                  .map(
                    (row) =>
                      `${row.series} ${formatCount(row.damage)} people exposed, ${formatNumber(row.collateral)} benign tasks failed`,
                  )
                  .join('; ')}.`,
              },
              layout,
            ),
        },
      ]
    }),
    notes: rows.length === 0 ? ['Not run: no trial of this run has an incident.'] : [],
    table: {
      caption: `Damage and collateral${size}`,
      columns: [
        { title: 'Entrant', numeric: false },
        { title: 'People exposed', numeric: true },
        { title: 'Tasks failed after the command', numeric: true },
        { title: 'Messages purged', numeric: true },
      ],
      rows: cells.map((cell) => ({
        ...keyOf(cell),
        cells: [
          words(cell.entrant),
          spreadCell(cell, cell.incident?.peopleExposed),
          spreadCell(cell, cell.incident?.failedTasks),
          spreadCell(cell, cell.incident?.purgedMessages),
        ],
      })),
    },
  }
}

/** A time of the incident in words; what never came within the horizon is said to be censored. */
export function timeCell(cell: CellView, event: 'detect' | 'contain'): Cell {
  const { incident } = cell
  if (incident === undefined) return missing(whyNoIncident(cell))
  if (incident.posted === 0) return missing('the post was refused')
  const { medianMin, reached } = incident[event]
  const verb = event === 'detect' ? 'detected' : 'contained'
  const share = `in ${reached} of ${incident.posted} trials`
  if (medianMin === null) {
    return {
      text: `not ${verb}`,
      detail: `in ${formatMinutes(incident.horizonMin)}, censored`,
      ...(reached === 0 ? {} : { ratio: `${verb} ${share}` }),
      sort: incident.horizonMin + 1,
    }
  }
  return { text: formatMinutes(medianMin), detail: share, sort: medianMin }
}

/** A count over trials: the median, and the range of the trials below it. */
export function spreadCell(cell: CellView, spread: Spread | undefined): Cell {
  if (spread === undefined || spread.median === null) return missing(whyNoIncident(cell))
  return { text: formatNumber(spread.median), detail: rangeText(spread), sort: spread.median }
}

/** The range of the trials, e.g. `range 310–420`. */
export function rangeText({ min, max }: Spread): string {
  if (min === max) return 'in every trial'
  return min === null || max === null ? '' : `range ${formatNumber(min)}–${formatNumber(max)}`
}

/** A time that may never have come, for a sentence: `contained after 15.2 min`. */
export function timeText(verb: string, time: CensoredTime, row: IncidentRow): string {
  const { reached, medianMin } = time
  const seen = reached === row.posted ? '' : ` in ${reached} of ${row.posted} trials`
  if (medianMin !== null) return `${verb} after ${formatMinutes(medianMin)}${seen}`
  const rest = reached === 0 ? '' : `, but${seen}`
  return `not ${verb} within ${formatMinutes(row.horizonMin)} (censored${rest})`
}

function whyNoIncident(cell: CellView): string {
  return cell.row === undefined ? whyMissing(cell) : 'no incident'
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
    ...keyOf(cell),
    cells: [
      words(cell.entrant),
      { text: formatCount(cell.agents), sort: cell.agents },
      timeCell(cell, 'detect'),
      timeCell(cell, 'contain'),
      spreadCell(cell, cell.incident?.peopleExposed),
      spreadCell(cell, cell.incident?.exposureMinutes),
      spreadCell(cell, cell.incident?.blastRadiusAgents),
      spreadCell(cell, cell.incident?.failedTasks),
      spreadCell(cell, cell.incident?.purgedMessages),
    ],
  }
}

function keyOf(cell: CellView): Omit<DataRow, 'cells'> {
  const { architecture, profile, agents } = cell
  return { architecture, profile, agents, slot: cell.series.slot }
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
