/**
 * The organisation by arithmetic: who is in which team, department and division follows from the
 * agent's number, so an idle agent costs no memory.
 *
 * Employees' agents are 0…N−1 in seat order. Meta-agents follow: one for each department, one for
 * each division, and the apex last. Each of those is also a cell: departments first, then
 * divisions, then the apex.
 */
import { MusterError } from '../kernel/errors.ts'
import type { AgentId, CellId } from '../kernel/units.ts'
import type { OrganisationSpec } from '../../workloads/workload.ts'

export type CellKind = 'department' | 'division' | 'apex'

export class Organisation {
  readonly spec: OrganisationSpec
  /** Employees' agents. */
  readonly agents: number
  readonly teams: number
  readonly departments: number
  readonly divisions: number
  readonly cells: number
  readonly apex: AgentId
  private readonly teamSize: number

  constructor(spec: OrganisationSpec, agents: number) {
    this.spec = spec
    this.agents = agents
    this.teamSize = spec.team.length
    this.teams = Math.floor(agents / this.teamSize)
    if (this.teams < 1) {
      throw new MusterError(
        'ORGANISATION_IMPOSSIBLE',
        `${agents} agents do not fill one team of ${this.teamSize}`,
        { hint: `give at least ${this.teamSize} agents or a smaller team` },
      )
    }
    this.departments = Math.ceil(this.teams / spec.teamsPerDepartment)
    this.divisions = Math.ceil(this.departments / spec.departmentsPerDivision)
    this.cells = this.departments + this.divisions + 1
    this.apex = agents + this.departments + this.divisions
  }

  /** All agents, meta-agents included. */
  get allAgents(): number {
    return this.apex + 1
  }

  kindOf(cell: CellId): CellKind {
    if (cell < this.departments) return 'department'
    return cell < this.departments + this.divisions ? 'division' : 'apex'
  }

  /** The meta-agent of a cell. */
  metaOf(cell: CellId): AgentId {
    return this.agents + cell
  }

  /** The cell that a cell reports to, or −1 for the apex. */
  parentOf(cell: CellId): CellId {
    if (cell < this.departments) {
      return this.departments + Math.floor(cell / this.spec.departmentsPerDivision)
    }
    return cell === this.cells - 1 ? -1 : this.cells - 1
  }

  cellOf(agent: AgentId): CellId {
    if (agent >= this.agents) return agent - this.agents
    return Math.floor(this.teamOf(agent) / this.spec.teamsPerDepartment)
  }

  /** Team of an employee's agent, or −1 for a meta-agent. Agents left over join the last team. */
  teamOf(agent: AgentId): number {
    if (agent >= this.agents) return -1
    return Math.min(Math.floor(agent / this.teamSize), this.teams - 1)
  }

  roleOf(agent: AgentId): string {
    if (agent >= this.agents) return 'meta'
    const seat = agent - this.teamOf(agent) * this.teamSize
    const { team } = this.spec
    if (seat < this.teamSize) return team[seat] as string
    return (
      team[1 + ((seat - this.teamSize) % Math.max(1, this.teamSize - 1))] ?? (team[0] as string)
    )
  }

  /** First team of a department and the first after it. */
  teamRange(cell: CellId): readonly [number, number] {
    const first = cell * this.spec.teamsPerDepartment
    return [first, Math.min(first + this.spec.teamsPerDepartment, this.teams)]
  }

  leadOf(team: number): AgentId {
    return team * this.teamSize
  }

  sizeOf(team: number): number {
    return team === this.teams - 1 ? this.agents - team * this.teamSize : this.teamSize
  }

  /** Members of a team, the lead first. */
  membersOf(team: number): AgentId[] {
    const first = this.leadOf(team)
    return Array.from({ length: this.sizeOf(team) }, (_, seat) => first + seat)
  }

  /** What the department of a cell does; `management` for divisions and the apex. */
  functionOf(cell: CellId): string {
    if (cell >= this.departments) return 'management'
    const { functions } = this.spec
    return functions[cell % functions.length] as string
  }

  /** Employees' agents of a department. */
  headcountOf(cell: CellId): number {
    const [first, end] = this.teamRange(cell)
    let heads = 0
    for (let team = first; team < end; team++) heads += this.sizeOf(team)
    return heads
  }
}
