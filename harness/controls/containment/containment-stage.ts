import type { AgentId } from '../../kernel/units.ts'
import type { Envelope } from '../envelope.ts'
import type { Stage } from '../stage.ts'

/** What a quarantine command does in the cell that it has reached. */
export interface ContainmentStage extends Stage {
  /** False if the command has no effect. */
  quarantine(agent: AgentId): boolean
  isQuarantined(agent: AgentId): boolean
}

/** C0: a command is heard and nothing happens. */
export class NoContainment implements ContainmentStage {
  readonly level = 'C0'

  passes(): boolean {
    return true
  }

  quarantine(): boolean {
    return false
  }

  isQuarantined(): boolean {
    return false
  }
}

/**
 * C1: the cell's list of revoked agents. A message of a revoked agent is refused when it is opened,
 * whenever it was sealed, so messages on their way are refused too. Sessions are kept: a cell that
 * the command has not reached must judge the agent's messages alike at every level of authentication.
 */
export class AgentQuarantine implements ContainmentStage {
  readonly level: string = 'C1'
  private readonly revoked = new Set<AgentId>()

  passes(envelope: Envelope): boolean {
    return this.revoked.size === 0 || !this.revoked.has(envelope.from)
  }

  quarantine(agent: AgentId): boolean {
    this.revoked.add(agent)
    return true
  }

  isQuarantined(agent: AgentId): boolean {
    return this.revoked.has(agent)
  }
}
