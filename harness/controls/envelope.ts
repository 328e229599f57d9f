/**
 * What travels. `Sealed` and `Admitted` of the contract are types over this one object: `seal` makes
 * it, and `admit` returns the same object re-typed, so that level 0 allocates nothing else.
 */
import type {
  Action,
  Admitted,
  Draft,
  Refused,
  ResourceClass,
  Sealed,
} from '../../adapters/contract.ts'
import type { AgentId, CellId, VirtualUs } from '../kernel/units.ts'
import type { ChannelHandshake } from './auth/channel-handshake.ts'
import type { Handshake } from './auth/handshake.ts'
import type { Capability } from './capabilities/token.ts'
import type { Certificate } from './certificate.ts'

/** A message on the control path. Plain data; always these fields, so that its shape is one. */
export interface Envelope extends Draft {
  /** The agent that a report on a board is about, or −1. Set by the control path only. */
  readonly subject: number
  readonly seq: number
  readonly tags: readonly string[]
  /** What the tags rest on; absent at A0 and when the guard holds no key of the sender. */
  readonly proof: Proof | undefined
  /** K1: what the message may be for. It needs no tag: a block of it names the sender. */
  readonly capability?: Capability
}

/** What a receiver needs to check the tags. */
export interface Proof {
  /** Virtual time of sealing; authenticated. */
  readonly at: VirtualUs
  /** The receivers of a fan-out, aligned with `tags` at A2. Absent: `to` alone. */
  readonly receivers: readonly AgentId[] | undefined
  /** A3: the sender's. At A2 it comes with the handshake. */
  readonly certificate: Certificate | undefined
  /** A2: aligned with the receivers; null where the session is known to both sides. */
  readonly handshakes: ReadonlyArray<Handshake | null> | undefined
  /** A4 only: the sessions' handshakes, aligned with the receivers; null for an agent itself. */
  readonly channels?: ReadonlyArray<ChannelHandshake | null>
}

/** A refusal's reason. */
export type Refusal = Refused['refused']

/** The tags of a message that carries none. */
export const NO_TAGS: readonly string[] = Object.freeze([])

/** `subject` of a message that is not about an agent. */
export const NO_SUBJECT = -1

/** The actions of the contract. */
export const ACTIONS: readonly Action[] = [
  'request',
  'reply',
  'report',
  'broadcast',
  'delegate',
  'handoff',
  'lookup',
  'read',
  'post',
]

/** The resource classes of the contract. */
export const RESOURCES: readonly ResourceClass[] = ['team', 'peer', 'upward', 'board', 'tool']

/** The account by which a cell's boards speak for people, who are not agents. Below zero. */
export function serviceAccountOf(cell: CellId): AgentId {
  return -(cell + 1)
}

/** The cell of a service account. */
export function cellOfServiceAccount(account: AgentId): CellId {
  return -account - 1
}

/** Types an envelope as sealed. Only authentication stages call it. */
export function asSealed(envelope: Envelope): Sealed {
  return envelope as unknown as Sealed
}

/** The envelope behind a sealed or admitted message. */
export function envelopeOf(message: Sealed): Envelope {
  return message as unknown as Envelope
}

/** Types an envelope as admitted. Only `ControlPath` calls it, after the last stage. */
export function asAdmitted(envelope: Envelope): Admitted {
  return envelope as unknown as Admitted
}
