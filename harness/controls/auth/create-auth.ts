/** Makes the authentication stage of a level. */
import type { RunningDigest } from '../../kernel/digest.ts'
import type { AgentId } from '../../kernel/units.ts'
import { Authority } from '../authority.ts'
import type { ControlCounters } from '../counters.ts'
import { serviceAccountOf } from '../envelope.ts'
import type { GuardOptions } from '../guard-options.ts'
import { primitivesOf } from '../primitives/create-primitives.ts'
import type { TextDigest } from '../text-digest.ts'
import {
  type AuthContext,
  type AuthStage,
  MAX_SESSIONS,
  MESSAGE_LIFETIME_US,
  SESSION_CAPACITY,
  SESSION_TTL_US,
} from './auth-stage.ts'
import { Channel } from './channel.ts'
import { NoAuth } from './no-auth.ts'
import { SessionMac } from './session-mac.ts'
import type { SessionWaits } from './session-waits.ts'
import { SharedToken } from './shared-token.ts'
import { Signature } from './signature.ts'

/**
 * Agents whose keys a guard keeps: A3 needs them for every message, A2 and A4 for handshakes. With 512
 * a department's members and peers fit; with 128 a governed working day took a fifth more CPU time.
 */
const KEYS_KEPT = { A0: 0, A1: 0, A2: 512, A3: 1024, A4: 512 } as const

/** What the stage shares with the rest of its control path. */
export interface AuthParts {
  readonly texts: TextDigest
  readonly counters: ControlCounters
  readonly proof: RunningDigest
  readonly waits: SessionWaits
}

export function createAuth(options: GuardOptions, parts: AuthParts): AuthStage {
  const { levels, cell, directory, seed, clock } = options
  if (levels.auth === 'A0') return new NoAuth()
  if (levels.auth === 'A1') return new SharedToken({ seed, ...parts })
  const account = serviceAccountOf(cell)
  const roleOf = (agent: AgentId): string => (agent < 0 ? 'service' : directory.roleOf(agent))
  const context: AuthContext = {
    ...parts,
    cell,
    seed,
    clock,
    authority: new Authority(
      seed,
      roleOf,
      KEYS_KEPT[levels.auth],
      primitivesOf(levels.cryptography),
    ),
    isOwn: (agent) => (agent < 0 ? agent === account : directory.cellOf(agent) === cell),
    maxSessions: options.maxSessions ?? MAX_SESSIONS,
    messageLifetimeUs: options.messageLifetimeUs ?? MESSAGE_LIFETIME_US,
    sessionCapacity: options.sessionCapacity ?? SESSION_CAPACITY,
    sessionTtlUs: options.sessionTtlUs ?? SESSION_TTL_US,
  }
  switch (levels.auth) {
    case 'A2':
      return new SessionMac(context)
    case 'A3':
      return new Signature(context)
    case 'A4':
      return new Channel(context)
  }
}
