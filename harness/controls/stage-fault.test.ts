import { expect, test } from 'vitest'
import { MemorySink } from './audit/sink.ts'
import { draft, guardAt, pass, verdict } from './guard-fixture.ts'
import type { GuardOptions } from './guard-options.ts'
import { GOVERNED } from './levels.ts'
import type { Sandboxes } from './sandbox/sandboxes.ts'
import type { StageName } from './stage-fault.ts'

const LEVELS = { ...GOVERNED, approvals: 'H1', limits: 'R1' } as const

/** The methods by which a stage has its say. */
const METHODS = ['passes', 'observe', 'refused', 'admitted', 'quarantine', 'isQuarantined', 'seal']

/** Breaks one stage: every method of it throws, or those that are named. */
function broken(name: StageName, methods = METHODS): Partial<GuardOptions> {
  return {
    replaced: (stage, whole) => {
      if (stage !== name) return whole
      const dead = whole as Record<string, unknown>
      for (const method of [...methods, 'needsPerson']) {
        if (typeof dead[method] !== 'function') continue
        dead[method] = () => {
          throw new Error(`${name} is dead`)
        }
      }
      return whole
    },
  }
}

test.each([
  ['limits', 'limit'],
  ['containment', 'quarantine'],
  ['auth', 'authentication'],
  ['policy', 'policy'],
  ['approvals', 'approval'],
  ['audit', 'audit'],
  ['sandbox', 'policy'],
] as const)('a message is refused when %s throws, and the fault is kept', (stage, reason) => {
  const guard = guardAt(LEVELS, broken(stage))
  expect(pass(guard, draft())).toBe(reason)
  expect(pass(guard, draft({ workId: 8 }))).toBe(reason)
  expect(guard.counters.denials).toBe(2)
  const [fault] = guard.faults.all
  expect(fault).toMatchObject({ stage, cell: 0, at: 1_000, message: `${stage} is dead` })
  expect(fault?.count).toBeGreaterThanOrEqual(1)
})

test('a further receiver is refused when authentication throws', () => {
  let isDead = false
  const guard = guardAt(GOVERNED, {
    replaced: (name, stage) => {
      if (name !== 'auth') return stage
      const auth = stage as { passes: (...given: unknown[]) => boolean }
      const passes = auth.passes.bind(auth)
      auth.passes = (...given) => {
        if (isDead) throw new Error('the key store is gone')
        return passes(...given)
      }
      return stage
    },
  })
  const admitted = guard.admit(guard.seal(draft({ action: 'broadcast' }), [2, 3]), 2)
  if ('refused' in admitted) throw new Error(admitted.refused)
  isDead = true
  expect(verdict(guard.open(admitted, 3))).toBe('authentication')
})

test('what could not be sealed is accepted by no level of authentication', () => {
  for (const auth of ['A1', 'A2', 'A3', 'A4'] as const) {
    const sealed = guardAt({ auth }, broken('auth', ['seal'])).seal(draft())
    expect(verdict(guardAt({ auth }).admit(sealed, 2))).toBe('authentication')
  }
})

test('a detector that throws stops no message and hides no record', () => {
  const sink = new MemorySink()
  const guard = guardAt(GOVERNED, { ...broken('detection'), auditSink: sink })
  expect(pass(guard, draft())).toBe('admitted')
  expect(sink.lines).toHaveLength(1)
  expect(guard.faults.all).toMatchObject([{ stage: 'detection', count: 1 }])
})

test('after a command that could not be carried out the cell trusts nobody', () => {
  const guard = guardAt(GOVERNED, broken('containment', ['quarantine']))
  expect(pass(guard, draft())).toBe('admitted')
  expect(guard.quarantine(1)).toBe(true)
  expect(pass(guard, draft())).toBe('quarantine')
  expect(pass(guard, draft({ from: 3 }))).toBe('quarantine')
  expect(guard.isQuarantined(1)).toBe(true)
})

test('an action needs a person when nobody can say whether it does', () => {
  const guard = guardAt(LEVELS, broken('approvals', []))
  expect(guard.needsPerson({ from: 1, action: 'lookup', resource: 'tool' })).toBe(true)
})

test('a refusal stands when the trail and the limiter cannot be told of it', () => {
  for (const stage of ['audit', 'limits'] as const) {
    const guard = guardAt({ ...LEVELS }, broken(stage, ['refused']))
    expect(pass(guard, draft({ action: 'delegate' }))).toBe('policy')
    expect(guard.faults.has(stage)).toBe(true)
  }
})

/** Sandboxes of S1 that no program can be run in. */
const GONE: Sandboxes = {
  level: 'S1',
  counts: { created: 0, resets: 0, ended: 0 },
  run: () => {
    throw new Error('no worker can be made')
  },
  end: () => {},
  close: () => {},
}

const lookup = draft({ to: 1, action: 'lookup', resource: 'tool' })

test('an effect is refused when no sandbox can run its program, and the fault is kept', () => {
  const guard = guardAt({ sandbox: 'S1' }, { sandboxes: GONE })
  expect(pass(guard, lookup)).toBe('sandbox')
  expect(guard.faults.all).toMatchObject([{ stage: 'sandbox', message: 'no worker can be made' }])
})

test('nothing is thrown at an agent whose quarantine cannot be read', () => {
  const gone = { ...broken('containment'), sandboxes: GONE }
  const guard = guardAt({ sandbox: 'S1', containment: 'C1' }, gone)
  expect(pass(guard, lookup)).toBe('quarantine')
})

test('no fault is kept where no stage throws', () => {
  const guard = guardAt(LEVELS)
  pass(guard, draft())
  pass(guard, draft({ action: 'delegate' }))
  expect(guard.faults.all).toEqual([])
})
