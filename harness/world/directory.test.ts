import { describe, expect, it } from 'vitest'
import type { Step, Work } from '../../adapters/contract.ts'
import type { OrganisationSpec } from '../../workloads/workload.ts'
import { OrganisationDirectory } from './directory.ts'
import { Organisation } from './organisation.ts'

const SPEC: OrganisationSpec = {
  agents: [],
  team: ['lead', 'analyst', 'analyst', 'writer', 'reviewer', 'operator'],
  teamsPerDepartment: 50,
  departmentsPerDivision: 10,
  functions: ['content-policy'],
  peerTeams: 4,
}

function setting(agents: number, spec: Partial<OrganisationSpec> = {}) {
  const organisation = new Organisation({ ...SPEC, ...spec }, agents)
  const quarantined = new Set<number>()
  const directory = new OrganisationDirectory(organisation, 7, (agent) => quarantined.has(agent))
  return { organisation, quarantined, directory }
}

const stepFor = (role: string, changes: Partial<Step> = {}): Step => ({
  index: 0,
  name: 'step',
  role,
  needs: [],
  toolRounds: 0,
  tool: 'lookup',
  at: 'team',
  outputTokens: 10,
  ...changes,
})

const workOf = (team: number, id = 1): Work => ({
  id,
  kind: 'task',
  type: 'test',
  initiator: 0,
  team,
  steps: [stepFor('lead')],
  final: 0,
  inputs: [],
})

describe('the directory', () => {
  it('assigns a member of the work’s team that has the step’s role', () => {
    const { directory, organisation } = setting(780)
    for (const role of new Set(SPEC.team)) {
      for (let id = 0; id < 50; id++) {
        const agent = directory.assignee(workOf(id), stepFor(role))
        expect(organisation.teamOf(agent)).toBe(id)
        expect(organisation.roleOf(agent)).toBe(role)
      }
    }
  })

  it('spreads works over all who have the role, the same way every time', () => {
    const { directory } = setting(6)
    const named = Array.from({ length: 100 }, (_, id) =>
      directory.assignee(workOf(0, id), stepFor('analyst')),
    )
    expect([...new Set(named)].toSorted()).toEqual([1, 2])
    const share = named.filter((agent) => agent === 1).length
    expect(share).toBeGreaterThan(25)
    expect(share).toBeLessThan(75)
    expect(named.map((_, id) => directory.assignee(workOf(0, id), stepFor('analyst')))).toEqual(
      named,
    )
  })

  it('names a pinned agent, unless that one is in quarantine', () => {
    const { directory, quarantined } = setting(78)
    const pinned = stepFor('writer', { assignee: 9 })
    expect(directory.assignee(workOf(1), pinned)).toBe(9)
    quarantined.add(9)
    expect(directory.assignee(workOf(1), pinned)).not.toBe(9)
  })

  it('never names a quarantined agent while the team has anybody else', () => {
    const { directory, organisation, quarantined } = setting(78)
    const members = organisation.membersOf(3)
    for (const agent of members.slice(0, -1)) {
      quarantined.add(agent)
      for (const role of new Set(SPEC.team)) {
        for (let id = 0; id < 20; id++) {
          const named = directory.assignee(workOf(3, id), stepFor(role))
          expect(quarantined.has(named)).toBe(false)
          expect(organisation.teamOf(named)).toBe(3)
        }
      }
    }
  })

  it('leaves assignments to others as they were when somebody is quarantined', () => {
    const { directory, quarantined } = setting(78)
    const writers = Array.from({ length: 13 }, (_, team) =>
      directory.assignee(workOf(team), stepFor('writer')),
    )
    quarantined.add(1)
    expect(writers.map((_, team) => directory.assignee(workOf(team), stepFor('writer')))).toEqual(
      writers,
    )
  })

  it('assigns works without a team to their initiator', () => {
    const { directory } = setting(78)
    expect(directory.assignee({ ...workOf(-1), initiator: 79 }, stepFor('meta'))).toBe(79)
  })

  it('finds a peer of the right role in another department when there is one', () => {
    const { directory, organisation } = setting(7_800)
    for (let team = 0; team < organisation.teams; team += 13) {
      const own = organisation.cellOf(organisation.leadOf(team))
      const { cell, agent } = directory.peer(workOf(team, team * 31), stepFor('reviewer'))
      expect(cell).not.toBe(own)
      expect(organisation.kindOf(cell)).toBe('department')
      expect(organisation.cellOf(agent)).toBe(cell)
      expect(organisation.roleOf(agent)).toBe('reviewer')
    }
  })

  it('finds a peer in another team of the only department, else in the team itself', () => {
    const { directory, organisation } = setting(78)
    for (let id = 0; id < 200; id++) {
      const { agent } = directory.peer(workOf(4, id), stepFor('reviewer'))
      expect(organisation.teamOf(agent)).not.toBe(4)
    }
    const { directory: small } = setting(6)
    expect(small.peer(workOf(0), stepFor('reviewer'))).toEqual({ cell: 0, agent: 4 })
  })

  it('bounds the contact graph: a team asks at most `peerTeams` teams, however many works', () => {
    const { directory, organisation } = setting(7_800)
    const contacts = new Set<number>()
    for (let id = 0; id < 3000; id++) {
      const { agent } = directory.peer(workOf(17, id), stepFor('reviewer'))
      contacts.add(organisation.teamOf(agent))
    }
    expect(contacts.size).toBeGreaterThan(1)
    expect(contacts.size).toBeLessThanOrEqual(SPEC.peerTeams)
  })

  it('reaches every department from somewhere', () => {
    const { directory, organisation } = setting(7_800)
    const reached = new Set<number>()
    for (let team = 0; team < organisation.teams; team++) {
      for (let nth = 0; nth < SPEC.peerTeams; nth++) {
        const neighbour = directory.neighbour(team, nth)
        expect(neighbour).toBeGreaterThanOrEqual(0)
        expect(neighbour).toBeLessThan(organisation.teams)
        reached.add(organisation.cellOf(organisation.leadOf(neighbour)))
      }
    }
    expect(reached.size).toBe(organisation.departments)
  })

  it('never names a quarantined peer', () => {
    const { directory, quarantined } = setting(780)
    const before = directory.peer(workOf(0, 5), stepFor('reviewer'))
    quarantined.add(before.agent)
    expect(directory.peer(workOf(0, 5), stepFor('reviewer')).agent).not.toBe(before.agent)
  })
})
