/** The primitives of libsodium (X1), by the calls that the control path makes. */
import type { Primitives } from '../controls/primitives/primitives.ts'
import { sodiumPrimitives } from '../controls/primitives/sodium-primitives.ts'
import { MusterError } from '../kernel/errors.ts'
import { keyedHex32, purpose } from '../kernel/random.ts'
import { MESSAGE } from './guard-cases.ts'
import { endless } from './shuffled.ts'
import { batched, type TimedCase } from './timed-case.ts'

const KEY = purpose('probe.key')
const SEED = 7
const NONCE_BYTES = 12

/** One case for each primitive, with `agents` distinct keys. None where there is no libsodium. */
export function libraryCases(agents: number): TimedCase[] {
  let library: Primitives
  try {
    library = sodiumPrimitives()
  } catch (error) {
    if (error instanceof MusterError && error.code === 'DOES_NOT_FIT') return []
    throw error
  }
  const bytes = Buffer.from(MESSAGE, 'latin1')
  const seeds = Array.from({ length: agents }, (_, nth) => keyedHex32(SEED, KEY, nth))
  const signers = seeds.map((hex) => {
    const key = library.signingKey(hex)
    return { key, own: library.verificationKey(key.publicText), signature: key.sign(bytes) }
  })
  const agreements = seeds.map((hex) => library.agreementKey(hex))
  const exchanges = agreements.map((key, nth) => {
    return { key, peer: agreements[(nth + 1) % agents]?.publicText ?? '' }
  })
  const channels = seeds.map((hex, nth) => {
    return { key: Buffer.from(hex, 'hex'), nonce: Buffer.alloc(NONCE_BYTES, nth) }
  })
  const { cipher } = library
  const none = Buffer.alloc(0)
  const named = <T>(name: string, items: readonly T[], act: (item: T) => unknown): TimedCase => {
    const next = endless(items)
    return batched(`${name}, libsodium`, () => void act(next()))
  }
  return [
    named('Ed25519 key from 32 bytes', seeds, (hex) => library.signingKey(hex)),
    named('Ed25519 sign', signers, ({ key }) => key.sign(bytes)),
    named('Ed25519 verify', signers, ({ own, signature }) => {
      holds(own.verifies(bytes, signature))
    }),
    named('X25519 key from 32 bytes', seeds, (hex) => library.agreementKey(hex)),
    named('X25519 agreement', exchanges, ({ key, peer }) => key.agreeWith(peer)),
    named('ChaCha20-Poly1305 seal and open', channels, ({ key, nonce }) => {
      const sealed = cipher.seal(key, nonce, none, bytes)
      holds(cipher.open(key, nonce, none, sealed) !== undefined)
    }),
  ]
}

function holds(isGood: boolean): void {
  if (!isGood) throw new MusterError('INTERNAL', 'what was measured is not good')
}
