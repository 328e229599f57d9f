/**
 * The one-pass handshake that gives a pair of agents their session keys.
 *
 * The initiator makes an ephemeral X25519 key, agrees with the responder's certified static X25519
 * key, and signs the transcript with its certified Ed25519 key. The responder checks certificate and
 * signature and agrees from its side. Keys are HKDF-SHA-256 of the shared secret, salted with the
 * transcript, one for each direction. The handshake rides on the first message, but before it the
 * initiator has to ask for the responder's certificate, whose key it uses: one round trip. (The
 * initiator's cell derives that certificate again, in place of a wire.)
 *
 * The responder is authenticated by being able to compute the keys. There is no forward secrecy
 * against theft of the responder's static key.
 */
import { hkdfSync } from 'node:crypto'
import { keyedHex32, purpose } from '../../kernel/random.ts'
import type { AgentId, VirtualUs } from '../../kernel/units.ts'
import type { Authority } from '../authority.ts'
import type { Certificate } from '../certificate.ts'

const EPHEMERAL_KEY = purpose('controls.handshake.ephemeral')
const SELF_KEY = purpose('controls.self-session')
const X25519_TEXT = /^[\w-]{43}$/

/** What the responder needs. */
export interface Handshake {
  /** The initiator's. */
  readonly certificate: Certificate
  /** Raw X25519 public key, base64url. */
  readonly ephemeral: string
  /** The initiator's Ed25519 signature over the transcript, base64url. */
  readonly signature: string
}

/** One side's keys: 32 bytes each, as Latin-1. */
export interface SessionKeys {
  readonly outward: string
  readonly inward: string
}

/**
 * The initiator's half. The ephemeral key follows from the seed and the pair, because a trial must
 * be reproducible. Undefined if the certificate of the responder is not good.
 */
export function beginHandshake(
  authority: Authority,
  seed: number,
  from: AgentId,
  to: AgentId,
  now: VirtualUs,
): { readonly handshake: Handshake; readonly keys: SessionKeys } | undefined {
  const own = authority.credentialOf(from)
  const responder = authority.credentialOf(to).certificate
  if (authority.verify(responder, to, now) === undefined) return undefined
  const { agreementKey } = authority.primitives
  const key = agreementKey(keyedHex32(seed, EPHEMERAL_KEY, from, to))
  const ephemeral = key.publicText
  const secret = key.agreeWith(responder.agreementKey)
  if (secret === undefined) return undefined
  const text = transcript(from, to, ephemeral, responder, own.certificate)
  const signature = own.signing.sign(text)
  const [first, second] = deriveKeys(secret, text)
  return {
    handshake: { certificate: own.certificate, ephemeral, signature },
    keys: { outward: first, inward: second },
  }
}

/** The responder's half; undefined if anything about the handshake is not as it must be. */
export function acceptHandshake(
  authority: Authority,
  from: AgentId,
  to: AgentId,
  handshake: Handshake,
  now: VirtualUs,
): SessionKeys | undefined {
  const { ephemeral, certificate, signature } = handshake
  if (typeof ephemeral !== 'string' || typeof signature !== 'string') return undefined
  if (!X25519_TEXT.test(ephemeral)) return undefined
  const signing = authority.verify(certificate, from, now)
  if (signing === undefined) return undefined
  const own = authority.credentialOf(to)
  const text = transcript(from, to, ephemeral, own.certificate, certificate)
  if (!signing.verifies(text, signature)) return undefined
  const secret = own.agreement.agreeWith(ephemeral)
  if (secret === undefined) return undefined
  const [first, second] = deriveKeys(secret, text)
  return { outward: second, inward: first }
}

/**
 * The key with which an agent authenticates its tool and board calls: both ends are the agent's own
 * enforcement point, so there is no one to shake hands with.
 */
export function selfSessionKeys(seed: number, agent: AgentId): SessionKeys {
  const key = Buffer.from(keyedHex32(seed, SELF_KEY, agent), 'hex').toString('latin1')
  return { outward: key, inward: key }
}

function transcript(
  from: AgentId,
  to: AgentId,
  ephemeral: string,
  responder: Certificate,
  initiator: Certificate,
): Buffer {
  const { agreementKey } = responder
  const { signingKey } = initiator
  return Buffer.from(
    `muster/1/handshake,${from},${to},${ephemeral},${agreementKey},${signingKey}`,
    'latin1',
  )
}

function deriveKeys(secret: Uint8Array, salt: Buffer): readonly [string, string] {
  const bytes = Buffer.from(hkdfSync('sha256', secret, salt, 'muster/1/session', 64))
  return [bytes.toString('latin1', 0, 32), bytes.toString('latin1', 32, 64)]
}
