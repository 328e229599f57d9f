import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ACTIONS, RESOURCES, serviceAccountOf } from '../envelope.ts'
import { draft } from '../guard-fixture.ts'
import type { GuardDirectory } from '../guard-options.ts'
import { CedarPolicy } from './cedar-policy.ts'
import { cacheTally, hitRate } from './decision-cache.ts'
import { ROLE_CLASSES, type RoleClass } from './role-class.ts'
import { ROLE_TABLE, type RoleRule } from './role-table.ts'
import { StaticRbac } from './static-rbac.ts'
import { cedarOf, ORGANISATION_TEXT, sourceOf, unsealed } from './testing/policies.ts'

const CELL = 3
const FUNCTIONS = ['content-policy', 'sales', 'management', '']

interface Person {
  readonly role: Exclude<RoleClass, 'service'>
  readonly department: string
  readonly cell: number
}

/** A directory of these people and no others; their places are their numbers. */
function directoryOf(people: readonly Person[]): GuardDirectory {
  const of = (agent: number): Person => {
    const person = people[agent]
    if (person === undefined) throw new Error(`no agent ${agent}`)
    return person
  }
  return {
    roleOf: (agent) => of(agent).role,
    cellOf: (agent) => of(agent).cell,
    functionOf: (agent) => of(agent).department,
    isLead: (agent) => of(agent).role === 'lead',
    isMeta: (agent) => of(agent).role === 'meta',
  }
}

const AGENT_CLASSES = ROLE_CLASSES.filter((role) => role !== 'service')

/** One agent of every class, department's function, and cell: this one or another. */
const EVERYBODY: readonly Person[] = AGENT_CLASSES.flatMap((role) =>
  FUNCTIONS.flatMap((department) => [CELL, CELL + 1].map((cell) => ({ role, department, cell }))),
)

const SENDERS = [...EVERYBODY.keys(), serviceAccountOf(CELL), serviceAccountOf(CELL + 1)]

test('P2 decides as P1 on every sender, action and resource', () => {
  const directory = directoryOf(EVERYBODY)
  const table = new StaticRbac(CELL, directory, ROLE_TABLE)
  const policy = new CedarPolicy(CELL, directory)
  let allowed = 0
  for (const from of SENDERS) {
    for (const action of ACTIONS) {
      for (const resource of RESOURCES) {
        const envelope = unsealed(draft({ from, action, resource }))
        const expected = table.passes(envelope)
        const name = `${from} ${JSON.stringify(EVERYBODY[from])} ${action} ${resource}`
        expect(policy.passes(envelope, 0), name).toBe(expected)
        if (expected) allowed++
      }
    }
  }
  expect(SENDERS.length * ACTIONS.length * RESOURCES.length).toBe(1_530)
  expect(allowed).toBeGreaterThan(100)
  expect(policy.errors).toBe(0)
})

const department = fc.oneof(fc.constantFrom(...FUNCTIONS), fc.string({ unit: 'grapheme' }))
const person: fc.Arbitrary<Person> = fc.record({
  role: fc.constantFrom(...AGENT_CLASSES),
  department,
  cell: fc.constantFrom(CELL, CELL + 1),
})
const someOf = <T>(all: readonly T[]): fc.Arbitrary<T[]> => fc.subarray([...all], { minLength: 1 })
const rule: fc.Arbitrary<RoleRule> = fc.record(
  {
    roles: someOf(ROLE_CLASSES),
    department: fc.constantFrom(...FUNCTIONS.filter((name) => name !== '')),
    may: someOf(ACTIONS),
    on: someOf(RESOURCES),
  },
  { requiredKeys: ['roles', 'may', 'on'] },
)
const request = fc.record({
  sender: fc.integer({ min: -2, max: 5 }),
  action: fc.constantFrom(...ACTIONS),
  resource: fc.constantFrom(...RESOURCES),
})

test('P2 decides as P1 in any organisation and for any table, with and without a cache', () => {
  const organisations = fc.array(person, { minLength: 6, maxLength: 6 })
  const tables = fc.array(rule, { maxLength: 5 })
  const requests = fc.array(request, { minLength: 10, maxLength: 30 })
  fc.assert(
    fc.property(organisations, tables, requests, (people, rules, all) => {
      const directory = directoryOf(people)
      const table = new StaticRbac(CELL, directory, rules)
      const source = sourceOf(cedarOf(rules))
      const policy = new CedarPolicy(CELL, directory, { source })
      const cached = new CedarPolicy(CELL, directory, { source, cache: cacheTally() })
      for (const { sender, action, resource } of all) {
        const from = sender < 0 ? serviceAccountOf(CELL - 2 - sender) : sender
        const envelope = unsealed(draft({ from, action, resource }))
        const expected = table.passes(envelope)
        expect(policy.passes(envelope, 0)).toBe(expected)
        expect(cached.passes(envelope, 0)).toBe(expected)
        expect(cached.passes(envelope, 0)).toBe(expected)
      }
    }),
    { numRuns: 60, seed: 7 },
  )
})

/** Senders that policies can tell apart: the other functions are named by none of them. */
const NEAR = SENDERS.filter(
  (from) => from < 0 || /policy|sales/.test(EVERYBODY[from]?.department ?? ''),
)

/** Rules on origins and hops beside the organisation's own: each tells apart what a cache could mix. */
const CIRCUMSTANTIAL = [
  ORGANISATION_TEXT,
  'permit (principal, action, resource) when { context has origin && context.origin == principal };',
  'permit (principal, action, resource) when { context has origin && context.origin in resource };',
  'permit (principal, action, resource) unless { context has origin && principal in resource };',
  'permit (principal, action, resource) when { context.hopCount == 7 || context.hopCount == 9 };',
  `permit (principal, action, resource is Board)
   when { context has origin && context.origin in Function::"sales" && context.hopCount < 2 };`,
]

test.each(CIRCUMSTANTIAL)(
  'P2 with a cache decides as without, on whosever behalf and after any hops: %s',
  (text) => {
    const directory = directoryOf(EVERYBODY)
    const source = sourceOf(text)
    const tally = cacheTally()
    const plain = new CedarPolicy(CELL, directory, { source })
    const cached = new CedarPolicy(CELL, directory, { source, cache: tally })
    let allowed = 0
    let asked = 0
    const differing: unknown[] = []
    // The organisation's rules on origins are about three actions; a request stands for the others.
    const actions =
      text === ORGANISATION_TEXT
        ? (['request', 'delegate', 'report', 'post'] as const)
        : (['delegate', 'post'] as const)
    for (const action of actions) {
      const resource = action === 'post' ? 'board' : action === 'report' ? 'upward' : 'team'
      for (const from of NEAR) {
        for (const origin of [undefined, ...EVERYBODY.keys()]) {
          // Two numbers of hops for each pair, and every number over the pairs.
          const hops = (Math.abs(from) + (origin ?? 0)) % 10
          for (const hopCount of [hops, (hops + 3) % 10]) {
            const whose = origin === undefined ? {} : { origin }
            const envelope = unsealed(draft({ from, action, resource, hopCount, ...whose }))
            const expected = plain.passes(envelope, 0)
            for (let again = 0; again < 2; again++) {
              if (cached.passes(envelope, 0) !== expected) {
                differing.push([from, action, origin, hopCount])
              }
            }
            asked += 2
            if (expected) allowed++
          }
        }
      }
    }
    expect(differing).toEqual([])
    expect(allowed).toBeGreaterThan(10)
    expect(tally.hits + tally.misses + tally.bypasses).toBe(asked)
    expect(tally.bypasses / asked).toBeCloseTo(0.2, 1)
    expect(plain.errors + cached.errors).toBe(0)
  },
)

test('the cache knows classes of origins apart, and not the agents in them', () => {
  const twice = [...EVERYBODY, ...EVERYBODY]
  const tally = cacheTally()
  const policy = new CedarPolicy(CELL, directoryOf(twice), { cache: tally })
  for (const origin of twice.keys()) {
    policy.passes(unsealed(draft({ from: 0, origin, hopCount: 1 })), 0)
  }
  // The sender itself is told from its like.
  expect(tally).toEqual({
    hits: EVERYBODY.length - 1,
    misses: EVERYBODY.length + 1,
    bypasses: 0,
  })
})

test('names that run together are kept apart', () => {
  const people = ['a', 'b', 'a,b', 'a|b', '', 'a\u0000'].map((department) => ({
    role: 'member' as const,
    department,
    cell: CELL,
  }))
  const tally = cacheTally()
  const policy = new CedarPolicy(CELL, directoryOf(people), { cache: tally })
  for (const from of people.keys()) {
    for (const origin of people.keys()) {
      if (origin !== from) policy.passes(unsealed(draft({ from, origin })), 0)
    }
  }
  expect(tally).toEqual({ hits: 0, misses: 30, bypasses: 0 })
})

test('the cache asks Cedar once for each class, action and resource', () => {
  const twice = [...EVERYBODY, ...EVERYBODY]
  const tally = cacheTally()
  const policy = new CedarPolicy(CELL, directoryOf(twice), { cache: tally })
  for (const from of twice.keys()) policy.passes(unsealed(draft({ from })), 0)
  expect(tally).toEqual({ hits: EVERYBODY.length, misses: EVERYBODY.length, bypasses: 0 })
  expect(hitRate(tally)).toBe(0.5)
})
