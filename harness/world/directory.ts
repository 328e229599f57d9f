/**
 * Who does what: turns a role into an agent, and a peer step into an agent of another department.
 * Choices are keyed by work and step, so every architecture is given the same people. An agent that
 * is quarantined in this cell is not named while its team has anybody else.
 */
import type { Directory, Step, Work } from '../../adapters/contract.ts'
import { choice, purpose } from '../kernel/random.ts'
import type { AgentId, CellId } from '../kernel/units.ts'
import type { Organisation } from './organisation.ts'

const ASSIGN = purpose('directory.assign')
const NEIGHBOUR_DEPARTMENT = purpose('directory.neighbour.department')
const NEIGHBOUR_TEAM = purpose('directory.neighbour.team')
const PEER = purpose('directory.peer')

export class OrganisationDirectory implements Directory {
  private readonly organisation: Organisation
  private readonly seed: number
  private readonly isQuarantined: (agent: AgentId) => boolean

  constructor(
    organisation: Organisation,
    seed: number,
    isQuarantined: (agent: AgentId) => boolean,
  ) {
    this.organisation = organisation
    this.seed = seed
    this.isQuarantined = isQuarantined
  }

  assignee(work: Work, step: Step): AgentId {
    if (step.assignee !== undefined && !this.isQuarantined(step.assignee)) return step.assignee
    if (work.team < 0) return work.initiator
    return this.pick(work.team, step.role, work.id, step.index)
  }

  roleOf(agent: AgentId): string {
    return this.organisation.roleOf(agent)
  }

  team(team: number): readonly AgentId[] {
    return this.organisation.membersOf(team)
  }

  cellOf(agent: AgentId): CellId {
    return this.organisation.cellOf(agent)
  }

  peer(work: Work, step: Step): { readonly cell: CellId; readonly agent: AgentId } {
    const { peerTeams } = this.organisation.spec
    const nth = choice(peerTeams, this.seed, PEER, work.id, step.index)
    let agent = this.pick(this.neighbour(work.team, nth), step.role, work.id, step.index)
    // A team that is in quarantine as a whole is passed over, while there is another one to ask.
    for (let further = 1; further < peerTeams && this.isQuarantined(agent); further++) {
      const team = this.neighbour(work.team, (nth + further) % peerTeams)
      agent = this.pick(team, step.role, work.id, step.index)
    }
    return { cell: this.organisation.cellOf(agent), agent }
  }

  /**
   * The nth of the teams that a team asks for help. They are in other departments where there are
   * any, else other teams of the same department, else the team itself.
   */
  neighbour(team: number, nth: number): number {
    const { organisation, seed } = this
    const own = Math.floor(team / organisation.spec.teamsPerDepartment)
    let department = own
    if (organisation.departments > 1) {
      department = choice(organisation.departments - 1, seed, NEIGHBOUR_DEPARTMENT, team, nth)
      if (department >= own) department++
    }
    const [first, end] = organisation.teamRange(department)
    if (department !== own) return first + choice(end - first, seed, NEIGHBOUR_TEAM, team, nth)
    if (end - first < 2) return team
    const other = first + choice(end - first - 1, seed, NEIGHBOUR_TEAM, team, nth)
    return other >= team ? other + 1 : other
  }

  private pick(team: number, role: string, workId: number, step: number): AgentId {
    const { organisation } = this
    const first = organisation.leadOf(team)
    const size = organisation.sizeOf(team)
    let fit = 0
    for (let seat = 0; seat < size; seat++) {
      const agent = first + seat
      if (organisation.roleOf(agent) === role && !this.isQuarantined(agent)) fit++
    }
    let left = fit > 1 ? choice(fit, this.seed, ASSIGN, workId, step) : 0
    for (let seat = 0; seat < size; seat++) {
      const agent = first + seat
      if (this.isQuarantined(agent)) continue
      // With nobody of that role left, the first colleague who is not in quarantine stands in.
      if (fit === 0) return agent
      if (organisation.roleOf(agent) === role && left-- === 0) return agent
    }
    return first
  }
}
