import { HOUR, type VirtualUs } from '../../kernel/units.ts'
import { AgentQuarantine } from './containment-stage.ts'

/** How long communication is stopped: the article's 48 hours after March 18. */
export const COMMUNICATION_STOP_US: VirtualUs = 48 * HOUR

/**
 * C3: the agent is revoked as at C1, and communication between departments stops: `BusGate` holds
 * what arrives from other cells until a timed re-opening, while work inside departments goes on.
 */
export class CommunicationStop extends AgentQuarantine {
  override readonly level = 'C3'
}
