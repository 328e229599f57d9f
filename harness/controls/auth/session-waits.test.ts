import { describe, expect, test } from 'vitest'
import { draft, guardAt, sentAcross, type TestGuard, verdict } from '../guard-fixture.ts'
import type { AuthLevel } from '../levels.ts'
import type { GuardOptions } from '../guard-options.ts'
import type { RoundTrips } from './session-waits.ts'

/** Enrolment takes 200 µs; the nth handshake between two agents 10 µs times n, plus the receiver. */
const TRIPS: RoundTrips = {
  enrolmentUs: () => 200,
  handshakeUs: (_from, to, nth) => 10 * nth + to,
}

function at(auth: AuthLevel, options: Partial<GuardOptions> = {}): TestGuard {
  return guardAt({ auth }, { roundTrips: TRIPS, ...options })
}

describe.each(['A2', 'A4'] as const)('at %s', (auth) => {
  test('a first message waits for its sender’s enrolment, and then for the handshake', () => {
    const guard = at(auth)
    guard.seal(draft({ from: 1, to: 2 }))
    expect(guard.waitUs(1, 2)).toBe(200 + 10 + 2)
    expect(guard.counters).toMatchObject({ enrolments: 1, handshakeRoundTrips: 1 })
  })

  test('what follows on its heels waits for the rest, and later messages do not wait', () => {
    const guard = at(auth)
    guard.seal(draft({ from: 1, to: 2 }))
    guard.clock.now += 150
    guard.seal(draft({ from: 1, to: 2 }))
    expect(guard.waitUs(1, 2)).toBe(62)
    guard.clock.now += 62
    guard.seal(draft({ from: 1, to: 2 }))
    expect(guard.waitUs(1, 2)).toBe(0)
    expect(guard.counters).toMatchObject({ handshakes: 1, sessionWaits: 1, sessionWaitUs: 62 })
  })

  test('a message for somebody else waits for its own handshake alone', () => {
    const guard = at(auth)
    guard.seal(draft({ from: 1, to: 2 }))
    guard.clock.now += 1_000
    guard.seal(draft({ from: 1, to: 3 }))
    expect(guard.waitUs(1, 3)).toBe(13)
    expect(guard.waitUs(1, 2)).toBe(0)
    expect(guard.counters.enrolments).toBe(1)
  })

  test('each receiver of one message waits for its own handshake, side by side', () => {
    const guard = at(auth)
    guard.seal(draft({ from: 1, to: 2 }), [2, 3, 4])
    expect([2, 3, 4].map((to) => guard.waitUs(1, to))).toEqual([212, 213, 214])
  })

  test('the answer does not overtake the handshake', () => {
    const guard = at(auth)
    const asked = guard.seal(draft({ from: 1, to: 2 }))
    expect(verdict(guard.admit(asked, 2))).toBe('admitted')
    guard.seal(draft({ from: 2, to: 1, action: 'reply' }))
    expect(guard.waitUs(2, 1)).toBe(212)
    expect(guard.counters).toMatchObject({ handshakes: 1, enrolments: 1 })
  })

  test('who has been spoken to from another cell is enrolled', () => {
    const [here, there] = [at(auth), at(auth, { cell: 1 })]
    const asked = sentAcross(here.seal(draft({ from: 1, to: 13, resource: 'peer' })))
    expect(verdict(there.admit(asked, 13))).toBe('admitted')
    there.seal(draft({ from: 13, to: 14 }))
    expect(there.waitUs(13, 14)).toBe(24)
    expect(there.counters.enrolments).toBe(0)
  })

  test('an agent alone has nothing to wait for', () => {
    const guard = at(auth)
    guard.seal(draft({ from: 1, to: 1, action: 'lookup', resource: 'tool' }))
    expect(guard.counters).toMatchObject({ enrolments: 0, handshakeRoundTrips: 0 })
  })
})

test('at A3 the first message of an agent waits for its enrolment, whoever it is for', () => {
  const guard = at('A3')
  guard.seal(draft({ from: 1, to: 2 }))
  guard.clock.now += 50
  guard.seal(draft({ from: 1, to: 3 }))
  expect([guard.waitUs(1, 2), guard.waitUs(1, 3)]).toEqual([150, 150])
  guard.clock.now += 150
  expect(guard.waitUs(1, 3)).toBe(0)
  expect(guard.counters).toMatchObject({ enrolments: 1, handshakeRoundTrips: 0 })
})

test('at A3 who has been spoken to is enrolled', () => {
  const guard = at('A3')
  const asked = guard.seal(draft({ from: 1, to: 2 }))
  expect(verdict(guard.admit(asked, 2))).toBe('admitted')
  guard.seal(draft({ from: 2, to: 1, action: 'reply' }))
  expect(guard.waitUs(2, 1)).toBe(0)
  expect(guard.counters.enrolments).toBe(1)
})

test.each(['A0', 'A1'] as const)('at %s nothing waits', (auth) => {
  const guard = at(auth)
  guard.seal(draft())
  expect(guard.waitUs(1, 2)).toBe(0)
  expect(guard.counters).toMatchObject({ enrolments: 0, sessionWaits: 0, sessionWaitUs: 0 })
})

test('at A4 a session that has lived its time takes another round trip, with its own delay', () => {
  const guard = at('A4', { sessionTtlUs: 5_000 })
  guard.seal(draft({ from: 1, to: 2 }))
  guard.clock.now += 5_000
  guard.seal(draft({ from: 1, to: 2 }))
  expect(guard.waitUs(1, 2)).toBe(22)
  expect(guard.counters).toMatchObject({ handshakes: 2, handshakeRoundTrips: 2, enrolments: 1 })
})

describe('handshakes are the distinct pairs', () => {
  /** Sixty messages over five pairs, one every 100 µs. */
  function talk(guard: TestGuard): void {
    const pairs = [
      [1, 2],
      [2, 3],
      [1, 3],
      [4, 5],
      [2, 1],
      [6, 7],
    ] as const
    for (let nth = 0; nth < 60; nth++) {
      const [from, to] = pairs[nth % pairs.length] as (typeof pairs)[number]
      const sealed = guard.seal(draft({ from, to }))
      expect(verdict(guard.admit(sealed, to))).toBe('admitted')
      guard.clock.now += 100
    }
  }

  test('at A2 of the whole trial', () => {
    const guard = at('A2')
    talk(guard)
    // [2, 1] is the pair [1, 2].
    expect(guard.counters).toMatchObject({ handshakes: 5, handshakeRoundTrips: 5 })
    // A miss at each side of the five; every other seal and open finds its session.
    expect(guard.counters).toMatchObject({ sessionMisses: 10, sessionHits: 110 })
  })

  test('at A4 of every time to live', () => {
    const guard = at('A4', { sessionTtlUs: 3_000 })
    talk(guard)
    // Sixty messages take 6,000 µs: two lifetimes for each of the five pairs.
    expect(guard.counters).toMatchObject({ handshakes: 10, handshakeRoundTrips: 10 })
  })
})
