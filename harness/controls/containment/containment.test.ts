import { describe, expect, test } from 'vitest'
import { draft, guardAt, pass, sentAcross, verdict } from '../guard-fixture.ts'

test('at C0 the command changes nothing', () => {
  const guard = guardAt({ containment: 'C0' })
  expect(guard.quarantine(1)).toBe(false)
  expect(guard.isQuarantined(1)).toBe(false)
  expect(pass(guard, draft())).toBe('admitted')
})

describe.each(['A0', 'A2', 'A3'] as const)('at C1, with %s', (auth) => {
  test('later messages and those in flight are refused, and nobody else is touched', () => {
    const guard = guardAt({ auth, containment: 'C1' })
    expect(pass(guard, draft())).toBe('admitted')
    const inFlight = sentAcross(guard.seal(draft()))
    expect(guard.quarantine(1)).toBe(true)
    expect(guard.isQuarantined(1)).toBe(true)
    expect(verdict(guard.admit(inFlight, 2))).toBe('quarantine')
    expect(pass(guard, draft())).toBe('quarantine')
    expect(pass(guard, draft({ from: 3 }))).toBe('admitted')
    expect(pass(guard, draft({ from: 2, to: 1, action: 'reply' }))).toBe('admitted')
  })

  test('a fan-out that was admitted before the command is refused at its further receivers', () => {
    const guard = guardAt({ auth, containment: 'C1' })
    const admitted = guard.admit(guard.seal(draft(), [2, 3]), 2)
    if ('refused' in admitted) throw new Error(admitted.refused)
    guard.quarantine(1)
    expect(verdict(guard.open(admitted, 3))).toBe('quarantine')
  })

  test('a cell that the command has not reached goes on admitting', () => {
    const here = guardAt({ auth, containment: 'C1' })
    const there = guardAt({ auth, containment: 'C1' }, { cell: 1 })
    const toPeer = draft({ to: 13, resource: 'peer' })
    expect(verdict(there.admit(sentAcross(here.seal(toPeer)), 13))).toBe('admitted')
    here.quarantine(1)
    expect(verdict(there.admit(sentAcross(here.seal(toPeer)), 13))).toBe('admitted')
    there.quarantine(1)
    expect(verdict(there.admit(sentAcross(here.seal(toPeer)), 13))).toBe('quarantine')
  })
})
