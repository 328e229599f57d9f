import type { AgentId } from '../../kernel/units.ts'
import type { Envelope, Refusal } from '../envelope.ts'
import type { Stage } from '../stage.ts'

/** The first stage: what it refuses costs no verification. It learns from what comes of the rest. */
export interface LimitStage extends Stage {
  /** A further receiver of an admitted message: the fan-out alone is limited. */
  passesFurther(envelope: Envelope, receiver: AgentId): boolean
  /** The message took the whole path. */
  admitted(envelope: Envelope, receiver: AgentId): void
  /** Any stage refused the message, this one included. */
  refused(envelope: Envelope, receiver: AgentId, reason: Refusal): void
}
