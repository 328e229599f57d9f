/**
 * Who serves a stage: one seat of the department for each (process, role), the same for all of its
 * teams. Which one follows from the process's name, so every department can name the stage agents of
 * every other, and two processes share a seat only by chance or where a role has few seats.
 */
import type { Directory, Guard } from '../contract.ts'
import { hashText } from '../../harness/kernel/random.ts'
import type { AgentId, CellId } from '../../harness/kernel/units.ts'

export class Staff {
  private readonly directory: Directory
  private readonly guard: Guard
  private readonly known = new Map<string, AgentId>()

  constructor(directory: Directory, guard: Guard) {
    this.directory = directory
    this.guard = guard
  }

  /**
   * The stage agent of a process and role in the department where this employee's agent has its
   * seat. If that one is in quarantine, the next seat of the role; with none left, any colleague.
   */
  of(process: string, role: string, seat: AgentId): AgentId {
    const cell = this.directory.cellOf(seat)
    const key = `${cell}/${role}/${process}`
    const known = this.known.get(key)
    if (known !== undefined && !this.guard.isQuarantined(known)) return known
    const found = this.find(cell, process, role, seat)
    this.known.set(key, found)
    return found
  }

  private find(cell: CellId, process: string, role: string, seat: AgentId): AgentId {
    const all = this.seats(cell, seat)
    const fit = all.filter((agent) => this.directory.roleOf(agent) === role)
    return this.firstFree(fit, process) ?? this.firstFree(all, process) ?? seat
  }

  /** The first that is not in quarantine, counted round from the process's own place. */
  private firstFree(agents: readonly AgentId[], process: string): AgentId | undefined {
    const start = hashText(process) % Math.max(1, agents.length)
    for (let i = 0; i < agents.length; i++) {
      const agent = agents[(start + i) % agents.length] as AgentId
      if (!this.guard.isQuarantined(agent)) return agent
    }
    return undefined
  }

  /** Agents are numbered in the order of seats, so a department's seats are neighbours. */
  private seats(cell: CellId, seat: AgentId): AgentId[] {
    let first = seat
    while (first > 0 && this.isSeatOf(cell, first - 1)) first--
    const seats: AgentId[] = []
    for (let agent = first; this.isSeatOf(cell, agent); agent++) seats.push(agent)
    return seats
  }

  private isSeatOf(cell: CellId, agent: AgentId): boolean {
    return this.directory.cellOf(agent) === cell && this.directory.roleOf(agent) !== 'meta'
  }
}
