import { describe, expect, it } from 'vitest'
import { HOUR, MINUTE } from '../kernel/units.ts'
import { Organisation } from '../world/organisation.ts'
import { placeIncident } from './placement.ts'

const TEAM = ['lead', 'analyst', 'analyst', 'writer', 'reviewer', 'operator']
const INCIDENT = {
  scenario: 'rogue-guidance',
  place: 'leaf',
  delayUs: 10 * MINUTE,
  horizonUs: 4 * HOUR,
  caseTasksPerHour: 6,
} as const

function organisation(agents: number, functions: readonly string[], team = TEAM): Organisation {
  return new Organisation(
    {
      agents: [],
      team,
      teamsPerDepartment: 5,
      departmentsPerDivision: 10,
      functions,
      peerTeams: 4,
    },
    agents,
  )
}

describe('an incident', () => {
  it('is placed at a writer of a content-policy team, another one for other seeds', () => {
    const company = organisation(780, ['engineering', 'content-policy', 'sales'])
    const rogues = new Set<number>()
    for (let seed = 0; seed < 100; seed++) {
      const { rogue, team } = placeIncident(INCIDENT, company, seed, HOUR)
      expect(company.roleOf(rogue)).toBe('writer')
      expect(company.teamOf(rogue)).toBe(team)
      expect(company.functionOf(company.cellOf(rogue))).toBe('content-policy')
      rogues.add(rogue)
    }
    expect(rogues.size).toBeGreaterThan(20)
  })

  it('is placed the same way for the same seed', () => {
    const company = organisation(780, ['content-policy'])
    expect(placeIncident(INCIDENT, company, 5, HOUR)).toEqual(
      placeIncident(INCIDENT, company, 5, HOUR),
    )
  })

  it('is placed anywhere when nobody makes content policy, and at the last seat without a writer', () => {
    const company = organisation(60, ['sales'], ['lead', 'analyst'])
    const { rogue, team } = placeIncident(INCIDENT, company, 5, HOUR)
    expect(rogue).toBe(company.membersOf(team).at(-1))
  })

  it('begins after the benign window and lasts for its horizon', () => {
    const { at, endsAt } = placeIncident(INCIDENT, organisation(60, ['sales']), 5, HOUR)
    expect([at, endsAt]).toEqual([70 * MINUTE, 310 * MINUTE])
  })

  it('is placed at the lead of the same team in the middle, and at the apex as the hub', () => {
    const company = organisation(780, ['content-policy', 'sales'])
    const leaf = placeIncident(INCIDENT, company, 5, HOUR)
    const middle = placeIncident({ ...INCIDENT, place: 'middle' }, company, 5, HOUR)
    expect(middle).toMatchObject({ team: leaf.team, rogue: company.leadOf(leaf.team) })
    const hub = placeIncident({ ...INCIDENT, place: 'hub' }, company, 5, HOUR)
    expect(hub).toMatchObject({ team: leaf.team, rogue: company.apex })
  })

  it('has a colleague of the rogue relay its advice, and nobody under another hypothesis', () => {
    const company = organisation(780, ['content-policy'])
    for (const place of ['leaf', 'middle'] as const) {
      const spec = { ...INCIDENT, place, hypothesis: 'human-relay' as const }
      const { rogue, relay, team } = placeIncident(spec, company, 5, HOUR)
      expect(relay).not.toBe(rogue)
      expect(company.teamOf(relay as number)).toBe(team)
    }
    expect(placeIncident(INCIDENT, company, 5, HOUR).relay).toBeUndefined()
  })
})
