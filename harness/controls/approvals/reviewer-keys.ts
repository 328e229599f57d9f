/**
 * Keys of the people who approve, and of the service accounts that apply the timeout rule. They are
 * derived from the trial's seed, so that every cell can check every decision; these are reproducible
 * TEST keys (`key-material.ts`). A cell that gets a decision from another department derives the
 * reviewer's public key again, in place of fetching it from a directory service.
 */
import { type KeyObject, sign, verify } from 'node:crypto'
import { keyedHex32, purpose } from '../../kernel/random.ts'
import { GenerationCache } from '../generation-cache.ts'
import { privateKeyOf, publicHalfOf, publicKeyOf } from '../key-material.ts'
import type { PersonId } from './decision.ts'

const REVIEWER_KEY = purpose('controls.reviewer.signing')
const KEYS_KEPT = 256

interface KeyPair {
  readonly privateKey: KeyObject
  readonly publicKey: KeyObject
}

export class ReviewerKeys {
  private readonly seed: number
  private readonly pairs = new GenerationCache<PersonId, KeyPair>(KEYS_KEPT)

  constructor(seed: number) {
    this.seed = seed
  }

  /** The person's Ed25519 signature, base64url. */
  sign(person: PersonId, bytes: Buffer): string {
    return sign(null, bytes, this.pairOf(person).privateKey).toString('base64url')
  }

  /** True if the signature over the bytes is this person's. */
  verify(person: PersonId, bytes: Buffer, signature: string): boolean {
    return verify(null, bytes, this.pairOf(person).publicKey, Buffer.from(signature, 'base64url'))
  }

  private pairOf(person: PersonId): KeyPair {
    let pair = this.pairs.get(person)
    if (pair === undefined) {
      const privateKey = privateKeyOf('Ed25519', keyedHex32(this.seed, REVIEWER_KEY, person))
      pair = { privateKey, publicKey: publicKeyOf('Ed25519', publicHalfOf(privateKey)) }
      this.pairs.set(person, pair)
    }
    return pair
  }
}
