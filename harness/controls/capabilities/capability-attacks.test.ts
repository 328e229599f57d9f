import { expect, test, describe } from 'vitest'
import fc from 'fast-check'
import type { Action, Draft, Sealed } from '../../../adapters/contract.ts'
import { AUTH_LEVELS } from '../levels.ts'
import { Authority } from '../authority.ts'
import { envelopeOf } from '../envelope.ts'
import {
  altered,
  draft,
  guardAt,
  pass,
  sentAcross,
  TEST_DIRECTORY,
  type TestGuard,
  verdict,
} from '../guard-fixture.ts'
import { MESSAGE_LIFETIME_US } from '../auth/auth-stage.ts'
import type { GrantedWork } from './capability-stage.ts'
import { type Block, type Capability, extend } from './token.ts'

const MEMBER = 13
const OPERATOR = 17
const STRANGER = 14
/** A work that looks things up and posts nothing. */
const WORK: GrantedWork = { id: 7, initiator: MEMBER, actions: ['lookup'] }

/** A guard of cell 1 where the member's work has started. */
function started(levels: Parameters<typeof guardAt>[0] = {}, work = WORK): TestGuard {
  const guard = guardAt({ capabilities: 'K1', ...levels }, { cell: 1 })
  guard.begin(work)
  return guard
}

const ASK = draft({ from: MEMBER, to: OPERATOR, text: 'please post this for me' })
/** What an honest agent says that asks further for the member. */
const FOR_MEMBER = { origin: MEMBER, hopCount: 1 } as const
const effect = (agent: number, action: Action, workId = 7): Draft => {
  const resource = action === 'lookup' ? 'tool' : 'board'
  return draft({ from: agent, to: agent, action, resource, workId })
}
const POST = effect(OPERATOR, 'post')
const LOOKUP = effect(OPERATOR, 'lookup')

function tokenOf(message: Sealed): Capability {
  const { capability } = envelopeOf(message)
  if (capability === undefined) throw new Error('the message carries no token')
  return capability
}

const withToken = (message: Sealed, capability: Capability): Sealed =>
  altered(message, { capability })

describe('a member who may not post asks an operator who may', () => {
  test.each(AUTH_LEVELS)('and it is posted at auth %s with a role table', (auth) => {
    const guard = guardAt({ auth, policy: 'P1' }, { cell: 1 })
    expect(pass(guard, effect(MEMBER, 'post'))).toBe('policy')
    expect(pass(guard, ASK)).toBe('admitted')
    expect(pass(guard, POST)).toBe('admitted')
  })

  test.each(AUTH_LEVELS)('and it is not posted at auth %s with capabilities', (auth) => {
    const guard = started({ auth, policy: 'P1' })
    expect(pass(guard, ASK)).toBe('admitted')
    expect(pass(guard, POST)).toBe('capability')
    expect(pass(guard, LOOKUP)).toBe('admitted')
  })

  test('and it is not posted if the request is for another part of the work', () => {
    const guard = started({}, { ...WORK, actions: ['lookup', 'post'] })
    expect(pass(guard, { ...ASK, grants: ['lookup'] })).toBe('admitted')
    expect(pass(guard, LOOKUP)).toBe('admitted')
    expect(pass(guard, POST)).toBe('capability')
    expect(pass(guard, { ...ASK, grants: ['post'] })).toBe('admitted')
    expect(pass(guard, POST)).toBe('admitted')
  })

  test('and it is not posted for a work that nobody started or that has ended', () => {
    const guard = started()
    expect(pass(guard, { ...ASK, workId: 8 })).toBe('capability')
    expect(pass(guard, effect(OPERATOR, 'lookup', 8))).toBe('capability')
    expect(pass(guard, ASK)).toBe('admitted')
    guard.end(7)
    expect(pass(guard, LOOKUP)).toBe('capability')
  })
})

test('an agent that was not asked may not act for the work, whatever it may do itself', () => {
  const guard = started({}, { ...WORK, actions: ['post'] })
  expect(pass(guard, POST)).toBe('capability')
  expect(pass(guard, draft({ ...FOR_MEMBER, from: STRANGER, to: OPERATOR }))).toBe('capability')
})

test('a cell makes no token in the name of an agent of another cell', () => {
  const guard = started({}, { ...WORK, initiator: 1 })
  const message = guard.seal(draft({ from: 1, to: MEMBER }))
  expect(envelopeOf(message).capability).toBeUndefined()
  expect(verdict(guard.admit(message, MEMBER))).toBe('capability')
})

test('answers, reports and broadcasts carry no token and need none', () => {
  const guard = started()
  for (const action of ['reply', 'report', 'broadcast'] as const) {
    const message = guard.seal(draft({ from: STRANGER, to: OPERATOR, action }))
    expect(envelopeOf(message).capability).toBeUndefined()
    expect(verdict(guard.admit(message, OPERATOR))).toBe('admitted')
  }
})

test('a request is passed on in another cell, with less and never with more', () => {
  const here = guardAt({ capabilities: 'K1' })
  const there = guardAt({ capabilities: 'K1' }, { cell: 1 })
  here.begin({ id: 7, initiator: 1, actions: ['lookup', 'read', 'post'] })
  const asked = sentAcross(here.seal(draft({ from: 1, to: MEMBER, grants: ['lookup', 'read'] })))
  expect(verdict(there.admit(asked, MEMBER))).toBe('admitted')
  // To ask further was not granted.
  expect(pass(there, draft({ from: MEMBER, to: OPERATOR, origin: 1, hopCount: 1 }))).toBe(
    'capability',
  )
  expect(pass(there, effect(MEMBER, 'read'))).toBe('admitted')
  expect(pass(there, effect(MEMBER, 'post'))).toBe('capability')
})

test('scopes are intersected along the chain: who has little cannot give more', () => {
  const guard = started({}, { ...WORK, actions: ['lookup', 'post'] })
  expect(pass(guard, { ...ASK, to: 15, grants: ['lookup', 'request'] })).toBe('admitted')
  expect(pass(guard, { ...ASK, ...FOR_MEMBER, from: 15, grants: ['post', 'lookup'] })).toBe(
    'admitted',
  )
  expect(pass(guard, LOOKUP)).toBe('admitted')
  expect(pass(guard, POST)).toBe('capability')
})

test('every receiver of a fan-out may act, and nobody else', () => {
  const guard = started()
  const message = guard.seal(ASK, [STRANGER, OPERATOR])
  const admitted = guard.admit(message, STRANGER)
  if ('refused' in admitted) throw new Error(admitted.refused)
  expect(verdict(guard.open(admitted, OPERATOR))).toBe('admitted')
  expect(verdict(guard.open(admitted, 15))).toBe('capability')
  expect(pass(guard, LOOKUP)).toBe('admitted')
  expect(pass(guard, effect(STRANGER, 'lookup'))).toBe('admitted')
  expect(pass(guard, effect(15, 'lookup'))).toBe('capability')
})

describe('what a framework hands over without a message', () => {
  test('carries the token of who started the work', () => {
    const guard = started()
    guard.entrust(7, OPERATOR)
    expect(pass(guard, LOOKUP)).toBe('admitted')
    expect(pass(guard, POST)).toBe('capability')
    expect(pass(guard, draft({ ...FOR_MEMBER, from: OPERATOR, to: STRANGER }))).toBe('admitted')
  })

  test('is for one step alone if that is all that is handed over', () => {
    const guard = started({}, { ...WORK, actions: ['lookup', 'read'] })
    const step = { index: 0, name: 's', role: 'r', needs: [], outputTokens: 1, at: 'team' } as const
    guard.entrust(7, OPERATOR, { ...step, tool: 'lookup', toolRounds: 1 })
    expect(pass(guard, LOOKUP)).toBe('admitted')
    expect(pass(guard, effect(OPERATOR, 'read'))).toBe('capability')
    expect(pass(guard, draft({ ...FOR_MEMBER, from: OPERATOR, to: STRANGER }))).toBe('capability')
  })

  test('is nothing for a work that did not start here', () => {
    const guard = started()
    guard.entrust(8, OPERATOR)
    expect(pass(guard, effect(OPERATOR, 'lookup', 8))).toBe('capability')
    const there = guardAt({ capabilities: 'K1' })
    const asked = there.seal(draft({ from: 1, to: 2 }))
    there.admit(asked, 2)
    there.entrust(7, 3)
    expect(pass(there, effect(3, 'lookup'))).toBe('capability')
  })
})

describe('a token', () => {
  /** The operator was asked by 15, who was asked by the member. */
  function chain(): { guard: TestGuard; asked: Sealed; token: Capability } {
    const guard = started({}, { ...WORK, actions: ['lookup', 'post'] })
    pass(guard, { ...ASK, to: 15, grants: ['lookup', 'request'] })
    const asked = guard.seal({ ...ASK, ...FOR_MEMBER, from: 15 })
    return { guard, asked, token: tokenOf(asked) }
  }

  /** The verdict on the operator's post, or another message, that shows these blocks. */
  function shown(blocks: readonly Block[], message: Draft = POST, workId = 7): string {
    const { guard } = chain()
    return verdict(guard.admit(withToken(guard.seal(message), { workId, blocks }), message.to))
  }

  test('is good as it is, for what it is', () => {
    const { guard, asked, token } = chain()
    expect(token.blocks).toHaveLength(3)
    expect(verdict(guard.admit(asked, OPERATOR))).toBe('admitted')
    expect(shown(token.blocks, LOOKUP)).toBe('admitted')
    expect(shown(token.blocks, POST)).toBe('capability')
  })

  test('with its narrowing block stripped is refused', () => {
    const [first, narrowing, last] = chain().token.blocks as [Block, Block, Block]
    expect(shown([first, last], LOOKUP)).toBe('capability')
    expect(shown([first], LOOKUP)).toBe('capability')
    expect(shown([first, narrowing], LOOKUP)).toBe('capability')
    expect(shown([narrowing, last], LOOKUP)).toBe('capability')
    expect(shown([], LOOKUP)).toBe('capability')
  })

  test('with its blocks re-ordered or repeated is refused', () => {
    const [first, narrowing, last] = chain().token.blocks as [Block, Block, Block]
    expect(shown([first, last, narrowing], LOOKUP)).toBe('capability')
    expect(shown([last, narrowing, first], LOOKUP)).toBe('capability')
    expect(shown([first, narrowing, last, last], LOOKUP)).toBe('capability')
    expect(shown([first, first, narrowing, last], LOOKUP)).toBe('capability')
  })

  test('with a block grafted on to a wider chain is refused', () => {
    const { guard, token } = chain()
    const [first, wide] = tokenOf(guard.seal({ ...ASK, to: 15 })).blocks as [Block, Block]
    expect(shown([first, wide, token.blocks[2] as Block], POST)).toBe('capability')
  })

  test('that somebody widened is refused, whatever the block', () => {
    const { blocks } = chain().token
    for (const [at, block] of blocks.entries()) {
      const wider = { ...block, actions: ['lookup', 'post', 'request'] as const }
      expect(shown(blocks.with(at, wider), POST)).toBe('capability')
      const { actions: _, ...all } = block
      expect(shown(blocks.with(at, all), POST)).toBe('capability')
      expect(shown(blocks.with(at, { ...block, notAfter: 10 ** 15 }), LOOKUP)).toBe('capability')
      const named = { ...block, holders: [OPERATOR], keys: [keyOf(OPERATOR)] }
      if (at < 2) expect(shown(blocks.with(at, named), LOOKUP)).toBe('capability')
    }
  })

  test('of another work is refused', () => {
    const { blocks } = chain().token
    expect(shown(blocks, effect(OPERATOR, 'lookup', 8))).toBe('capability')
    expect(shown(blocks, effect(OPERATOR, 'lookup', 8), 8)).toBe('capability')
  })

  test('that is foreign is refused: a copy is of no use to who is not its holder', () => {
    const { blocks } = chain().token
    expect(shown(blocks, effect(STRANGER, 'lookup'))).toBe('capability')
    expect(shown(blocks, draft({ ...FOR_MEMBER, from: STRANGER, to: OPERATOR }))).toBe('capability')
    const own = extend(
      7,
      blocks,
      terms(OPERATOR, STRANGER),
      authority().credentialOf(STRANGER).signing,
    )
    expect(shown(own.blocks, LOOKUP)).toBe('capability')
    const claimed = extend(
      7,
      blocks,
      terms(STRANGER, OPERATOR),
      authority().credentialOf(STRANGER).signing,
    )
    expect(shown(claimed.blocks, effect(STRANGER, 'lookup'))).toBe('capability')
  })

  test('of another authority, or of an agent that plays the authority, is refused', () => {
    const minted = {
      ...terms(OPERATOR, -1),
      actions: ['lookup', 'post'] as const,
      notAfter: 10 ** 12,
    }
    const by = (key = authority().signingKey): string =>
      shown(extend(7, [], minted, key).blocks, POST)
    expect(by()).toBe('admitted')
    expect(by(authority(43).signingKey)).toBe('capability')
    expect(by(authority().credentialOf(OPERATOR).signing)).toBe('capability')
    const unlimited = extend(7, [], terms(OPERATOR, -1), authority().signingKey)
    expect(shown(unlimited.blocks, POST)).toBe('capability')
  })

  test('is refused once it has expired, and every block may shorten its life', () => {
    const guard = started()
    expect(pass(guard, ASK)).toBe('admitted')
    guard.clock.now += MESSAGE_LIFETIME_US
    expect(pass(guard, LOOKUP)).toBe('admitted')
    guard.clock.now += 1
    expect(pass(guard, LOOKUP)).toBe('capability')
    const { token } = chain()
    const short = { ...terms(OPERATOR, OPERATOR), notAfter: 999 }
    const { signing } = authority().credentialOf(OPERATOR)
    expect(shown(extend(7, token.blocks, short, signing).blocks, LOOKUP)).toBe('capability')
    const same = { ...short, notAfter: 1_000 }
    expect(shown(extend(7, token.blocks, same, signing).blocks, LOOKUP)).toBe('admitted')
  })

  test('that says another origin than its own is refused', () => {
    const guard = started()
    expect(pass(guard, ASK)).toBe('admitted')
    expect(pass(guard, { ...LOOKUP, origin: MEMBER })).toBe('admitted')
    expect(pass(guard, { ...LOOKUP, origin: STRANGER })).toBe('capability')
  })

  test('does not let its user hide on whose behalf it asks', () => {
    const guard = started({ policy: 'P2' })
    const forwarded = { ...ASK, from: OPERATOR, to: STRANGER }
    expect(pass(guard, ASK)).toBe('admitted')
    expect(pass(guard, { ...forwarded, ...FOR_MEMBER })).toBe('admitted')
    expect(pass(guard, forwarded)).toBe('capability')
  })

  test('of too many blocks is refused unread', () => {
    const { token } = chain()
    let long = token
    const { signing } = authority().credentialOf(OPERATOR)
    while (long.blocks.length < 32)
      long = extend(7, long.blocks, terms(OPERATOR, OPERATOR), signing)
    expect(shown(long.blocks, LOOKUP)).toBe('admitted')
    long = extend(7, long.blocks, terms(OPERATOR, OPERATOR), signing)
    expect(shown(long.blocks, LOOKUP)).toBe('capability')
  })

  test('can be anything, and is refused without a throw', () => {
    const { blocks } = chain().token
    const last = blocks.at(-1) as Block
    const junk = fc.anything({ withNullPrototype: true })
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(last)), junk, junk, (key, inner, whole) => {
        const bad = [...blocks.slice(0, -1), { ...last, [key]: inner }] as Block[]
        expect(shown(bad, POST)).toBe('capability')
        expect(shown(whole as Block[], LOOKUP)).toBe('capability')
      }),
      { seed: 1, numRuns: 60 },
    )
    const { guard } = chain()
    const bad = withToken(guard.seal(LOOKUP), 7 as unknown as Capability)
    expect(verdict(guard.admit(bad, OPERATOR))).toBe('capability')
    expect(guard.faults.all).toEqual([])
  })
})

describe('what a quarantined agent has set going', () => {
  /** The member asked the lead, and the lead the operator. */
  function setGoing(levels: Parameters<typeof guardAt>[0]): TestGuard {
    const guard = started(levels, { ...WORK, actions: ['lookup', 'post'] })
    expect(pass(guard, { ...ASK, to: 12 })).toBe('admitted')
    expect(pass(guard, { ...ASK, ...FOR_MEMBER, from: 12 })).toBe('admitted')
    return guard
  }

  test.each([MEMBER, 12])(
    'goes on without capabilities, whether it began or passed on',
    (agent) => {
      const guard = setGoing({ capabilities: 'K0', containment: 'C1' })
      guard.quarantine(agent)
      expect(pass(guard, POST)).toBe('admitted')
    },
  )

  test.each([MEMBER, 12])(
    'ends in the hands of others too, whether it began or passed on',
    (agent) => {
      const guard = setGoing({ containment: 'C1' })
      const inFlight = guard.seal(POST)
      guard.quarantine(agent)
      expect(verdict(guard.admit(inFlight, OPERATOR))).toBe('capability')
      expect(pass(guard, LOOKUP)).toBe('capability')
      expect(guard.faults.all).toEqual([])
    },
  )

  test('is all that ends: whoever it asked goes on with the work of others', () => {
    const guard = setGoing({ containment: 'C1' })
    guard.begin({ id: 8, initiator: STRANGER, actions: ['post'] })
    expect(pass(guard, { ...ASK, from: STRANGER, workId: 8 })).toBe('admitted')
    guard.quarantine(MEMBER)
    expect(pass(guard, effect(OPERATOR, 'post', 8))).toBe('admitted')
  })
})

test('every verification is counted, and none is made at K0', () => {
  const guard = started()
  const before = guard.counters.capabilityChecks
  pass(guard, ASK)
  pass(guard, LOOKUP)
  expect(guard.counters.capabilityChecks - before).toBe(2)
  const without = guardAt({}, { cell: 1 })
  without.begin(WORK)
  pass(without, ASK)
  expect(without.counters.capabilityChecks).toBe(0)
})

function authority(seed = 42): Authority {
  return new Authority(seed, TEST_DIRECTORY.roleOf, 16)
}

function keyOf(agent: number): string {
  return authority().credentialOf(agent).certificate.signingKey
}

function terms(holder: number, by: number): Omit<Block, 'signature'> {
  return { holders: [holder], keys: [keyOf(holder)], by }
}
