import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { equalTags, hmacHex } from './hmac.ts'

test('the MAC is that of RFC 4231, test case 2', () => {
  const key = 'Jefe'.padEnd(32, '\0')
  expect(hmacHex(key, 'what do ya want for nothing?')).toBe(
    '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
  )
})

test('the MAC is that of node:crypto for any key and message', () => {
  const bytes = fc.uint8Array({ minLength: 32, maxLength: 32 })
  const text = fc.string({ unit: 'grapheme-ascii', maxLength: 4_096 })
  fc.assert(
    fc.property(bytes, text, (key, message) => {
      const expected = createHmac('sha256', key).update(message, 'latin1').digest('hex')
      expect(hmacHex(Buffer.from(key).toString('latin1'), message)).toBe(expected)
    }),
    { seed: 1 },
  )
})

test('a key or message of the wrong size is a fault', () => {
  expect(() => hmacHex('short', 'message')).toThrow(RangeError)
  expect(() => hmacHex('k'.repeat(32), 'm'.repeat(4_097))).toThrow(RangeError)
})

test('tags are equal only if every character is', () => {
  const tag = 'a'.repeat(64)
  expect(equalTags(tag, tag)).toBe(true)
  expect(equalTags(`${'a'.repeat(63)}b`, tag)).toBe(false)
  expect(equalTags('a'.repeat(63), tag)).toBe(false)
  expect(equalTags(`${tag}b`, tag)).toBe(false)
  // U+0161 is `a` in its low byte.
  expect(equalTags(`${'a'.repeat(63)}\u0161`, tag)).toBe(false)
})
