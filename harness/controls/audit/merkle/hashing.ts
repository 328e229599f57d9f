/** The two hashes of RFC 9162, section 2.1.1. Their prefixes keep a node from passing for a leaf. */
import { hash } from 'node:crypto'

/** Bytes of a hash. */
export const HASH_BYTES = 32

const NODE = Buffer.alloc(1 + 2 * HASH_BYTES)
NODE[0] = 1

/** Root of a tree without leaves: SHA-256 of nothing. */
export const EMPTY_ROOT = hash('sha256', '', 'buffer')

/** SHA-256 of 0x00 and the text as UTF-8. */
export function leafHash(text: string): Buffer {
  return hash('sha256', `\0${text}`, 'buffer')
}

/** SHA-256 of 0x01 and both halves, of `HASH_BYTES` each. */
export function nodeHash(left: Buffer, right: Buffer): Buffer {
  // One scratch buffer: the call is synchronous, and this is the inner loop of every proof.
  left.copy(NODE, 1)
  right.copy(NODE, 1 + HASH_BYTES)
  return hash('sha256', NODE, 'buffer')
}
