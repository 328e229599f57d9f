import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Draft } from '../../../adapters/contract.ts'
import { BYPASS_PROGRAM } from '../../incidents/policy-bypass.ts'
import { MemorySink } from '../audit/sink.ts'
import { draft, guardAt, pass, verdict } from '../guard-fixture.ts'
import type { GuardOptions } from '../guard-options.ts'
import { GOVERNED } from '../levels.ts'
import { openSandboxes } from './open-sandboxes.ts'
import type { SandboxLevel, Sandboxes } from './sandboxes.ts'

const LEVELS = ['S0', 'S1', 'S2', 'S3'] as const
const ISOLATED = ['S1', 'S2', 'S3'] as const
const POST: Draft = draft({ to: 1, action: 'post', resource: 'board', text: 'a post' })

describe.each(LEVELS)('a guard at %s', (level) => {
  let sandboxes: Sandboxes

  beforeEach(async () => {
    sandboxes = await openSandboxes(level, { departments: 1, shards: 1 })
  })

  afterEach(() => sandboxes.close())

  /** A governed guard whose agents run this program; `posts` went past the path. */
  function guard(program: string, options: Partial<GuardOptions> = {}) {
    const sink = new MemorySink()
    const posts: string[] = []
    const made = guardAt(
      { ...GOVERNED, sandbox: level },
      {
        sandboxes,
        services: { post: (_author, text) => posts.push(text) },
        programOf: () => program,
        auditSink: sink,
        ...options,
      },
    )
    return Object.assign(made, { posts, sink })
  }

  const asking = '(c, action, text) => c.request(action, text)'

  it('admits the effect that the program asked for, with its decision and its record', () => {
    const made = guard(asking)
    const lookup = draft({ to: 1, action: 'lookup', resource: 'tool' })
    expect(pass(made, lookup)).toBe('admitted')
    expect(made.counters).toMatchObject({ programs: 1, seals: 1, opens: 1, decisions: 1 })
    expect(made.counters.programFaults).toBeUndefined()
    expect(made.sink.lines).toHaveLength(1)
  })

  it.each([
    ['another text', "(c, action) => c.request(action, 'something harmless')"],
    ['another action', "(c, _action, text) => c.request('read', text)"],
    ['nothing', '() => {}'],
  ])('admits nothing if the program asked for %s', (_what, program) => {
    const made = guard(program)
    expect(pass(made, POST)).toBe('sandbox')
    expect(made.counters).toMatchObject({ programFaults: 1, seals: 0, opens: 0, decisions: 0 })
  })

  it('runs no program for messages between agents', () => {
    const made = guard('() => {}')
    expect(pass(made, draft())).toBe('admitted')
    expect(made.counters.programs).toBeUndefined()
  })

  it('takes a message that was not asked for at no other receiver either', () => {
    const made = guard('() => {}')
    const sealed = made.seal(POST)
    const other = guardAt(GOVERNED)
    expect(verdict(other.admit(structuredClone(sealed), 1))).toBe('authentication')
  })

  it.each(['P0', 'P1', 'P2'] as const)(
    level === 'S0'
      ? 'cannot stop a bypass by policy %s: an effect without decision or record'
      : 'stops a bypass whatever the policy, here %s',
    (policy) => {
      // A table that allows nothing: if it were asked, it would refuse.
      const made = guard(BYPASS_PROGRAM, {
        roleTable: [],
        levels: { ...GOVERNED, policy, sandbox: level },
      })
      expect(pass(made, POST)).toBe('sandbox')
      expect(made.posts).toEqual(level === 'S0' ? ['a post'] : [])
      expect(made.counters.decisions).toBe(0)
      expect(made.sink.lines).toEqual([])
    },
  )

  it(
    level === 'S0'
      ? 'goes on running the code of a quarantined agent'
      : 'runs no code of a quarantined agent, and ends its sandbox',
    () => {
      const made = guard(BYPASS_PROGRAM)
      pass(made, POST)
      made.posts.length = 0
      expect(made.quarantine(1)).toBe(true)
      expect(pass(made, POST)).toBe(level === 'S0' ? 'sandbox' : 'quarantine')
      expect(made.posts).toHaveLength(level === 'S0' ? 1 : 0)
      expect(made.counters.programs).toBe(level === 'S0' ? 2 : 1)
      expect(sandboxes.counts.created - sandboxes.counts.ended).toBe(0)
      expect(sandboxes.counts.ended).toBe(level === 'S0' ? 0 : 1)
    },
  )

  it('ends no sandbox for an agent of another department', () => {
    const made = guard(asking)
    pass(made, draft({ to: 1, action: 'lookup', resource: 'tool' }))
    made.quarantine(13)
    expect(sandboxes.counts.ended).toBe(0)
  })
})

it('a program is not run when its sandbox fails: nothing is admitted', () => {
  const sandboxes = {
    level: 'S1' as SandboxLevel,
    counts: { created: 0, resets: 0, ended: 0 },
    run: () => {
      throw new Error('no more threads')
    },
    end: () => {},
    close: () => {},
  }
  const made = guardAt({ sandbox: 'S1' }, { sandboxes })
  expect(pass(made, POST)).toBe('sandbox')
})

it.each(ISOLATED)('a guard at %s is not made without sandboxes of that level', async (level) => {
  const message = `a guard at ${level} needs sandboxes of that level`
  expect(() => guardAt({ sandbox: level })).toThrow(message)
  const other = await openSandboxes('S0', { departments: 1, shards: 1 })
  expect(() => guardAt({ sandbox: level }, { sandboxes: other })).toThrow(message)
})
