import { expect, test } from 'vitest'
import { draft, guardAt, pass, type TestGuard } from '../guard-fixture.ts'
import type { AuthLevel } from '../levels.ts'

const NUMBERS = 16
/** Agent, end of validity, two keys, a signature, and the role `a` of agent 1. */
const CERTIFICATE = 16 + 64 + 64 + 1
const SHARE = 32 + 64 + CERTIFICATE

function bytesOf(guard: TestGuard, act: () => void): number {
  const before = guard.counters.proofBytes
  act()
  return guard.counters.proofBytes - before
}

const ask = draft({ from: 1, to: 2 })
const answer = draft({ from: 2, to: 1, action: 'reply' })

test.each([
  ['A0', 0, 0],
  ['A1', 32, 32],
  ['A2', NUMBERS + 33 + SHARE, NUMBERS + 33],
  ['A3', NUMBERS + 64 + CERTIFICATE, NUMBERS + 64 + CERTIFICATE],
  ['A4', NUMBERS + 41 + 2 * SHARE, NUMBERS + 41],
] as const)('%s adds %i bytes to a first message and %i to later ones', (auth, first, later) => {
  const guard = guardAt({ auth })
  expect(bytesOf(guard, () => pass(guard, ask))).toBe(first)
  // The answer tells the initiator that the session stands.
  expect(bytesOf(guard, () => pass(guard, answer))).toBe(later)
  expect(bytesOf(guard, () => pass(guard, ask))).toBe(later)
})

test.each([
  ['A2', 3 * 33],
  ['A4', 3 * 41],
] as const)('%s adds a tag for each receiver', (auth, tags) => {
  const guard = guardAt({ auth })
  const group = [2, 3, 4]
  for (const to of group) {
    pass(guard, draft({ from: 1, to }))
    pass(guard, draft({ from: to, to: 1, action: 'reply' }))
  }
  expect(bytesOf(guard, () => void guard.seal(ask, group))).toBe(NUMBERS + tags)
})

test.each([
  // Two halves, each of two keys, the time of the handshake, and a peer with its replay window.
  ['A2', 2 * (72 + 528)],
  ['A4', 2 * (72 + 528)],
  ['A3', 528],
  ['A1', 0],
  ['A0', 0],
] as ReadonlyArray<readonly [AuthLevel, number]>)(
  '%s holds %i bytes for a pair that talks one way',
  (auth, bytes) => {
    const guard = guardAt({ auth })
    for (let nth = 0; nth < 5; nth++) pass(guard, ask)
    expect(guard.counters.sessionBytes).toBe(bytes)
  },
)

test('keys that are pushed out of the cache are not counted any more', () => {
  const guard = guardAt({ auth: 'A4' }, { sessionCapacity: 2 })
  for (const to of [2, 3, 4, 5]) pass(guard, draft({ from: 1, to }))
  expect(guard.counters.sessionBytes).toBe(8 * 528 + 2 * 72)
})
