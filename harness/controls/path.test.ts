import { expect, test } from 'vitest'
import { MemorySink } from './audit/sink.ts'
import { parseRecord } from './audit/record.ts'
import { zeroCounters } from './counters.ts'
import { draft, guardAt, pass, sentAcross, TEST_DIRECTORY, verdict } from './guard-fixture.ts'
import { createGuard } from './guard.ts'
import { BARE, GOVERNED, MESH_AS_SHIPPED, type ControlLevels } from './levels.ts'

/** A little traffic of every kind; returns the summary of both cells. */
function traffic(levels: ControlLevels, seed: number): string {
  const here = guardAt(levels, { seed })
  const there = guardAt(levels, { seed, cell: 1 })
  for (let i = 0; i < 20; i++) {
    const from = i % 6
    pass(here, draft({ from, to: (from + 1) % 6, workId: i }))
    pass(here, draft({ from, to: from, action: 'lookup', resource: 'tool', workId: i }))
    there.admit(sentAcross(here.seal(draft({ from, to: 12 + from, resource: 'peer' }))), 12 + from)
    here.reportAbout(i, 3, 7)
  }
  return JSON.stringify([here.close(), there.close(), here.counters, there.counters])
}

test.each([
  ['bare', BARE],
  ['as-shipped', MESH_AS_SHIPPED],
  ['governed', GOVERNED],
  ['governed with signatures', { ...GOVERNED, auth: 'A3' }],
] as const)('two runs leave the same proof and counters: %s', (_name, levels) => {
  expect(traffic(levels, 1)).toBe(traffic(levels, 1))
})

test('the proof of work depends on the keys, that is, on the seed', () => {
  expect(traffic(GOVERNED, 1)).not.toBe(traffic(GOVERNED, 2))
})

test('the proof of work depends on what was recorded', () => {
  const proofOf = (workId: number): string => {
    const guard = guardAt({ audit: 'L2' })
    pass(guard, draft({ workId }))
    return guard.close().proof
  }
  expect(proofOf(7)).toBe(proofOf(7))
  expect(proofOf(7)).not.toBe(proofOf(8))
})

test('every message is counted on the way that it took', () => {
  const guard = guardAt({ ...GOVERNED })
  expect(pass(guard, draft())).toBe('admitted')
  const replayed = guard.seal(draft())
  guard.admit(replayed, 2)
  guard.admit(replayed, 2)
  expect(pass(guard, draft({ action: 'delegate' }))).toBe('policy')
  guard.quarantine(1)
  expect(pass(guard, draft())).toBe('quarantine')
  expect(guard.counters).toEqual({
    ...guard.counters,
    seals: 4,
    opens: 4,
    capabilityChecks: 0,
    decisions: 3,
    denials: 3,
    auditRecords: 5,
    auditDropped: 0,
    approvals: 0,
    handshakes: 1,
  })
})

test('at level 0 the path is the same and is counted the same', () => {
  const guard = guardAt({})
  expect(pass(guard, draft())).toBe('admitted')
  expect(guard.counters).toEqual({ ...zeroCounters(), seals: 1, opens: 1, decisions: 1 })
})

test('what is admitted is the message itself, as plain data', () => {
  for (const levels of [BARE, GOVERNED]) {
    const guard = guardAt(levels)
    const sealed = guard.seal(draft())
    expect(guard.admit(sealed, 2)).toBe(sealed)
    expect(structuredClone(sealed)).toEqual(sealed)
    expect(sealed).toMatchObject(draft())
  }
})

test('a further receiver makes neither a decision nor a record', () => {
  const guard = guardAt(GOVERNED)
  const admitted = guard.admit(guard.seal(draft({ action: 'broadcast' }), [2, 3]), 2)
  if ('refused' in admitted) throw new Error(admitted.refused)
  expect(verdict(guard.open(admitted, 3))).toBe('admitted')
  expect(guard.counters).toMatchObject({ opens: 2, decisions: 1, auditRecords: 1 })
})

test("people's reports take the path as messages of the board's service account", () => {
  const sink = new MemorySink()
  const guard = guardAt(GOVERNED, { auditSink: sink })
  expect(verdict(guard.reportAbout(31, 4, 7))).toBe('admitted')
  expect(parseRecord(sink.lines[0] as string)).toMatchObject({
    from: -1,
    to: -1,
    action: 'report',
    resource: 'board',
    workId: 7,
    subject: 4,
    decision: 'allow',
  })
})

test('no agent can speak as the service account of another cell', () => {
  const guard = guardAt({ auth: 'A2' })
  const account = -2
  const forged = draft({ from: account, to: account, action: 'report', resource: 'board' })
  expect(pass(guard, forged)).toBe('authentication')
})

test('the boards of two cells speak by two accounts, and neither by the other’s', () => {
  const sink = new MemorySink()
  const there = guardAt(GOVERNED, { cell: 1, auditSink: sink })
  expect(verdict(there.reportAbout(31, 16, 7))).toBe('admitted')
  expect(parseRecord(sink.lines[0] as string)).toMatchObject({ from: -2, to: -2, subject: 16 })
  const account = -1
  const forged = draft({ from: account, to: account, action: 'report', resource: 'board' })
  expect(pass(there, forged)).toBe('authentication')
})

test('a detector without a threshold is a fault', () => {
  const options = { cell: 0, seed: 1, directory: TEST_DIRECTORY, clock: { now: 0 } }
  expect(() => createGuard({ ...options, levels: GOVERNED })).toThrow('threshold')
})
