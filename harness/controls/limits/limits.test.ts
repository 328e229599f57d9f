import { describe, expect, test } from 'vitest'
import type { Draft, Sealed } from '../../../adapters/contract.ts'
import { MINUTE, SECOND } from '../../kernel/units.ts'
import { NO_TAGS } from '../envelope.ts'
import {
  altered,
  draft,
  guardAt,
  pass,
  sentAcross,
  type TestGuard,
  verdict,
} from '../guard-fixture.ts'
import type { ControlLevels } from '../levels.ts'
import { DEFAULT_LIMITS } from './limit-parameters.ts'

const FLOOD = 2_000
const { senderBurst, senderPerSecond, breakerFailures, breakerOpenUs, fanOut } = DEFAULT_LIMITS

/** Verifications, counted as the opens of the guard. */
function verifiedBy(guard: TestGuard, messages: Iterable<Sealed>, receiver = 2): number {
  const before = guard.counters.opens
  for (const message of messages) guard.admit(message, receiver)
  return guard.counters.opens - before
}

function* times<T>(count: number, make: (nth: number) => T): Iterable<T> {
  for (let nth = 0; nth < count; nth++) yield make(nth)
}

function at(limits: ControlLevels['limits']): TestGuard {
  return guardAt({ auth: 'A3', limits })
}

const GARBAGE = 'A'.repeat(86)

describe('a flood of garbage signatures', () => {
  const flood = (guard: TestGuard): Iterable<Sealed> => {
    const message = guard.seal(draft())
    return times(FLOOD, (nth) => altered(message, { seq: nth + 2, tags: [GARBAGE] }))
  }

  test('burns a verification each at R0', () => {
    const guard = at('R0')
    expect(verifiedBy(guard, flood(guard))).toBe(FLOOD)
  })

  test('is cut at R1 when the edge opens', () => {
    const guard = at('R1')
    expect(verifiedBy(guard, flood(guard))).toBe(breakerFailures)
  })
})

describe('a flood of well-formed signatures of other messages', () => {
  // Spread over many receivers, so that no single edge fails often enough to open.
  const flood = (guard: TestGuard): number => {
    const foreign = guardAt({ auth: 'A3' }, { cell: 1 })
    const signed = foreign.seal(draft({ from: 13, to: 0, resource: 'peer' }))
    let verified = 0
    for (let nth = 0; nth < FLOOD; nth++) {
      const to = nth % 12
      verified += verifiedBy(guard, [altered(signed, { to, seq: 100 + nth })], to)
    }
    return verified
  }

  test('burns a verification each at R0', () => {
    expect(flood(at('R0'))).toBe(FLOOD)
  })

  test('is cut at R1 when every edge has opened', () => {
    expect(flood(at('R1'))).toBe(12 * breakerFailures)
  })
})

describe('a flood of valid spam', () => {
  const flood = (guard: TestGuard): Iterable<Sealed> => times(FLOOD, () => guard.seal(draft()))

  test('is verified and admitted at R0', () => {
    const guard = at('R0')
    expect(verifiedBy(guard, flood(guard))).toBe(FLOOD)
    expect(guard.counters.denials).toBe(0)
  })

  test('is cut at R1 to the burst', () => {
    const guard = at('R1')
    expect(verifiedBy(guard, flood(guard))).toBe(senderBurst)
    expect(guard.counters.denials).toBe(FLOOD - senderBurst)
  })

  test('goes on at R1 at the rate of the refill', () => {
    const guard = at('R1')
    verifiedBy(guard, flood(guard))
    guard.clock.now += 3 * SECOND
    expect(verifiedBy(guard, flood(guard))).toBe(3 * senderPerSecond)
  })

  test('is cut to the burst again, however long the sender was silent', () => {
    const guard = at('R1')
    verifiedBy(guard, flood(guard))
    guard.clock.now += 10 * MINUTE
    expect(verifiedBy(guard, flood(guard))).toBe(senderBurst)
  })

  test('of one sender leaves the others alone', () => {
    const guard = at('R1')
    verifiedBy(guard, flood(guard))
    expect(pass(guard, draft())).toBe('limit')
    expect(pass(guard, draft({ from: 3 }))).toBe('admitted')
  })
})

describe('senders that were never accepted here', () => {
  const invented = (guard: TestGuard): Iterable<Sealed> => {
    const message = guard.seal(draft())
    return times(FLOOD, (nth) => altered(message, { from: 1_000_000 + nth, tags: [GARBAGE] }))
  }

  test('burn a verification for each invented name at R0', () => {
    const guard = at('R0')
    expect(verifiedBy(guard, invented(guard))).toBe(FLOOD)
  })

  test('share one bucket at R1', () => {
    const guard = at('R1')
    expect(verifiedBy(guard, invented(guard))).toBe(DEFAULT_LIMITS.strangerBurst)
  })

  test('get a bucket of their own with the first message that is accepted', () => {
    const guard = at('R1')
    const there = guardAt({ auth: 'A3' }, { cell: 1 })
    const hello = (): Sealed =>
      sentAcross(there.seal(draft({ from: 13, resource: 'peer', to: 2 } satisfies Partial<Draft>)))
    expect(verdict(guard.admit(hello(), 2))).toBe('admitted')
    verifiedBy(guard, invented(guard))
    expect(verdict(guard.admit(hello(), 2))).toBe('admitted')
  })
})

describe('the breaker of an edge', () => {
  const failing = (guard: TestGuard): string =>
    verdict(guard.admit(altered(guard.seal(draft()), { tags: [GARBAGE] }), 2))

  test('opens after failures in a row, lets one message try when its time is over', () => {
    const guard = at('R1')
    for (let nth = 0; nth < breakerFailures; nth++) expect(failing(guard)).toBe('authentication')
    expect(pass(guard, draft())).toBe('limit')
    guard.clock.now += breakerOpenUs
    expect(failing(guard)).toBe('authentication')
    expect(pass(guard, draft())).toBe('limit')
    guard.clock.now += breakerOpenUs
    expect(pass(guard, draft())).toBe('admitted')
    expect(pass(guard, draft())).toBe('admitted')
  })

  test('lets no other try while the outcome says nothing about the edge', () => {
    const guard = guardAt({ auth: 'A3', limits: 'R1', containment: 'C1' })
    for (let nth = 0; nth < breakerFailures; nth++) failing(guard)
    guard.quarantine(1)
    guard.clock.now += breakerOpenUs
    expect(pass(guard, draft())).toBe('quarantine')
    expect(pass(guard, draft())).toBe('limit')
  })

  test('stays closed when a good message comes in between', () => {
    const guard = at('R1')
    for (let nth = 0; nth < 3 * breakerFailures; nth++) {
      expect(failing(guard)).toBe('authentication')
      if (nth % 4 === 3) expect(pass(guard, draft())).toBe('admitted')
    }
  })

  test('opens for denials by policy too, and for no other edge', () => {
    const guard = guardAt({ limits: 'R1', policy: 'P1' })
    const denied = draft({ action: 'delegate' })
    for (let nth = 0; nth < breakerFailures; nth++) expect(pass(guard, denied)).toBe('policy')
    expect(pass(guard, denied)).toBe('limit')
    expect(pass(guard, draft({ to: 3 }))).toBe('admitted')
    expect(pass(guard, draft({ from: 3 }))).toBe('admitted')
  })
})

describe('a message that copies itself to everybody', () => {
  /** A large department: everybody is of cell 0. */
  const crowd = (limits: ControlLevels['limits']): TestGuard =>
    guardAt(
      { limits },
      {
        directory: {
          roleOf: () => 'a',
          cellOf: () => 0,
          functionOf: () => 'sales',
          isLead: () => false,
          isMeta: () => false,
        },
      },
    )
  const spread = (guard: TestGuard): number => {
    let reached = 0
    for (let to = 1; to <= 80; to++)
      if (pass(guard, draft({ from: 0, to })) === 'admitted') reached++
    return reached
  }

  test('reaches everybody at R0 and the fan-out at R1', () => {
    expect(spread(crowd('R0'))).toBe(80)
    expect(spread(crowd('R1'))).toBe(fanOut)
  })

  test('reaches no more as one message with many receivers', () => {
    const guard = crowd('R1')
    const admitted = guard.admit(guard.seal(draft({ from: 0, to: 1, action: 'broadcast' })), 1)
    if ('refused' in admitted) throw new Error(admitted.refused)
    let reached = 1
    for (let to = 2; to <= 80; to++) if (verdict(guard.open(admitted, to)) === 'admitted') reached++
    expect(reached).toBe(fanOut)
  })

  test('may go to known receivers for as long as it likes, and to new ones after the window', () => {
    const guard = crowd('R1')
    expect(spread(guard)).toBe(fanOut)
    expect(pass(guard, draft({ from: 0, to: 1 }))).toBe('admitted')
    guard.clock.now += MINUTE
    expect(pass(guard, draft({ from: 0, to: 80 }))).toBe('admitted')
  })
})

describe('a message that is too large', () => {
  const huge = draft({ text: 'x'.repeat(DEFAULT_LIMITS.maxChars + 1) })

  test('is verified at R0 and not at R1', () => {
    expect(pass(at('R0'), huge)).toBe('admitted')
    const guard = at('R1')
    expect(pass(guard, huge)).toBe('limit')
    expect(guard.counters.opens).toBe(0)
  })

  test('is refused for its tags alike, and so is what is no message', () => {
    const guard = at('R1')
    const message = guard.seal(draft())
    const tags = [GARBAGE.repeat(20_000)]
    expect(verdict(guard.admit(altered(message, { tags }), 2))).toBe('limit')
    const none = { text: undefined as unknown as string, tags: NO_TAGS }
    expect(verdict(guard.admit(altered(message, none), 2))).toBe('limit')
  })
})

test('whoever forges a name can lock that name out at its receiver: the price of R1', () => {
  const guard = at('R1')
  const message = guard.seal(draft())
  for (let nth = 0; nth < breakerFailures; nth++) guard.admit(altered(message, { tags: [''] }), 2)
  expect(pass(guard, draft())).toBe('limit')
  expect(pass(guard, draft({ to: 3 }))).toBe('admitted')
})
