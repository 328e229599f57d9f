/**
 * Containment figures from the cells' traces, computed after the run (definitions: DESIGN §7; TTD,
 * TTC, exposure-minutes and kill-chain stage as in the published security metrics they follow).
 * What never happened within the horizon is null: censored, not zero.
 */
import { MINUTE, type CellId, type VirtualUs } from '../kernel/units.ts'
import type { ContainmentRecord } from '../../results/record.ts'
import type { Organisation } from '../world/organisation.ts'
import type { IncidentTrace } from './oracle.ts'
import type { Incident } from './placement.ts'

const TIMELINE_POINTS = 200
/** People exposed from which an effect counts as human-visible at scale (kill-chain stage 6). */
const AT_SCALE = 100

/** Merges the traces of all cells into the record of the incident. */
export function containmentRecord(
  incident: Incident,
  organisation: Organisation,
  traces: ReadonlyMap<CellId, IncidentTrace>,
): ContainmentRecord {
  const all = [...traces.values()]
  const home = traces.get(organisation.cellOf(incident.rogue)) as IncidentTrace
  const t0 = home.postedAt ?? incident.at
  const minutes = (at: VirtualUs | null): number | null => (at === null ? null : (at - t0) / MINUTE)
  const commandedAt = first(all.map((trace) => trace.commandedAt))
  const lastEffectAt = last(all.map((trace) => trace.lastEffectAt))
  const removedAt = home.recalledAt ?? incident.endsAt
  const agents = new Set(all.flatMap((trace) => trace.exposedAgents))
  const departments = new Set([...agents].map((agent) => organisation.cellOf(agent)))
  const views = home.views.toSorted((a, b) => a - b)
  const reachedApex = all.some((trace) => trace.reachedApex)
  const sum = (pick: (trace: IncidentTrace) => number): number =>
    all.reduce((total, trace) => total + pick(trace), 0)
  const offeredAfter = sum((trace) => trace.offeredAfter)
  const failedAfter = sum((trace) => trace.failedAfter)
  const heldMessages = sum((trace) => trace.heldMessages)
  const minutesUntilEnd = (from: VirtualUs): number => Math.max(0, incident.endsAt - from) / MINUTE
  return {
    scenario: incident.spec.scenario,
    place: incident.spec.place,
    rogue: incident.rogue,
    postAccepted: home.postedAt !== null,
    detectMin: minutes(first(all.map((trace) => trace.alertedAt))),
    decideMin: minutes(first(all.map((trace) => trace.decidedAt))),
    commandMin: minutes(commandedAt),
    containMin: commandedAt === null ? null : minutes(lastEffectAt),
    horizonMin: incident.spec.horizonUs / MINUTE,
    audience: home.audience,
    peopleExposed: views.length,
    exposureMinutes: views.reduce((total, at) => total + Math.max(0, removedAt - at) / MINUTE, 0),
    blastRadiusAgents: agents.size,
    blastRadiusDepartments: departments.size,
    readOut: readOutOf(all),
    taintedResults: sum((trace) => trace.taintedResults),
    taintedSyntheses: sum((trace) => trace.taintedSyntheses),
    reachedApex,
    stage: stage(home.postedAt !== null, agents.size, departments.size, reachedApex, views.length),
    alerts: sum((trace) => trace.alerts),
    falseAlerts: sum((trace) => trace.falseAlerts),
    falseQuarantines: sum((trace) => trace.falseQuarantines),
    collateral: {
      failedTasks: failedAfter,
      failedShare: offeredAfter === 0 ? 0 : failedAfter / offeredAfter,
      purgedMessages: sum((trace) => trace.purgedMessages),
      agentMinutesOffline: sum(
        (trace) =>
          trace.quarantines.reduce((total, at) => total + minutesUntilEnd(at), 0) +
          trace.cuts.reduce(
            (total, { agents, at, until }) =>
              total + agents * (minutesUntilEnd(at) - minutesUntilEnd(until ?? incident.endsAt)),
            0,
          ),
      ),
      ...(heldMessages === 0 ? {} : { heldMessages }),
    },
    timeline: thin(views.map((at, index) => [(at - t0) / MINUTE, index + 1] as const)),
  }
}

/** How much the rogue was given to read. The number before a token's dot is its work's. */
function readOutOf(traces: readonly IncidentTrace[]): NonNullable<ContainmentRecord['readOut']> {
  const tokens = new Set(traces.flatMap((trace) => trace.readOut))
  const works = new Set([...tokens].map((token) => token.slice(2, token.indexOf('.'))))
  return { artefacts: tokens.size, works: works.size }
}

function stage(
  posted: boolean,
  agents: number,
  departments: number,
  reachedApex: boolean,
  people: number,
): number {
  if (reachedApex || people >= AT_SCALE) return 6
  if (departments > 1) return 5
  if (agents > 0) return 4
  return posted ? 3 : 0
}

function first(times: readonly (VirtualUs | null)[]): VirtualUs | null {
  return times.reduce(
    (best, at) => (at === null || (best !== null && best <= at) ? best : at),
    null,
  )
}

function last(times: readonly (VirtualUs | null)[]): VirtualUs | null {
  return times.reduce(
    (best, at) => (at === null || (best !== null && best >= at) ? best : at),
    null,
  )
}

/** At most 200 points of a step function, the first and last kept. */
function thin(points: readonly (readonly [number, number])[]): (readonly [number, number])[] {
  if (points.length <= TIMELINE_POINTS) return [...points]
  const step = (points.length - 1) / (TIMELINE_POINTS - 1)
  return Array.from(
    { length: TIMELINE_POINTS },
    (_, i) => points[Math.round(i * step)] as readonly [number, number],
  )
}
