import { expect, test } from 'vitest'
import { asSealed, NO_SUBJECT } from '../envelope.ts'
import { altered, draft, guardAt, pass, sentAcross, verdict } from '../guard-fixture.ts'
import { sharedToken } from './shared-token.ts'

const auth = 'A1'
const SEED = 42

test('a message is admitted at its receiver, in its own cell and in another', () => {
  const here = guardAt({ auth })
  const there = guardAt({ auth }, { cell: 1 })
  expect(pass(here, draft())).toBe('admitted')
  const toPeer = draft({ to: 13, resource: 'peer' })
  expect(verdict(there.admit(sentAcross(here.seal(toPeer)), 13))).toBe('admitted')
})

test.each<[string, unknown]>([
  ['no tag', []],
  ['a guessed token', ['0'.repeat(64)]],
  ['the token of another organisation', [sharedToken(SEED + 1)]],
  ['a token with one digit changed', [changedAt(sharedToken(SEED), 63)]],
  ['the beginning of the token', [sharedToken(SEED).slice(0, 63)]],
  ['the token and more', [`${sharedToken(SEED)}0`]],
  ['a tag that is no text', [7]],
  ['tags that are no list', { 0: sharedToken(SEED) }],
  ['no tags at all', undefined],
])('an outsider is refused: %s', (_name, tags) => {
  const forged = { ...draft(), subject: NO_SUBJECT, seq: 1, tags, proof: undefined }
  const message = asSealed(forged as unknown as Parameters<typeof asSealed>[0])
  expect(verdict(guardAt({ auth }).admit(message, 2))).toBe('authentication')
})

test('an insider is still taken for the peer that it names', () => {
  const guard = guardAt({ auth })
  const own = guard.seal(draft({ from: 7 }))
  expect(verdict(guard.admit(altered(own, { from: 1 }), 2))).toBe('admitted')
})

test('an insider of another cell is still taken for an agent of this one', () => {
  const there = guardAt({ auth }, { cell: 1 })
  expect(verdict(guardAt({ auth }).admit(there.seal(draft()), 2))).toBe('admitted')
})

test('a captured message is still as good the second time', () => {
  const guard = guardAt({ auth })
  const captured = guard.seal(draft())
  expect(verdict(guard.admit(captured, 2))).toBe('admitted')
  expect(verdict(guard.admit(sentAcross(captured), 2))).toBe('admitted')
})

test('a relay can still alter a message', () => {
  const guard = guardAt({ auth })
  const message = guard.seal(draft())
  expect(verdict(guard.admit(altered(message, { text: 'evil' }), 2))).toBe('admitted')
  expect(verdict(guard.admit(altered(message, { action: 'delegate' }), 2))).toBe('admitted')
  expect(verdict(guard.admit(altered(message, { to: 3 }), 3))).toBe('admitted')
})

test('the token is checked at every receiver of a fan-out', () => {
  const guard = guardAt({ auth })
  const admitted = guard.admit(guard.seal(draft(), [2, 3]), 2)
  if ('refused' in admitted) throw new Error(admitted.refused)
  expect(verdict(guard.open(admitted, 3))).toBe('admitted')
  expect(guard.counters.opens).toBe(2)
  const stripped = { ...admitted, tags: [] }
  expect(verdict(guard.open(stripped, 3))).toBe('authentication')
})

test('a message of a quarantined agent is refused, whatever its token', () => {
  const guard = guardAt({ auth, containment: 'C1' })
  const inFlight = sentAcross(guard.seal(draft()))
  guard.quarantine(1)
  expect(verdict(guard.admit(inFlight, 2))).toBe('quarantine')
  expect(pass(guard, draft({ from: 3 }))).toBe('admitted')
})

test('the proof of work depends on the messages sealed and on the seed', () => {
  const proofOf = (seed: number, messages: number): string => {
    const guard = guardAt({ auth }, { seed })
    for (let i = 0; i < messages; i++) guard.seal(draft())
    return guard.close().proof
  }
  expect(proofOf(1, 3)).toBe(proofOf(1, 3))
  expect(proofOf(1, 3)).not.toBe(proofOf(1, 4))
  expect(proofOf(1, 3)).not.toBe(proofOf(2, 3))
})

function changedAt(token: string, at: number): string {
  return token.slice(0, at) + (token[at] === '0' ? '1' : '0') + token.slice(at + 1)
}
