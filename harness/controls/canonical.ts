/**
 * The bytes that tags are made over. Every field is a whole number, a word of a closed list or a hex
 * digest, and none of these holds the separator, so two different messages never share their bytes.
 * The text enters as its SHA-256: it is hashed once however many receivers there are.
 */
import type { VirtualUs } from '../kernel/units.ts'
import { ACTIONS, RESOURCES, type Envelope, type Proof } from './envelope.ts'

const ACTION_WORDS: ReadonlySet<string> = new Set(ACTIONS)
const RESOURCE_WORDS: ReadonlySet<string> = new Set(RESOURCES)

/**
 * False for anything that is not a message with a proof, whatever its static type says: a message
 * from another thread is what its sender made of it.
 */
export function isWellShaped(envelope: Envelope): boolean {
  return (
    Number.isSafeInteger(envelope.from) &&
    Number.isSafeInteger(envelope.to) &&
    Number.isSafeInteger(envelope.workId) &&
    Number.isSafeInteger(envelope.subject) &&
    Number.isSafeInteger(envelope.seq) &&
    ACTION_WORDS.has(envelope.action) &&
    RESOURCE_WORDS.has(envelope.resource) &&
    typeof envelope.text === 'string' &&
    Array.isArray(envelope.tags) &&
    isProof(envelope.proof)
  )
}

/** Certificates and handshakes are checked where they are used. */
function isProof(proof: Proof | undefined): boolean {
  return (
    typeof proof === 'object' &&
    proof !== null &&
    Number.isSafeInteger(proof.at) &&
    (proof.receivers === undefined || Array.isArray(proof.receivers)) &&
    (proof.handshakes === undefined || Array.isArray(proof.handshakes))
  )
}

/** Canonical text of a well-shaped message, audience excluded; ASCII. */
export function canonicalHeader(
  version: string,
  from: number,
  to: number,
  seq: number,
  at: VirtualUs,
  action: string,
  resource: string,
  workId: number,
  subject: number,
  textDigest: string,
): string {
  return `${version},${from},${to},${seq},${at},${action},${resource},${workId},${subject},${textDigest}`
}
