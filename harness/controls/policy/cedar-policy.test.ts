import { expect, test } from 'vitest'
import type { Action, Draft, ResourceClass, Sealed } from '../../../adapters/contract.ts'
import { asSealed, envelopeOf } from '../envelope.ts'
import {
  altered,
  draft,
  guardAt,
  pass,
  sentAcross,
  TEST_DIRECTORY,
  verdict,
} from '../guard-fixture.ts'
import type { GuardOptions } from '../guard-options.ts'
import { CedarPolicy } from './cedar-policy.ts'
import { cacheTally } from './decision-cache.ts'
import { brokenSource, ORGANISATION_TEXT, sourceOf, unsealed } from './testing/policies.ts'

const LEAD = 0
const MEMBER = 1
const OPERATOR_OF_SALES = 17
const MEMBER_OF_SALES = 13
const META = 24

const PERMIT_ALL = 'permit (principal, action, resource);'

const at = (levels: 'P1' | 'P2', message: Draft, options: Partial<GuardOptions> = {}): string =>
  pass(guardAt({ policy: levels }, options), message)

/** The verdict of P2 under other policies, on a plain request unless changed. */
const under = (text: string, changes: Partial<Draft> = {}): string =>
  at('P2', draft(changes), { cedar: { source: sourceOf(text) } })

// ── Attacks that P1 lets through ────────────────────────────────────────────────────────────────

test.each<[string, number, Partial<Draft>]>([
  [
    'a member of another department who may not delegate and asks a lead to',
    0,
    { from: LEAD, action: 'delegate', origin: MEMBER_OF_SALES },
  ],
  [
    'a member who may not delegate to peers and asks a lead to',
    0,
    { from: LEAD, action: 'delegate', resource: 'peer', origin: MEMBER },
  ],
  [
    'a member who may not report upward and asks a lead to',
    0,
    { from: LEAD, action: 'report', resource: 'upward', origin: MEMBER },
  ],
  [
    'a member of sales who may not post and asks an operator to',
    1,
    { from: OPERATOR_OF_SALES, action: 'post', resource: 'board', origin: MEMBER_OF_SALES },
  ],
  [
    'an operator of another cell who asks one of this cell to post',
    0,
    { from: 5, action: 'post', resource: 'board', origin: OPERATOR_OF_SALES },
  ],
  [
    'a meta-agent that asks a department to post for it',
    0,
    { from: MEMBER, action: 'post', resource: 'board', origin: META },
  ],
  ['a request that goes round and round', 0, { from: MEMBER, origin: MEMBER, hopCount: 4 }],
])('P2 stops %s; P1 does not', (_name, cell, changes) => {
  const message = draft({ to: changes.from as number, ...changes })
  expect(at('P1', message, { cell })).toBe('admitted')
  expect(at('P2', message, { cell })).toBe('policy')
})

test.each<[string, number, Partial<Draft>]>([
  ['a lead', 0, { from: 6, action: 'delegate', origin: LEAD }],
  ['a member of the department', 0, { from: LEAD, action: 'delegate', origin: MEMBER }],
  ['a meta-agent', 0, { from: LEAD, action: 'delegate', origin: META }],
  ['an operator', 1, { from: OPERATOR_OF_SALES, action: 'post', resource: 'board', origin: 23 }],
  ['a member who passed on the fewest hands too many', 0, { from: MEMBER, origin: 2, hopCount: 3 }],
])('P2 allows what %s asks for who may do it too', (_name, cell, changes) => {
  const message = draft({ to: changes.from as number, ...changes })
  expect(at('P2', message, { cell })).toBe('admitted')
})

test('P2 does not let an origin lend its right to a sender without it', () => {
  expect(at('P2', draft({ from: MEMBER, action: 'delegate', origin: LEAD }))).toBe('policy')
})

test('P2 lets a post on behalf of somebody pass that a person approved', () => {
  const message = draft({
    from: OPERATOR_OF_SALES,
    to: OPERATOR_OF_SALES,
    action: 'post',
    resource: 'board',
    origin: MEMBER_OF_SALES,
    text: 'approved',
  })
  const cedar = { isApproved: ({ text }: { text: string }) => text === 'approved' }
  expect(at('P2', message, { cell: 1, cedar })).toBe('admitted')
  expect(at('P2', { ...message, text: 'another' }, { cell: 1, cedar })).toBe('policy')
})

test.each(['A2', 'A3'] as const)(
  'at %s nobody on the way can change or strip the origin',
  (auth) => {
    const message = draft({ from: LEAD, action: 'delegate', origin: MEMBER_OF_SALES, hopCount: 1 })
    const strip = (sealed: Sealed): Sealed => {
      const { origin: _, hopCount: __, ...rest } = envelopeOf(sealed)
      return asSealed(rest)
    }
    const tampered: Array<(sealed: Sealed) => Sealed> = [
      strip,
      (sealed) => altered(sealed, { origin: META }),
      (sealed) => altered(sealed, { hopCount: 0 }),
      (sealed) => altered(sealed, { origin: [MEMBER_OF_SALES] as unknown as number }),
    ]
    for (const tamper of tampered) {
      const guard = guardAt({ auth, policy: 'P2' })
      const sealed = guard.seal(message)
      expect(verdict(guard.admit(tamper(sealed), message.to))).toBe('authentication')
      expect(verdict(guard.admit(sentAcross(sealed), message.to))).toBe('policy')
    }
    const guard = guardAt({ auth, policy: 'P2' })
    const plain = guard.seal(draft({ from: LEAD, action: 'delegate' }))
    const framed = altered(plain, { origin: MEMBER })
    expect(verdict(guard.admit(framed, message.to))).toBe('authentication')
  },
)

// ── Whatever is not a clear yes is a no ─────────────────────────────────────────────────────────

test.each(['', '// nothing but words\n', 'forbid (principal, action, resource);'])(
  'P2 denies under %j',
  (text) => {
    expect(under(text)).toBe('policy')
  },
)

test('one rule that forbids outweighs all that permit, wherever it stands', () => {
  const forbid = 'forbid (principal in Role::"member", action == Action::"request", resource);'
  for (const text of [`${PERMIT_ALL}\n${forbid}`, `${forbid}\n${PERMIT_ALL}`]) {
    expect(under(text, { from: MEMBER })).toBe('policy')
    expect(under(text, { from: LEAD })).toBe('admitted')
    expect(under(text, { from: MEMBER, action: 'reply' })).toBe('admitted')
  }
})

test('P2 denies when a policy cannot be evaluated, though Cedar would allow', () => {
  const overflow = 'when { context.hopCount * 9223372036854775807 == 1 }'
  const text = `${PERMIT_ALL}\nforbid (principal, action, resource) ${overflow};`
  const policy = new CedarPolicy(0, TEST_DIRECTORY, { source: sourceOf(text) })
  expect(policy.passes(unsealed(draft()), 2)).toBe(true)
  expect(policy.passes(unsealed(draft({ hopCount: 2 })), 2)).toBe(false)
  expect(policy.errors).toBe(1)
})

test('P2 denies when the engine fails, and does not remember it as a decision', () => {
  const tally = cacheTally()
  const source = brokenSource(() => {
    throw new Error('unreachable')
  })
  const policy = new CedarPolicy(0, TEST_DIRECTORY, { source, cache: tally })
  expect(policy.passes(unsealed(draft()), 2)).toBe(false)
  expect(policy.passes(unsealed(draft()), 2)).toBe(false)
  expect(policy.errors).toBe(2)
  expect(tally).toEqual({ hits: 0, misses: 2, bypasses: 0 })
})

test('P2 denies what Cedar refuses to read', () => {
  const source = sourceOf(PERMIT_ALL)
  const directory = { ...TEST_DIRECTORY, functionOf: () => 7 as unknown as string }
  const policy = new CedarPolicy(0, directory, { source })
  expect(policy.passes(unsealed(draft()), 2)).toBe(false)
  expect(policy.errors).toBe(1)
})

test('P2 denies an agent that the directory does not know, and when asking for approval fails', () => {
  const source = sourceOf(PERMIT_ALL)
  const fail = (): never => {
    throw new Error('no such thing')
  }
  const lost = new CedarPolicy(0, { ...TEST_DIRECTORY, cellOf: fail }, { source })
  const unapproved = new CedarPolicy(0, TEST_DIRECTORY, { source, isApproved: fail })
  expect(lost.passes(unsealed(draft()), 2)).toBe(false)
  expect(unapproved.passes(unsealed(draft()), 2)).toBe(false)
  expect([lost.errors, unapproved.errors]).toEqual([1, 1])
})

test.each<Partial<Draft>>([
  { action: 'constructor' as Action },
  { resource: '__proto__' as ResourceClass },
  { from: 1.5 },
  { from: '1' as unknown as number },
  { origin: -1 },
  { origin: 0.5 },
  { origin: null as unknown as number },
  { hopCount: -1 },
  { hopCount: Number.NaN },
  { hopCount: '0' as unknown as number },
])('P2 denies the malformed %j though everything is permitted', (changes) => {
  const policy = new CedarPolicy(0, TEST_DIRECTORY, { source: sourceOf(PERMIT_ALL) })
  expect(policy.passes(unsealed(draft(changes)), 2)).toBe(false)
  expect(policy.passes(unsealed(draft()), 2)).toBe(true)
})

// ── What is remembered ──────────────────────────────────────────────────────────────────────────

test('what a person said of one message is remembered for no other', () => {
  const tally = cacheTally()
  let approved = false
  const policy = new CedarPolicy(0, TEST_DIRECTORY, {
    cache: tally,
    isApproved: () => approved,
  })
  const lent = unsealed(
    draft({ from: MEMBER, to: MEMBER, action: 'post', resource: 'board', origin: META }),
  )
  const own = unsealed(draft({ from: MEMBER, to: MEMBER, action: 'post', resource: 'board' }))
  expect(policy.passes(own, MEMBER)).toBe(true)
  expect(policy.passes(lent, MEMBER)).toBe(false)
  approved = true
  expect(policy.passes(lent, MEMBER)).toBe(true)
  approved = false
  expect(policy.passes(lent, MEMBER)).toBe(false)
  expect(tally).toEqual({ hits: 1, misses: 2, bypasses: 1 })
})

test.each([
  'forbid (principal == Agent::"2", action, resource);',
  'forbid (principal, action, resource) when { principal is Agent && [Agent::"2"].contains(principal) };',
  'forbid (principal, action, resource) when { principal in Board::"0" && principal == Agent::"2" };',
])('nothing is remembered under policies that name an agent: %s', (forbid) => {
  const tally = cacheTally()
  const source = sourceOf(`${ORGANISATION_TEXT}\n${forbid}`)
  const policy = new CedarPolicy(0, TEST_DIRECTORY, { source, cache: tally })
  expect(policy.passes(unsealed(draft({ from: 1 })), 3)).toBe(true)
  expect(policy.passes(unsealed(draft({ from: 2 })), 3)).toBe(false)
  expect(policy.passes(unsealed(draft({ from: 1 })), 3)).toBe(true)
  expect(tally).toEqual({ hits: 0, misses: 0, bypasses: 3 })
})

test('another version of the policies makes the decisions anew', () => {
  const tally = cacheTally()
  const source = { policies: sourceOf(PERMIT_ALL).policies }
  const policy = new CedarPolicy(0, TEST_DIRECTORY, { source, cache: tally })
  const decide = (): boolean => policy.passes(unsealed(draft()), 2)
  expect([decide(), decide()]).toEqual([true, true])
  source.policies = sourceOf('forbid (principal, action, resource);').policies
  expect([decide(), decide()]).toEqual([false, false])
  expect(tally).toEqual({ hits: 2, misses: 2, bypasses: 0 })
})
