import { describe, expect, it } from 'vitest'
import type { OrganisationSpec } from '../../workloads/workload.ts'
import { Organisation } from './organisation.ts'

const SPEC: OrganisationSpec = {
  agents: [],
  team: ['lead', 'analyst', 'analyst', 'writer', 'reviewer', 'operator'],
  teamsPerDepartment: 50,
  departmentsPerDivision: 10,
  functions: ['content-policy', 'engineering', 'sales'],
  peerTeams: 4,
}

const of = (agents: number, changes: Partial<OrganisationSpec> = {}): Organisation =>
  new Organisation({ ...SPEC, ...changes }, agents)

describe('an organisation', () => {
  const sizes: [number, number, number, number][] = [
    [6, 1, 1, 1],
    [78, 13, 1, 1],
    [780, 130, 3, 1],
    [7_800, 1_300, 26, 3],
    [78_000, 13_000, 260, 26],
    [1_000_000, 166_666, 3_334, 334],
  ]
  for (const [agents, teams, departments, divisions] of sizes) {
    it(`of ${agents} agents has ${teams} teams, ${departments} departments, ${divisions} divisions`, () => {
      const organisation = of(agents)
      expect(organisation).toMatchObject({ teams, departments, divisions })
      expect(organisation.cells).toBe(departments + divisions + 1)
      expect(organisation.allAgents).toBe(agents + departments + divisions + 1)
    })
  }

  for (const agents of [6, 11, 78, 781, 7_805]) {
    it(`of ${agents} agents gives each agent one team and one cell`, () => {
      const organisation = of(agents)
      const seen = new Set<number>()
      for (let team = 0; team < organisation.teams; team++) {
        const members = organisation.membersOf(team)
        expect(members[0]).toBe(organisation.leadOf(team))
        expect(members).toHaveLength(organisation.sizeOf(team))
        for (const agent of members) {
          expect(seen.has(agent)).toBe(false)
          seen.add(agent)
          expect(organisation.teamOf(agent)).toBe(team)
          const [first, end] = organisation.teamRange(organisation.cellOf(agent))
          expect(team >= first && team < end).toBe(true)
        }
      }
      expect(seen.size).toBe(agents)
    })

    it(`of ${agents} agents counts every head in exactly one department`, () => {
      const organisation = of(agents)
      let heads = 0
      for (let cell = 0; cell < organisation.cells; cell++) heads += organisation.headcountOf(cell)
      expect(heads).toBe(agents)
    })
  }

  it('seats the roles of the team in order, and left-over agents in the last team', () => {
    const organisation = of(15)
    expect(organisation.teams).toBe(2)
    expect(organisation.membersOf(0).map((agent) => organisation.roleOf(agent))).toEqual(SPEC.team)
    expect(organisation.membersOf(1).map((agent) => organisation.roleOf(agent))).toEqual([
      ...SPEC.team,
      'analyst',
      'analyst',
      'writer',
    ])
  })

  it('never seats a second lead among left-over agents, unless a team is only a lead', () => {
    const organisation = of(11)
    const leads = organisation.membersOf(0).filter((a) => organisation.roleOf(a) === 'lead')
    expect(leads).toEqual([0])
    expect(of(3, { team: ['lead'] }).roleOf(2)).toBe('lead')
  })

  it('lets every cell report up to the apex', () => {
    const organisation = of(78_000)
    for (let cell = 0; cell < organisation.cells; cell++) {
      let at = cell
      const kinds: string[] = []
      for (; at >= 0; at = organisation.parentOf(at)) kinds.push(organisation.kindOf(at))
      expect(['department', 'division', 'apex'].slice(-kinds.length)).toEqual(kinds)
    }
    expect(organisation.parentOf(259)).toBe(260 + 25)
  })

  it('gives every meta-agent its own cell and the role `meta`', () => {
    const organisation = of(780)
    for (let cell = 0; cell < organisation.cells; cell++) {
      const meta = organisation.metaOf(cell)
      expect(organisation.cellOf(meta)).toBe(cell)
      expect(organisation.roleOf(meta)).toBe('meta')
      expect(organisation.teamOf(meta)).toBe(-1)
    }
    expect(organisation.metaOf(organisation.cells - 1)).toBe(organisation.apex)
  })

  it('deals functions to departments in turn, and management to those above', () => {
    const organisation = of(7_800)
    expect([0, 1, 2, 3, 26, 29].map((cell) => organisation.functionOf(cell))).toEqual([
      'content-policy',
      'engineering',
      'sales',
      'content-policy',
      'management',
      'management',
    ])
  })

  it('cannot be smaller than one team', () => {
    expect(() => of(5)).toThrow(
      expect.objectContaining({
        code: 'ORGANISATION_IMPOSSIBLE',
        hint: expect.stringContaining('6') as string,
      }),
    )
    expect(() => of(0)).toThrow(expect.objectContaining({ code: 'ORGANISATION_IMPOSSIBLE' }))
  })
})
