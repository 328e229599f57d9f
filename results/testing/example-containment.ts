/** The incident of a trial of the synthetic run; censored where nothing detects it. */
import { purpose, uniform } from '../../harness/kernel/random.ts'
import type { ContainmentRecord } from '../record.ts'
import { EXAMPLE_SEED, type ExampleCell } from './example-cell.ts'

const HORIZON_MIN = 60
const INCIDENT = purpose('example-incident')

/** What became of it in an organisation of so many departments. */
export function exampleContainment(
  { column, agents, trial, controls, traits, profile }: ExampleCell,
  departments: number,
): ContainmentRecord {
  const watched = controls.detection !== 'D0'
  const missed = traits.architecture === 'crewai' && profile === 'governed' && trial === 1
  const audience = Math.min(Math.round(agents * 0.4), 31_000)
  const pace = uniform(EXAMPLE_SEED, INCIDENT, trial, agents)
  const detectMin = watched && !missed ? 6 + 8 * pace : null
  const decideMin = detectMin === null ? null : detectMin + 3
  const commandMin = decideMin === null ? null : decideMin + 0.1
  const containMin = commandMin === null ? null : commandMin + 0.2 + 0.1 * column
  const until = containMin ?? HORIZON_MIN
  const exposedAt = (minute: number): number => Math.round(audience * (1 - Math.exp(-minute / 40)))
  const timeline: [number, number][] = []
  for (let minute = 0; minute < until; minute += 2) timeline.push([minute, exposedAt(minute)])
  const peopleExposed = exposedAt(until)
  timeline.push([until, peopleExposed])
  return {
    scenario: 'rogue-guidance',
    place: 'leaf',
    rogue: 5,
    postAccepted: true,
    detectMin,
    decideMin,
    commandMin,
    containMin,
    horizonMin: HORIZON_MIN,
    audience,
    peopleExposed,
    exposureMinutes: (peopleExposed * until) / 2,
    blastRadiusAgents: 3 + column + (watched ? 0 : 6),
    blastRadiusDepartments: Math.min(departments, watched ? 1 : 2),
    taintedResults: 4 + column,
    taintedSyntheses: watched ? 1 : 3,
    reachedApex: !watched,
    stage: watched ? 4 : 6,
    alerts: watched ? 2 : 0,
    falseAlerts: watched ? 1 : 0,
    falseQuarantines: 0,
    collateral: {
      failedTasks: containMin === null ? 0 : 1 + column,
      failedShare: containMin === null ? 0 : (1 + column) / 200,
      purgedMessages: containMin === null ? 0 : 2 * column,
      agentMinutesOffline: containMin === null ? 0 : HORIZON_MIN - containMin,
    },
    timeline,
  }
}
