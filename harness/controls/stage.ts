/** A stage of the control path. Every level of every stage has this face, level 0 included. */
import type { AgentId } from '../kernel/units.ts'
import type { Envelope } from './envelope.ts'

export interface Stage {
  /** The level's name, as in `ControlLevels`. */
  readonly level: string
  /** True if the message may go on to the next stage. */
  passes(envelope: Envelope, receiver: AgentId): boolean
}
