/** Opens the capability stage of a guard at its level. */
import { MESSAGE_LIFETIME_US } from '../auth/auth-stage.ts'
import { Authority } from '../authority.ts'
import type { ControlCounters } from '../counters.ts'
import { serviceAccountOf } from '../envelope.ts'
import type { AgentId } from '../../kernel/units.ts'
import type { GuardOptions } from '../guard-options.ts'
import { primitivesOf } from '../primitives/create-primitives.ts'
import { AttenuatedCapabilities } from './attenuated-capabilities.ts'
import { type CapabilityStage, NoCapabilities } from './capability-stage.ts'

/** Agents whose keys are kept: every request names its receiver's. */
const KEYS_KEPT = 1024

/** A token holds as long as a message may be on its way. */
export function createCapabilities(
  { levels, cell, directory, seed, clock, messageLifetimeUs }: GuardOptions,
  counters: ControlCounters,
  isRevoked: (agent: AgentId) => boolean,
): CapabilityStage {
  if (levels.capabilities === 'K0') return new NoCapabilities()
  const account = serviceAccountOf(cell)
  return new AttenuatedCapabilities({
    authority: new Authority(
      seed,
      (agent) => (agent < 0 ? 'service' : directory.roleOf(agent)),
      KEYS_KEPT,
      primitivesOf(levels.cryptography),
    ),
    clock,
    counters,
    isRevoked,
    isOwn: (agent) => (agent < 0 ? agent === account : directory.cellOf(agent) === cell),
    lifetimeUs: messageLifetimeUs ?? MESSAGE_LIFETIME_US,
  })
}
