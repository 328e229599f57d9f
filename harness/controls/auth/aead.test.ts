import { createDecipheriv, webcrypto } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { NODE_PRIMITIVES } from '../primitives/node-primitives.ts'
import { sodiumPrimitives } from '../primitives/sodium-primitives.ts'
import { openText, sealText, tagOf } from './aead.ts'

const KEY = Buffer.from(Array.from({ length: 32 }, (_, i) => i * 7)).toString('latin1')
const OTHER = KEY.slice(0, 31) + String.fromCharCode(KEY.charCodeAt(31) ^ 1)

test('what is sealed is AES-256-GCM, as WebCrypto opens it', async () => {
  const number = 2 ** 40 + 5
  const sealed = sealText(NODE_PRIMITIVES.cipher, KEY, number, 'who,what', 'grüße')
  const iv = Buffer.alloc(12)
  iv.writeBigUInt64BE(BigInt(number), 4)
  const key = await webcrypto.subtle.importKey(
    'raw',
    Buffer.from(KEY, 'latin1'),
    'AES-GCM',
    false,
    ['decrypt'],
  )
  const additionalData = Buffer.from('uwho,what')
  const bytes = Buffer.from(sealed.slice(1), 'latin1')
  const text = await webcrypto.subtle.decrypt({ name: 'AES-GCM', iv, additionalData }, key, bytes)
  expect(Buffer.from(text).toString()).toBe('grüße')
})

test('at X1 it is ChaCha20-Poly1305, as OpenSSL opens it', () => {
  const sealed = sealText(sodiumPrimitives().cipher, KEY, 5, 'who,what', 'grüße')
  const nonce = Buffer.alloc(12)
  nonce.writeUInt32BE(5, 8)
  const bytes = Buffer.from(sealed.slice(1), 'latin1')
  const key = Buffer.from(KEY, 'latin1')
  const decipher = createDecipheriv('chacha20-poly1305', key, nonce, { authTagLength: 16 })
  const text = bytes.subarray(0, -16)
  decipher.setAAD(Buffer.from('uwho,what'), { plaintextLength: text.length })
  decipher.setAuthTag(bytes.subarray(-16))
  expect(Buffer.concat([decipher.update(text), decipher.final()]).toString()).toBe('grüße')
})

describe.each([
  ['X0', NODE_PRIMITIVES],
  ['X1', sodiumPrimitives()],
])('at %s', (_level, { cipher }) => {
  test('any text comes back as it was, lone surrogates included', () => {
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('', '\ud800', 'a\udc00b'))
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }), (plain, number) => {
        expect(openText(cipher, KEY, number, 'x', sealText(cipher, KEY, number, 'x', plain))).toBe(
          plain,
        )
      }),
      { seed: 1 },
    )
  })

  test('the text cannot be seen in what is sealed', () => {
    expect(sealText(cipher, KEY, 1, 'x', 'attack at dawn')).not.toContain('attack')
  })

  test('the same text under another number or key is sealed to something else', () => {
    const sealed = sealText(cipher, KEY, 1, 'x', 'hello')
    expect(sealText(cipher, KEY, 2, 'x', 'hello')).not.toBe(sealed)
    expect(sealText(cipher, KEY, 2 ** 32 + 1, 'x', 'hello')).not.toBe(sealed)
    expect(sealText(cipher, OTHER, 1, 'x', 'hello')).not.toBe(sealed)
  })

  test('with one bit changed anywhere, nothing is opened', () => {
    const sealed = sealText(cipher, KEY, 1, 'x', 'hello')
    for (let at = 0; at < sealed.length; at++) {
      const changed = String.fromCharCode(sealed.charCodeAt(at) ^ 2)
      const bad = sealed.slice(0, at) + changed + sealed.slice(at + 1)
      expect(openText(cipher, KEY, 1, 'x', bad)).toBeUndefined()
    }
  })

  test('the encoding is authenticated', () => {
    const sealed = sealText(cipher, KEY, 1, 'x', 'hell')
    expect(openText(cipher, KEY, 1, 'x', `w${sealed.slice(1)}`)).toBeUndefined()
  })

  test('another key, number or context opens nothing', () => {
    const sealed = sealText(cipher, KEY, 1, 'x', 'hello')
    expect(openText(cipher, OTHER, 1, 'x', sealed)).toBeUndefined()
    expect(openText(cipher, KEY, 2, 'x', sealed)).toBeUndefined()
    expect(openText(cipher, KEY, 1, 'y', sealed)).toBeUndefined()
    expect(openText(cipher, KEY, 1, 'x', sealed)).toBe('hello')
  })

  test('a shortened tag, or no bytes at all, opens nothing and does not throw', () => {
    const sealed = sealText(cipher, KEY, 1, 'x', 'hello')
    for (let length = 0; length < sealed.length; length++) {
      expect(openText(cipher, KEY, 1, 'x', sealed.slice(0, length))).toBeUndefined()
    }
    for (const number of [0, -1, 1.5, 2 ** 60, Number.NaN]) {
      expect(openText(cipher, KEY, number, 'x', sealed)).toBeUndefined()
    }
  })

  test('a key or number of the wrong size is a fault of the sender', () => {
    expect(() => sealText(cipher, 'short', 1, 'x', 'hello')).toThrow(RangeError)
    expect(() => sealText(cipher, KEY, 0, 'x', 'hello')).toThrow(RangeError)
  })

  test('the tag is the last 16 bytes', () => {
    expect(tagOf(sealText(cipher, KEY, 1, 'x', 'hello'))).toHaveLength(16)
  })
})
