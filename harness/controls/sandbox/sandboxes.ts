/** Where agent programs run. Every level of the sandbox stage has this face, S0 included. */
import type { AgentId, CellId } from '../../kernel/units.ts'
import type { ControlLevels } from '../levels.ts'
import type { ProgramCall, ProgramOutcome } from './program.ts'

export type SandboxLevel = ControlLevels['sandbox']

/**
 * Handles of the services themselves, without any control: what the path protects. Only at S0 can a
 * program reach them.
 */
export interface ServiceHandles {
  /** Publishes on the department's board. */
  post(author: AgentId, text: string): void
}

export interface SandboxCounts {
  /** Sandboxes that were made. */
  created: number
  /** Times that a sandbox was emptied for another department or agent. */
  resets: number
  /** Sandboxes that were ended: by a quarantine, or because a program broke them. */
  ended: number
}

export interface Sandboxes {
  readonly level: SandboxLevel
  readonly counts: SandboxCounts
  /** Runs a program in the sandbox of its department or agent, which is made when first needed. */
  run(call: ProgramCall, services?: ServiceHandles): ProgramOutcome
  /** Ends the sandbox that holds this agent. A later run of anybody else makes a new one. */
  end(cell: CellId, agent: AgentId): void
  /** Ends all. */
  close(): void
}
