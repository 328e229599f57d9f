import { expect, test } from 'vitest'
import { Authority, CERTIFICATE_LIFETIME_US, type Credential } from '../authority.ts'
import { acceptHandshake, beginHandshake } from './handshake.ts'

const SEED = 5
const [INITIATOR, RESPONDER, ATTACKER] = [1, 2, 7]

function authority(): Authority {
  return new Authority(SEED, () => 'member', 16)
}

function begin(by: Authority): NonNullable<ReturnType<typeof beginHandshake>> {
  const begun = beginHandshake(by, SEED, INITIATOR, RESPONDER, 0)
  if (begun === undefined) throw new Error('the responder has no good certificate')
  return begun
}

test('both sides derive the same keys, one for each direction', () => {
  const { handshake, keys } = begin(authority())
  const accepted = acceptHandshake(authority(), INITIATOR, RESPONDER, handshake, 0)
  expect(accepted).toEqual({ outward: keys.inward, inward: keys.outward })
  expect(keys.outward).not.toBe(keys.inward)
  expect(keys.outward).toHaveLength(32)
})

test('an attacker who has the certificate but not the signing key is refused', () => {
  const real = authority()
  class Impostor extends Authority {
    override credentialOf(agent: number): Credential {
      const own = super.credentialOf(agent)
      return agent === INITIATOR ? { ...own, signing: super.credentialOf(ATTACKER).signing } : own
    }
  }
  const { handshake } = begin(new Impostor(SEED, () => 'member', 16))
  expect(handshake.certificate).toEqual(real.credentialOf(INITIATOR).certificate)
  expect(acceptHandshake(real, INITIATOR, RESPONDER, handshake, 0)).toBeUndefined()
})

test('a handshake under another name, or for another responder, is refused', () => {
  const { handshake } = begin(authority())
  expect(acceptHandshake(authority(), ATTACKER, RESPONDER, handshake, 0)).toBeUndefined()
  expect(acceptHandshake(authority(), INITIATOR, ATTACKER, handshake, 0)).toBeUndefined()
})

test('an altered ephemeral key, and one that gives no secret, are refused', () => {
  const { handshake } = begin(authority())
  const zero = Buffer.alloc(32).toString('base64url')
  for (const ephemeral of [zero, 'short', handshake.certificate.agreementKey]) {
    const altered = { ...handshake, ephemeral }
    expect(acceptHandshake(authority(), INITIATOR, RESPONDER, altered, 0)).toBeUndefined()
  }
})

test('a point of low order is refused also when its sender signed it', () => {
  const zero = Buffer.alloc(32).toString('base64url')
  const by = authority()
  const { certificate, signing } = by.credentialOf(INITIATOR)
  const { agreementKey } = by.credentialOf(RESPONDER).certificate
  const text = `muster/1/handshake,${INITIATOR},${RESPONDER},${zero},${agreementKey},${certificate.signingKey}`
  const signature = signing.sign(Buffer.from(text))
  const handshake = { certificate, ephemeral: zero, signature }
  expect(acceptHandshake(authority(), INITIATOR, RESPONDER, handshake, 0)).toBeUndefined()
})

test('no handshake is begun with a responder whose certificate has expired', () => {
  const begunAt = (now: number): boolean =>
    beginHandshake(authority(), SEED, INITIATOR, RESPONDER, now) !== undefined
  expect(begunAt(CERTIFICATE_LIFETIME_US)).toBe(true)
  expect(begunAt(CERTIFICATE_LIFETIME_US + 1)).toBe(false)
})
