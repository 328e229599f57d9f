/** Compiled graphs of a cell, one for each make-up of a team, shared by all teams that have it. */
import type { Cell } from '../contract.ts'
import type { AgentId } from '../../harness/kernel/units.ts'

export class TeamTemplates<Graph> {
  private readonly cell: Cell
  private readonly compile: (cell: Cell, roles: readonly string[]) => Graph
  private readonly graphByRoles = new Map<string, Graph>()

  constructor(cell: Cell, compile: (cell: Cell, roles: readonly string[]) => Graph) {
    this.cell = cell
    this.compile = compile
  }

  /** The graph for these members' roles, compiled at first use. */
  of(members: readonly AgentId[]): Graph {
    const roles = members.map((member) => this.cell.directory.roleOf(member))
    const key = JSON.stringify(roles)
    let graph = this.graphByRoles.get(key)
    if (graph === undefined) {
      graph = this.compile(this.cell, roles)
      this.graphByRoles.set(key, graph)
    }
    return graph
  }
}
