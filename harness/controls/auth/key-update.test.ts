import { expect, test } from 'vitest'
import { HOUR } from '../../kernel/units.ts'
import { generationOf, KEY_LIFETIME_US, nextKey, UpdatedKeys } from './key-update.ts'

const OUT = 'o'.repeat(32)
const IN = 'i'.repeat(32)

const keys = (): UpdatedKeys => new UpdatedKeys({ outward: OUT, inward: IN })

test('a key serves for its lifetime and not a microsecond longer', () => {
  expect(KEY_LIFETIME_US).toBe(HOUR)
  expect(generationOf(7, 7)).toBe(0)
  expect(generationOf(7, 7 + HOUR - 1)).toBe(0)
  expect(generationOf(7, 7 + HOUR)).toBe(1)
  expect(generationOf(7, 7 + 8 * HOUR - 1)).toBe(7)
})

test('the next key is another, of the same size, and follows from this one alone', () => {
  expect(nextKey(OUT)).toHaveLength(32)
  expect(nextKey(OUT)).toBe(nextKey(OUT))
  expect(new Set([OUT, IN, nextKey(OUT), nextKey(IN), nextKey(nextKey(OUT))]).size).toBe(5)
  // By another program: HMAC-SHA-256 of the label and the byte 1 under the key.
  expect(Buffer.from(nextKey(OUT), 'latin1').toString('hex')).toBe(
    'ab0f243bec116efa0e79549b841af163ffe62946f275d60c8c796c8db6a80cca',
  )
})

test('both ends go through the same keys, in whatever steps', () => {
  const a = keys()
  const b = new UpdatedKeys({ outward: IN, inward: OUT })
  for (const generation of [0, 1, 2, 6]) {
    expect(a.toSeal(generation)).toBe(b.toOpen(generation))
    expect(b.toSeal(generation)).toBe(a.toOpen(generation))
  }
  expect(b.toOpen(6)).toBe(keys().toSeal(6))
})

test('what is on its way can be opened after an update, and nothing more be sealed like it', () => {
  const pair = keys()
  const first = pair.toOpen(0)
  pair.toOpen(3)
  expect(pair.toOpen(0)).toBe(first)
  pair.toSeal(3)
  expect(() => pair.toSeal(2)).toThrow(RangeError)
  expect(() => pair.toSeal(Number.NaN)).toThrow(RangeError)
})

test('a sender that was robbed after an update holds nothing that opens what it sealed before', () => {
  const pair = keys()
  const before = pair.toSeal(1)
  pair.toSeal(2)
  expect(JSON.stringify(Object.values(pair))).not.toContain(JSON.stringify(before).slice(1, -1))
  expect(JSON.stringify(Object.values(pair))).toContain(
    JSON.stringify(nextKey(before)).slice(1, -1),
  )
})
