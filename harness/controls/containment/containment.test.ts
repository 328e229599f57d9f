import { describe, expect, test } from 'vitest'
import { altered, draft, guardAt, pass, sentAcross, verdict } from '../guard-fixture.ts'

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

describe.each(['A0', 'A2', 'A3'] as const)('at C2, with %s', (auth) => {
  const fromPeer = (from: number): ReturnType<typeof draft> =>
    draft({ from, to: 13, resource: 'peer' })

  test('every member is cut where one would be at C1, and nobody of another department', () => {
    const here = guardAt({ auth, containment: 'C2' })
    const narrow = guardAt({ auth, containment: 'C1' }, { cell: 1 })
    const wide = guardAt({ auth, containment: 'C2' }, { cell: 1 })
    const inFlight = sentAcross(here.seal(fromPeer(3)))
    narrow.quarantine(1)
    expect(verdict(narrow.admit(inFlight, 13))).toBe('admitted')
    expect(wide.quarantine(1)).toBe(true)
    expect(verdict(wide.admit(inFlight, 13))).toBe('quarantine')
    expect(pass(wide, draft({ from: 14, to: 13 }))).toBe('admitted')
    expect([0, 1, 11, 24].every((agent) => wide.isQuarantined(agent))).toBe(true)
    expect([12, 23, 25].some((agent) => wide.isQuarantined(agent))).toBe(false)
  })

  test('the department itself accepts nothing any more: neither from within nor from others', () => {
    const here = guardAt({ auth, containment: 'C2' })
    const there = guardAt({ auth, containment: 'C2' }, { cell: 1 })
    const inward = sentAcross(there.seal(draft({ from: 13, to: 2, resource: 'peer' })))
    here.quarantine(1)
    expect(pass(here, draft({ from: 3 }))).toBe('quarantine')
    expect(verdict(here.admit(inward, 2))).toBe('quarantine')
    expect(verdict(here.reportAbout(0, 4, 7))).toBe('quarantine')
  })
})

test('at C2 a message whose sender is no number does not pass for a broken list', () => {
  const guard = guardAt({ containment: 'C2' }, { cell: 1 })
  guard.quarantine(1)
  const odd = altered(guard.seal(draft({ from: 14, to: 13 })), { from: 14n as unknown as number })
  expect(verdict(guard.admit(odd, 13))).toBe('quarantine')
  expect(guard.faults.all).toEqual([])
  expect(pass(guard, draft({ from: 14, to: 13 }))).toBe('admitted')
})

test('at C3 the agent is revoked as at C1', () => {
  const guard = guardAt({ containment: 'C3' })
  expect(guard.quarantine(1)).toBe(true)
  expect(pass(guard, draft())).toBe('quarantine')
  expect(pass(guard, draft({ from: 3 }))).toBe('admitted')
})
