import { describe, expect, test } from 'vitest'
import type { Admitted, Draft, ToolCall } from '../../adapters/contract.ts'
import { asAdmitted, envelopeOf } from './envelope.ts'
import { draft, guardAt, type TestGuard } from './guard-fixture.ts'
import { MemorySink } from './audit/sink.ts'

/** A member of cell 1, who may look things up and may not post. */
const MEMBER = 13
const WORK = 7

const lookUp = (text = 'a question'): Draft =>
  draft({ from: MEMBER, to: MEMBER, action: 'lookup', resource: 'tool', text })
const call = (name: ToolCall['name'], input = 'a question'): ToolCall => ({
  name,
  step: 0,
  round: 0,
  input,
})

function setting(): { guard: TestGuard; sink: MemorySink; admitted: Admitted } {
  const sink = new MemorySink(10)
  const levels = { auth: 'A3', policy: 'P1', audit: 'L2', containment: 'C1' } as const
  const guard = guardAt(levels, { cell: 1, auditSink: sink })
  const admitted = guard.admit(guard.seal(lookUp()), MEMBER)
  if ('refused' in admitted) throw new Error(admitted.refused)
  return { guard, sink, admitted }
}

const reason = (guard: TestGuard, message: Admitted, what: ToolCall, workId = WORK) =>
  guard.checkEffect(message, what, workId)?.refused

describe('an effect', () => {
  test('is carried out for the message that was admitted, once', () => {
    const { guard, admitted } = setting()
    expect(reason(guard, admitted, call('lookup'))).toBeUndefined()
    expect(reason(guard, admitted, call('lookup'))).toBe('policy')
  })

  test('is not another than the one that was admitted, and the try uses the message up', () => {
    for (const other of [call('post'), call('read_board'), call('delegate'), call('lookup', 'x')]) {
      const { guard, admitted } = setting()
      expect(reason(guard, admitted, other)).toBe('policy')
      expect(reason(guard, admitted, call('lookup'))).toBe('policy')
    }
    const { guard, admitted } = setting()
    expect(reason(guard, admitted, call('lookup'), WORK + 1)).toBe('policy')
  })

  test('is not carried out for what only says that it was admitted', () => {
    const { guard, admitted } = setting()
    const sealed = guard.seal(lookUp())
    expect(reason(guard, sealed as Admitted, call('lookup'))).toBe('policy')
    expect(reason(guard, structuredClone(admitted), call('lookup'))).toBe('policy')
    expect(reason(guard, asAdmitted({ ...envelopeOf(admitted) }), call('lookup'))).toBe('policy')
    expect(reason(setting().guard, admitted, call('lookup'))).toBe('policy')
  })

  test('is not put down to another agent', () => {
    const { guard, admitted } = setting()
    Object.assign(admitted, { from: 12 })
    expect(reason(guard, admitted, call('lookup'))).toBe('policy')
  })

  test('stays within what was admitted though the message was changed afterwards', () => {
    const { guard, admitted } = setting()
    Object.assign(admitted, { action: 'post', text: 'guidance' })
    expect(reason(guard, admitted, call('post', 'guidance'))).toBe('policy')
  })

  test('of a quarantined agent is not carried out, whenever it was admitted', () => {
    const { guard, admitted } = setting()
    guard.quarantine(MEMBER)
    expect(reason(guard, admitted, call('lookup'))).toBe('quarantine')
  })

  test('that is not carried out is recorded and counted', () => {
    const { guard, sink, admitted } = setting()
    guard.checkEffect(admitted, call('post'), WORK)
    expect(guard.counters.denials).toBe(1)
    expect(sink.lines.map((line) => line.split(',')[10])).toEqual(['allow', 'policy'])
  })
})

test('what is no effect has no ticket', () => {
  const guard = guardAt({}, { cell: 1 })
  const request = guard.admit(guard.seal(draft({ from: MEMBER, to: 14 })), 14) as Admitted
  expect(guard.checkEffect(request, call('delegate', 'hello'), WORK)?.refused).toBe('policy')
})
