/**
 * The account that a department's assistant acts under: the department's first operator, because the
 * static role table lets an operator use every tool and speak to other departments; with no operator,
 * the first seat. Every department can name every other's account, as with the directory.
 */
import type { Directory } from '../contract.ts'
import type { AgentId, CellId } from '../../harness/kernel/units.ts'

const ROLE = 'operator'

export class Accounts {
  private readonly directory: Directory
  private readonly known = new Map<CellId, AgentId>()

  constructor(directory: Directory) {
    this.directory = directory
  }

  /** The account of the department in which this employee's agent has its seat. */
  of(seat: AgentId): AgentId {
    const cell = this.directory.cellOf(seat)
    let account = this.known.get(cell)
    if (account === undefined) {
      account = this.find(cell, seat)
      this.known.set(cell, account)
    }
    return account
  }

  /** Agents are numbered in the order of seats, so a department's seats are neighbours. */
  private find(cell: CellId, seat: AgentId): AgentId {
    let first = seat
    while (first > 0 && this.isSeatOf(cell, first - 1)) first--
    for (let agent = first; this.isSeatOf(cell, agent); agent++) {
      if (this.directory.roleOf(agent) === ROLE) return agent
    }
    return first
  }

  private isSeatOf(cell: CellId, agent: AgentId): boolean {
    return this.directory.cellOf(agent) === cell && this.directory.roleOf(agent) !== 'meta'
  }
}
