/**
 * Signed notes: a text and one or more lines that sign it, in the form of C2SP `signed-note` and
 * `tlog-cosignature`, so that other tools of transparency logs can read ours.
 */
import { createPublicKey, hash, randomBytes, sign, verify, type KeyObject } from 'node:crypto'
import { privateKeyOf } from '../../key-material.ts'

/** A log signs the text alone; a witness signs it together with the time at which it looked. */
export type SignatureType = 'log' | 'witness'

/** What checks the signatures of one signer. */
export interface VerifierKey {
  readonly name: string
  readonly type: SignatureType
  /** First four bytes of a hash over name and key, hex: tells keys of one name apart. */
  readonly id: string
  readonly publicKey: KeyObject
}

/** What makes them. */
export interface NoteSigner {
  readonly verifier: VerifierKey
  readonly privateKey: KeyObject
}

export interface NoteSignature {
  readonly name: string
  readonly id: string
  readonly bytes: Buffer
}

export interface Note {
  /** The signed text, its last line end included. */
  readonly text: string
  readonly signatures: readonly NoteSignature[]
}

const TYPE_BYTES: Readonly<Record<SignatureType, number>> = { log: 1, witness: 4 }
const ID_BYTES = 4
const TIME_BYTES = 8
const KEY_BYTES = 32
/** An em dash: what a line that signs begins with. */
const DASH = '\u2014 '

/**
 * A new private key that nobody else knows: 32 random bytes (RFC 8032, section 5.1.5). Not by
 * `generateKeyPairSync`: its job shares a lock with the key, and on Node 20 a garbage collection
 * during an export of the key, which drops the job, waits for that lock for ever.
 */
function newPrivateKey(): KeyObject {
  return privateKeyOf('Ed25519', randomBytes(KEY_BYTES).toString('hex'))
}

/** Makes a key pair that nobody else knows, or the signer of a given Ed25519 key. */
export function createSigner(
  name: string,
  type: SignatureType,
  privateKey: KeyObject = newPrivateKey(),
): NoteSigner {
  const x = createPublicKey(privateKey).export({ format: 'jwk' }).x as string
  return { verifier: verifierOf(name, type, Buffer.from(x, 'base64url')), privateKey }
}

/** `name+id+base64`, as it is handed to whoever is to check signatures. */
export function formatVerifierKey({ name, type, id, publicKey }: VerifierKey): string {
  const x = Buffer.from(publicKey.export({ format: 'jwk' }).x as string, 'base64url')
  return `${name}+${id}+${Buffer.concat([Buffer.of(TYPE_BYTES[type]), x]).toString('base64')}`
}

/** Undefined for anything that is not a verifier key of a known type with an id that is right. */
export function parseVerifierKey(line: string): VerifierKey | undefined {
  const [, name, id, encoded] = /^([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(line) ?? []
  if (name === undefined || id === undefined || encoded === undefined) return undefined
  const bytes = fromBase64(encoded)
  const type = (['log', 'witness'] as const).find((each) => TYPE_BYTES[each] === bytes?.[0])
  if (bytes?.length !== 1 + KEY_BYTES || type === undefined) return undefined
  const key = verifierOf(name, type, bytes.subarray(1))
  return key.id === id ? key : undefined
}

/** The line that signs a text, its line end included. `seconds` since 1970 is used by witnesses. */
export function signatureLine(text: string, signer: NoteSigner, seconds = 0): string {
  const { name, type, id } = signer.verifier
  const time = type === 'witness' ? timeBytes(seconds) : Buffer.alloc(0)
  const signature = sign(null, signedBytes(text, type, time), signer.privateKey)
  const bytes = Buffer.concat([Buffer.from(id, 'hex'), time, signature])
  return `${DASH}${name} ${bytes.toString('base64')}\n`
}

/** A note with one signature. */
export function signNote(text: string, signer: NoteSigner): string {
  return `${text}\n${signatureLine(text, signer)}`
}

/** Undefined if it is not one whole note. */
export function parseNote(note: string): Note | undefined {
  const middle = note.lastIndexOf('\n\n')
  if (middle < 0 || !note.endsWith('\n')) return undefined
  const signatures: NoteSignature[] = []
  for (const line of note.slice(middle + 2, -1).split('\n')) {
    const signature = parseSignature(line)
    if (signature === undefined) return undefined
    signatures.push(signature)
  }
  return { text: note.slice(0, middle + 1), signatures }
}

/** True if a line of the note is this key's signature of its text. */
export function isSignedBy({ text, signatures }: Note, key: VerifierKey): boolean {
  return signatures.some(({ name, id, bytes }) => {
    if (name !== key.name || id !== key.id) return false
    const time = bytes.subarray(0, key.type === 'witness' ? TIME_BYTES : 0)
    const signature = bytes.subarray(time.length)
    return verify(null, signedBytes(text, key.type, time), key.publicKey, signature)
  })
}

function verifierOf(name: string, type: SignatureType, raw: Buffer): VerifierKey {
  const label = Buffer.from(`${name}\n`)
  const digest = hash('sha256', Buffer.concat([label, Buffer.of(TYPE_BYTES[type]), raw]), 'buffer')
  const jwk = { kty: 'OKP', crv: 'Ed25519', x: raw.toString('base64url') }
  const publicKey = createPublicKey({ key: jwk, format: 'jwk' })
  return { name, type, id: digest.toString('hex', 0, ID_BYTES), publicKey }
}

function parseSignature(line: string): NoteSignature | undefined {
  const [, name, encoded] = /^\u2014 ([^\s+]+) ([A-Za-z0-9+/=]+)$/.exec(line) ?? []
  const bytes = encoded === undefined ? undefined : fromBase64(encoded)
  if (name === undefined || bytes === undefined || bytes.length <= ID_BYTES) return undefined
  return { name, id: bytes.toString('hex', 0, ID_BYTES), bytes: bytes.subarray(ID_BYTES) }
}

function signedBytes(text: string, type: SignatureType, time: Buffer): Buffer {
  if (type === 'log') return Buffer.from(text)
  const seconds = time.length === TIME_BYTES ? time.readBigUInt64BE() : -1n
  return Buffer.from(`cosignature/v1\ntime ${seconds}\n${text}`)
}

function timeBytes(seconds: number): Buffer {
  const bytes = Buffer.alloc(TIME_BYTES)
  bytes.writeBigUInt64BE(BigInt(seconds))
  return bytes
}

/** Node reads much that is not base64; undefined unless it writes back the same. */
export function fromBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64')
  return bytes.toString('base64') === text ? bytes : undefined
}
