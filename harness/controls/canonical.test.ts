import fc from 'fast-check'
import { expect, test } from 'vitest'
import { canonicalHeader } from './canonical.ts'
import { ACTIONS, RESOURCES } from './envelope.ts'
import { TextDigest } from './text-digest.ts'

test('two different messages never share their canonical bytes', () => {
  const whole = fc.integer({ min: -12, max: 120 })
  const message = fc.tuple(
    fc.constantFrom('muster/1/A2', 'muster/1/A3'),
    whole,
    whole,
    whole,
    whole,
    fc.constantFrom(...ACTIONS),
    fc.constantFrom(...RESOURCES),
    whole,
    whole,
    fc.constantFrom('0'.repeat(64), '1'.repeat(64)),
  )
  fc.assert(
    fc.property(message, message, (a, b) => {
      const same = JSON.stringify(a) === JSON.stringify(b)
      expect(canonicalHeader(...a) === canonicalHeader(...b)).toBe(same)
    }),
    { seed: 1, numRuns: 1_000 },
  )
})

test('a message that differs in one field has other canonical bytes', () => {
  type Fields = Parameters<typeof canonicalHeader>
  const fields: Fields = ['muster/1/A2', 1, 2, 3, 4, 'request', 'team', 7, -1, '0'.repeat(64)]
  const others: Fields = ['muster/1/A3', 5, 5, 5, 5, 'reply', 'peer', 5, 5, '1'.repeat(64)]
  const changed = fields.map((_, at) =>
    canonicalHeader(...(fields.toSpliced(at, 1, others[at] as string) as Fields)),
  )
  expect(new Set([canonicalHeader(...fields), ...changed]).size).toBe(11)
})

test('two texts that differ in a lone surrogate do not share their digest', () => {
  const digest = new TextDigest()
  const texts = ['a\ud800', 'a\ud801', 'a\ufffd', JSON.stringify('a\ud800')]
  expect(new Set(texts.map((text) => digest.of(text))).size).toBe(4)
})

test('a digest is that of the text asked for, whatever was asked for before', () => {
  const digest = new TextDigest()
  expect(digest.of('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
  expect(digest.of('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
  expect(digest.of('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
})
