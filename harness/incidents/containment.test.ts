import { describe, expect, it } from 'vitest'
import { HOUR, MINUTE } from '../kernel/units.ts'
import { Organisation } from '../world/organisation.ts'
import { containmentRecord } from './containment.ts'
import { CellOracle, type IncidentTrace } from './oracle.ts'
import type { Incident } from './placement.ts'

const organisation = new Organisation(
  {
    agents: [],
    team: ['lead', 'writer'],
    teamsPerDepartment: 2,
    departmentsPerDivision: 2,
    functions: ['content-policy'],
    peerTeams: 1,
  },
  16,
)

const AT = 100 * MINUTE
/** Agent 1 is in department 0; departments 0–3, divisions 4 and 5, apex 6. */
const incident: Incident = {
  spec: {
    scenario: 'rogue-guidance',
    place: 'leaf',
    delayUs: 0,
    horizonUs: HOUR,
    caseTasksPerHour: 0,
  },
  rogue: 1,
  team: 0,
  at: AT,
  endsAt: AT + HOUR,
}

const blank = (): IncidentTrace => new CellOracle(incident).trace

function recordOf(home: Partial<IncidentTrace>, away: Partial<IncidentTrace> = {}) {
  const traces = new Map(
    Array.from({ length: organisation.cells }, (_, cell) => [cell, blank()] as const),
  )
  traces.set(0, { ...blank(), postedAt: AT + MINUTE, audience: 500, ...home })
  traces.set(2, { ...blank(), ...away })
  return containmentRecord(incident, organisation, traces)
}

/** Minutes after the post. */
const after = (minutes: number): number => AT + MINUTE + minutes * MINUTE

describe('the containment record', () => {
  it('counts all times from the accepted post', () => {
    expect(
      recordOf(
        {
          alertedAt: after(10),
          decidedAt: after(15),
          commandedAt: after(16),
          lastEffectAt: after(14),
        },
        { lastEffectAt: after(17) },
      ),
    ).toMatchObject({
      postAccepted: true,
      detectMin: 10,
      decideMin: 15,
      commandMin: 16,
      containMin: 17,
      horizonMin: 60,
    })
  })

  it('leaves open what never happened: censored, not zero', () => {
    expect(recordOf({ lastEffectAt: after(30) })).toMatchObject({
      detectMin: null,
      decideMin: null,
      commandMin: null,
      containMin: null,
    })
  })

  it('adds up exposure until the take-down', () => {
    const record = recordOf({ views: [after(2), after(1), after(4)], recalledAt: after(10) })
    expect(record).toMatchObject({ audience: 500, peopleExposed: 3, exposureMinutes: 9 + 8 + 6 })
    expect(record.timeline).toEqual([
      [1, 1],
      [2, 2],
      [4, 3],
    ])
  })

  it('adds up exposure until the horizon when nobody takes the post down', () => {
    expect(recordOf({ views: [after(9)] }).exposureMinutes).toBe(60 - 1 - 9)
  })

  it('counts distinct agents and departments over all cells', () => {
    expect(recordOf({ exposedAgents: [0, 2] }, { exposedAgents: [2, 8] })).toMatchObject({
      blastRadiusAgents: 3,
      blastRadiusDepartments: 2,
    })
  })

  it('names the stage of the kill chain that was reached', () => {
    const people = Array.from({ length: 100 }, () => after(1))
    expect([
      recordOf({ postedAt: null }).stage,
      recordOf({}).stage,
      recordOf({ exposedAgents: [0] }).stage,
      recordOf({ exposedAgents: [0] }, { exposedAgents: [8] }).stage,
      recordOf({ views: people.slice(1) }).stage,
      recordOf({ views: people }).stage,
      recordOf({}, { reachedApex: true }).stage,
    ]).toEqual([0, 3, 4, 5, 3, 6, 6])
  })

  it('shows collateral as a share of the tasks offered after the command', () => {
    const { collateral } = recordOf(
      {
        commandedAt: after(9),
        quarantines: [after(9)],
        offeredAfter: 3,
        failedAfter: 1,
        purgedMessages: 2,
      },
      { quarantines: [after(39)], offeredAfter: 5, failedAfter: 1, purgedMessages: 1 },
    )
    expect(collateral).toEqual({
      failedTasks: 2,
      failedShare: 2 / 8,
      purgedMessages: 3,
      agentMinutesOffline: 50 + 20,
    })
  })

  it('counts everybody who was cut off, for as long as they were, within the horizon', () => {
    const { collateral } = recordOf(
      {
        quarantines: [after(9)],
        cuts: [{ agents: 5, at: after(9), until: null }],
        cutAt: after(9),
        offeredAfter: 2,
      },
      {
        cuts: [
          { agents: 3, at: after(10), until: after(20) },
          { agents: 3, at: after(20), until: after(500) },
        ],
        cutAt: after(10),
        offeredAfter: 3,
        failedAfter: 1,
        heldMessages: 4,
      },
    )
    expect(collateral).toEqual({
      failedTasks: 1,
      failedShare: 1 / 5,
      purgedMessages: 0,
      agentMinutesOffline: 50 + 5 * 50 + 3 * 10 + 3 * 39,
      heldMessages: 4,
    })
  })

  it('thins a long timeline to 200 points, the first and last kept', () => {
    const views = Array.from({ length: 5000 }, (_, nth) => after(nth / 100))
    const { timeline } = recordOf({ views })
    expect(timeline).toHaveLength(200)
    expect([timeline[0], timeline.at(-1)]).toEqual([
      [0, 1],
      [49.99, 5000],
    ])
  })
})
