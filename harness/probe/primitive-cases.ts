/**
 * The primitives that the control path is made of, by the calls that it makes of `node:crypto`. Each
 * comes with as many keys as there are agents, in shuffled order: with one key, caches stay hot and
 * figures come out too low. Two rows show by how much.
 */
import {
  createCipheriv,
  createDecipheriv,
  createPublicKey,
  diffieHellman,
  hash,
  hkdfSync,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto'
import { hmacHex } from '../controls/auth/hmac.ts'
import { type Curve, privateKeyOf, publicHalfOf } from '../controls/key-material.ts'
import { MusterError } from '../kernel/errors.ts'
import { keyedHex32, purpose } from '../kernel/random.ts'
import { MESSAGE } from './guard-cases.ts'
import { endless } from './shuffled.ts'
import { batched, type TimedCase } from './timed-case.ts'

const KEY = purpose('probe.key')
const CHANNEL_KEY = purpose('probe.channel-key')
const SEED = 7
const NONCE_BYTES = 12
const TAG_BYTES = 16
const SESSION_BYTES = 64

interface Signer {
  readonly privateKey: KeyObject
  readonly publicKey: KeyObject
  readonly signature: Buffer
}

interface Exchange {
  readonly privateKey: KeyObject
  readonly publicKey: KeyObject
}

interface Channel {
  /** 32 bytes as Latin-1, as `hmacHex` takes them. */
  readonly text: string
  readonly key: Buffer
  readonly nonce: Buffer
}

/** One case for each primitive. `agents` is the number of distinct keys. */
export function primitiveCases(agents: number): TimedCase[] {
  const bytes = Buffer.from(MESSAGE, 'latin1')
  const all = Array.from({ length: agents }, (_, nth) => nth)
  const signers = all.map((nth) => signer(nth, bytes))
  const exchanges = exchangesOf(agents)
  const channels = all.map(channel)
  return [
    ...signatures(bytes, signers),
    batched('X25519 key from 32 bytes', using(seedsOf(agents), makeKey('X25519'))),
    batched('X25519 agreement', using(exchanges, diffieHellman)),
    batched('HKDF-SHA-256, 64 bytes', using(channels, derive)),
    batched(
      'HMAC-SHA-256',
      using(channels, ({ text }) => hmacHex(text, MESSAGE)),
    ),
    batched(
      'HMAC-SHA-256, one hot key',
      using(channels.slice(0, 1), ({ text }) => hmacHex(text, MESSAGE)),
    ),
    batched('SHA-256', () => void hash('sha256', MESSAGE, 'hex')),
    batched(
      'AES-256-GCM seal and open',
      using(channels, (one) => sealAndOpen(one, bytes)),
    ),
  ]
}

function signatures(bytes: Buffer, signers: readonly Signer[]): TimedCase[] {
  const check = ({ publicKey, signature }: Signer): void => {
    if (!verify(null, bytes, publicKey, signature)) {
      throw new MusterError('INTERNAL', 'a measured signature is not good')
    }
  }
  return [
    batched('Ed25519 key from 32 bytes', using(seedsOf(signers.length), makeKey('Ed25519'))),
    batched(
      'Ed25519 sign',
      using(signers, ({ privateKey }) => sign(null, bytes, privateKey)),
    ),
    batched('Ed25519 verify', using(signers, check)),
    batched('Ed25519 verify, one hot key', using(signers.slice(0, 1), check)),
  ]
}

function using<T>(items: readonly T[], act: (item: T) => unknown): () => void {
  const next = endless(items)
  return () => void act(next())
}

function seedsOf(agents: number): string[] {
  return Array.from({ length: agents }, (_, nth) => keyedHex32(SEED, KEY, nth))
}

/** Both halves of a key, as the control path makes them. */
function makeKey(curve: Curve): (hex: string) => string {
  return (hex) => publicHalfOf(privateKeyOf(curve, hex))
}

function signer(nth: number, bytes: Buffer): Signer {
  const privateKey = privateKeyOf('Ed25519', keyedHex32(SEED, KEY, nth))
  const publicKey = createPublicKey(privateKey)
  return { privateKey, publicKey, signature: sign(null, bytes, privateKey) }
}

/** Each agent's private key with the public key of the next. */
function exchangesOf(agents: number): Exchange[] {
  const keys = seedsOf(agents).map((hex) => privateKeyOf('X25519', hex))
  return keys.map((privateKey, nth) => ({
    privateKey,
    publicKey: createPublicKey(keys[(nth + 1) % agents] as KeyObject),
  }))
}

function channel(nth: number): Channel {
  const key = Buffer.from(keyedHex32(SEED, CHANNEL_KEY, nth), 'hex')
  return { text: key.toString('latin1'), key, nonce: Buffer.alloc(NONCE_BYTES, nth) }
}

function derive({ key, nonce }: Channel): ArrayBuffer {
  return hkdfSync('sha256', key, nonce, 'muster/1/probe', SESSION_BYTES)
}

function sealAndOpen({ key, nonce }: Channel, bytes: Buffer): void {
  const options = { authTagLength: TAG_BYTES }
  const cipher = createCipheriv('aes-256-gcm', key, nonce, options)
  const sealed = cipher.update(bytes)
  cipher.final()
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, options)
  decipher.setAuthTag(cipher.getAuthTag())
  decipher.update(sealed)
  // Throws if the tag is not good.
  decipher.final()
}
