/** Authentication: the sender's and the receiver's side of a message's proof of origin. */
import type { AgentId, CellId, VirtualUs } from '../../kernel/units.ts'
import { HOUR } from '../../kernel/units.ts'
import type { Draft } from '../../../adapters/contract.ts'
import type { Authority } from '../authority.ts'
import type { ControlCounters } from '../counters.ts'
import type { RunningDigest } from '../../kernel/digest.ts'
import type { Envelope } from '../envelope.ts'
import type { Stage } from '../stage.ts'
import type { TextDigest } from '../text-digest.ts'
import type { SessionWaits } from './session-waits.ts'

export interface AuthStage extends Stage {
  /** Makes the envelope of a draft. `receivers` absent: `draft.to` alone. */
  seal(draft: Draft, subject: number, receivers: readonly AgentId[] | undefined): Envelope
}

/** What the keyed levels need of their cell. */
export interface AuthContext {
  readonly cell: CellId
  readonly seed: number
  readonly authority: Authority
  readonly clock: { readonly now: VirtualUs }
  readonly texts: TextDigest
  readonly counters: ControlCounters
  readonly proof: RunningDigest
  /** Where enrolments and handshakes say that they take time. */
  readonly waits: SessionWaits
  /** True for the agents, and the service account, whose keys this cell holds. */
  readonly isOwn: (agent: AgentId) => boolean
  readonly maxSessions: number
  readonly messageLifetimeUs: VirtualUs
  /** A4: halves of sessions whose keys the cell holds. */
  readonly sessionCapacity: number
  /** A4: age from which a session seals no more messages. */
  readonly sessionTtlUs: VirtualUs
}

/** Default age at which a message is refused. Reports wait for their synthesis, so it is long. */
export const MESSAGE_LIFETIME_US: VirtualUs = 24 * HOUR

/**
 * Default bound on the sessions of a cell. The contact graph needs far fewer; at the bound a new
 * pair is refused, because forgetting a replay window would let replays in.
 */
export const MAX_SESSIONS = 262_144

/** Default of A4's cache: a department of 300 agents has about 2,000 halves of sessions in use. */
export const SESSION_CAPACITY = 4_096

/**
 * Default lifetime of a session at A4: eight hours, as IKE's default for the association under which
 * keys are renewed (RFC 2407, section 4.5.4: 28,800 s). Its keys last `KEY_LIFETIME_US`.
 */
export const SESSION_TTL_US: VirtualUs = 8 * HOUR

/** True if a message sealed at `at` is neither from the future nor too old. */
export function isCurrent(at: VirtualUs, now: VirtualUs, lifetimeUs: VirtualUs): boolean {
  return at <= now && now - at <= lifetimeUs
}
