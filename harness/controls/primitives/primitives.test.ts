import { describe, expect, test } from 'vitest'
import { NODE_PRIMITIVES } from './node-primitives.ts'
import { primitivesOf } from './create-primitives.ts'
import { sodiumPrimitives } from './sodium-primitives.ts'

const SODIUM = sodiumPrimitives()
const MESSAGE = Buffer.from('pay invoice 17')
const [ALICE, BOB] = ['0a'.repeat(32), '0b'.repeat(32)]
/** Order of Ed25519's group (RFC 8032, section 5.1). */
const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n

function hexOf(text: string | Uint8Array | undefined): string {
  if (text === undefined) throw new Error('there is nothing')
  return Buffer.from(text as string, 'base64url').toString('hex')
}

/** The same signature with the group's order added to its second half: the equation still holds. */
function withOrderAdded(signature: string): string {
  const bytes = Buffer.from(signature, 'base64url')
  const scalar = BigInt(`0x${Buffer.from(bytes.subarray(32)).reverse().toString('hex')}`) + ORDER
  Buffer.from(scalar.toString(16).padStart(64, '0'), 'hex').reverse().copy(bytes, 32)
  return bytes.toString('base64url')
}

test('each level has its library', () => {
  expect(primitivesOf('X0')).toBe(NODE_PRIMITIVES)
  expect(primitivesOf('X1')).toBe(SODIUM)
})

test('both libraries make the same keys, signatures and secrets', () => {
  const [node, sodium] = [NODE_PRIMITIVES, SODIUM].map((library) => {
    const signing = library.signingKey(ALICE)
    const agreement = library.agreementKey(ALICE)
    return {
      signing: signing.publicText,
      signature: signing.sign(MESSAGE),
      agreement: agreement.publicText,
      secret: hexOf(agreement.agreeWith(library.agreementKey(BOB).publicText)),
    }
  })
  expect(sodium).toEqual(node)
})

describe.each([
  ['X0', NODE_PRIMITIVES],
  ['X1', SODIUM],
])('at %s', (_level, library) => {
  test('a signature is the published one (RFC 8032, section 7.1, test 1)', () => {
    const key = library.signingKey(
      '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60',
    )
    expect(hexOf(key.publicText)).toBe(
      'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
    )
    expect(hexOf(key.sign(Buffer.alloc(0)))).toBe(
      'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155' +
        '5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
    )
  })

  test('a secret is the published one, for both sides (RFC 7748, section 6.1)', () => {
    const alice = library.agreementKey(
      '77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a',
    )
    const bob = library.agreementKey(
      '5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb',
    )
    const secret = '4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742'
    for (const half of [alice.agreeWith(bob.publicText), bob.agreeWith(alice.publicText)]) {
      expect(Buffer.from(half ?? []).toString('hex')).toBe(secret)
    }
  })

  test('a signature is good for its bytes and its key alone', () => {
    const key = library.signingKey(ALICE)
    const signature = key.sign(MESSAGE)
    const own = library.verificationKey(key.publicText)
    expect(own.verifies(MESSAGE, signature)).toBe(true)
    expect(own.verifies(Buffer.from('pay invoice 18'), signature)).toBe(false)
    const other = library.verificationKey(library.signingKey(BOB).publicText)
    expect(other.verifies(MESSAGE, signature)).toBe(false)
  })

  test('nobody can make a second signature out of a first', () => {
    const key = library.signingKey(ALICE)
    const twin = withOrderAdded(key.sign(MESSAGE))
    expect(library.verificationKey(key.publicText).verifies(MESSAGE, twin)).toBe(false)
  })

  test.each(['', 'AA', '*', 'A'.repeat(86), 'A'.repeat(200)])(
    'what is no signature is refused and does not throw: "%s"',
    (signature) => {
      const key = library.verificationKey(library.signingKey(ALICE).publicText)
      expect(key.verifies(MESSAGE, signature)).toBe(false)
    },
  )

  test('what is no public half is a fault of who holds it, and gives no secret', () => {
    expect(() => library.verificationKey('short')).toThrow()
    const key = library.agreementKey(ALICE)
    for (const half of ['', 'short', 'A'.repeat(86)]) expect(key.agreeWith(half)).toBeUndefined()
  })

  test.each([
    ['zero', Buffer.alloc(32)],
    ['one', Buffer.alloc(32).fill(1, 0, 1)],
  ])('a point of low order gives no secret: %s', (_name, point) => {
    const key = library.agreementKey(ALICE)
    expect(key.agreeWith(point.toString('base64url'))).toBeUndefined()
  })

  test('a key of fewer bytes is not made up to size', () => {
    expect(() => library.signingKey('0a')).toThrow()
    expect(() => library.agreementKey('0a')).toThrow()
  })
})
