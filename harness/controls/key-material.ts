/**
 * Key objects from 32 given bytes. For reproducible TEST keys: whoever knows a trial's seed knows
 * every key of the trial, so these keys protect nothing outside a simulation.
 */
import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'

export type Curve = 'Ed25519' | 'X25519'

/** DER of a PKCS #8 private key up to the 32 key bytes (RFC 8410, section 7). */
const PKCS8_PREFIX: Readonly<Record<Curve, string>> = {
  Ed25519: '302e020100300506032b657004220420',
  X25519: '302e020100300506032b656e04220420',
}

/** The private key whose 32 bytes are given as 64 hex digits. */
export function privateKeyOf(curve: Curve, hex: string): KeyObject {
  usesJwk ??= jwkAgreesWithDer()
  return usesJwk ? fromJwk(curve, hex) : fromDer(curve, hex)
}

/** The raw public half of a private key, base64url. */
export function publicHalfOf(key: KeyObject): string {
  return key.export({ format: 'jwk' }).x as string
}

/** The public key with these 32 raw bytes (base64url). Throws if they are not a key. */
export function publicKeyOf(curve: Curve, x: string): KeyObject {
  return createPublicKey({ key: { kty: 'OKP', crv: curve, x }, format: 'jwk' })
}

// PKCS #8 import took 480 µs on Node 20 (OpenSSL 3 tries its decoders), JWK import 40 µs. A JWK must
// name the public half, which is not known yet; Node derives it from `d` and ignores what `x` says.
// That is not documented, so it is checked once against the DER import.
let usesJwk: boolean | undefined

function fromJwk(curve: Curve, hex: string): KeyObject {
  const d = Buffer.from(hex, 'hex').toString('base64url')
  return createPrivateKey({ key: { kty: 'OKP', crv: curve, x: '', d }, format: 'jwk' })
}

function fromDer(curve: Curve, hex: string): KeyObject {
  const key = Buffer.from(PKCS8_PREFIX[curve] + hex, 'hex')
  return createPrivateKey({ key, format: 'der', type: 'pkcs8' })
}

function jwkAgreesWithDer(): boolean {
  const hex = '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60'
  try {
    return (['Ed25519', 'X25519'] as const).every(
      (curve) => publicHalfOf(fromJwk(curve, hex)) === publicHalfOf(fromDer(curve, hex)),
    )
  } catch {
    return false
  }
}
