import { expect, test } from 'vitest'
import { privateKeyOf, publicHalfOf, publicKeyOf } from './key-material.ts'

test.each([
  [
    'Ed25519 (RFC 8032, section 7.1, test 1)',
    'Ed25519',
    '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60',
    'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
  ],
  [
    'X25519 (RFC 7748, section 6.1)',
    'X25519',
    '77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a',
    '8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a',
  ],
] as const)('the public half is the published one: %s', (_name, curve, secret, expected) => {
  const half = publicHalfOf(privateKeyOf(curve, secret))
  expect(Buffer.from(half, 'base64url').toString('hex')).toBe(expected)
})

test('bytes that are no key are a fault', () => {
  expect(() => publicKeyOf('Ed25519', 'short')).toThrow()
})
