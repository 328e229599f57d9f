/** Counts a cell's containment commands: what had to be carried out, and what was. */
import type { CellGuard } from '../controls/guard.ts'
import type { AgentId, VirtualUs } from '../kernel/units.ts'

/** Plain numbers; over all cells of a trial they are equal. */
export interface CommandTally {
  /** Given here, to this cell and each other, and due before the end of the trial. */
  commandsDue: number
  /** After which this cell's guard says that the agent is contained. */
  commandsCarriedOut: number
}

export class CommandCount {
  readonly tally: CommandTally = { commandsDue: 0, commandsCarriedOut: 0 }
  private readonly guard: CellGuard
  private readonly endUs: VirtualUs

  /** The trial runs what is due before `endUs`. */
  constructor(guard: CellGuard, endUs: VirtualUs) {
    this.guard = guard
    this.endUs = endUs
  }

  /** A command is given to a cell, which it reaches at a time. */
  given(at: VirtualUs): void {
    if (at < this.endUs) this.tally.commandsDue++
  }

  /** A command has been through this cell's guard, which may have done nothing. */
  obeyed(agent: AgentId): void {
    if (this.guard.isQuarantined(agent)) this.tally.commandsCarriedOut++
  }
}
