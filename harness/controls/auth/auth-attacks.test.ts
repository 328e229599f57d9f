import fc from 'fast-check'
import { expect, test, describe } from 'vitest'
import { forged } from '../../incidents/attacks/impersonation.ts'
import { RunningDigest } from '../../kernel/digest.ts'
import { HOUR } from '../../kernel/units.ts'
import { Authority, CERTIFICATE_LIFETIME_US } from '../authority.ts'
import { zeroCounters } from '../counters.ts'
import { asSealed, envelopeOf, NO_SUBJECT, type Envelope, type Proof } from '../envelope.ts'
import {
  altered,
  draft,
  guardAt,
  pass,
  sentAcross,
  TEST_DIRECTORY,
  verdict,
} from '../guard-fixture.ts'
import { TextDigest } from '../text-digest.ts'
import { MESSAGE_LIFETIME_US, type AuthContext } from './auth-stage.ts'
import { NO_ROUND_TRIPS, SessionWaits } from './session-waits.ts'
import { Signature } from './signature.ts'

const STACKS = (['A2', 'A3', 'A4'] as const).flatMap((auth) =>
  (['X0', 'X1'] as const).map((cryptography) => ({ auth, cryptography })),
)

function proofOf(envelope: Envelope): Proof {
  if (envelope.proof === undefined) throw new Error('the message carries no proof')
  return envelope.proof
}

describe('without authentication', () => {
  test('an outsider without a key is taken for the agent it names', () => {
    const guard = guardAt({ auth: 'A0' })
    expect(verdict(guard.admit(forged(draft({ from: 5 })), 2))).toBe('admitted')
  })

  test('an insider is taken for the peer that it names', () => {
    const guard = guardAt({ auth: 'A0' })
    expect(verdict(guard.admit(altered(guard.seal(draft({ from: 7 })), { from: 1 }), 2))).toBe(
      'admitted',
    )
  })

  test('a captured message is as good the second time', () => {
    const guard = guardAt({ auth: 'A0' })
    const captured = guard.seal(draft())
    expect(verdict(guard.admit(captured, 2))).toBe('admitted')
    expect(verdict(guard.admit(captured, 2))).toBe('admitted')
  })

  test('an altered text is not noticed', () => {
    const guard = guardAt({ auth: 'A0' })
    expect(verdict(guard.admit(altered(guard.seal(draft()), { text: 'evil' }), 2))).toBe('admitted')
  })
})

describe.each(STACKS)('at $auth with $cryptography', (levels) => {
  test('a message is admitted at its receiver', () => {
    expect(pass(guardAt(levels), draft())).toBe('admitted')
  })

  test('an outsider without a key is refused', () => {
    const guard = guardAt(levels)
    expect(verdict(guard.admit(forged(draft()), 2))).toBe('authentication')
  })

  test('an insider who names a peer is refused, also with an own good session', () => {
    const guard = guardAt(levels)
    expect(pass(guard, draft({ from: 7 }))).toBe('admitted')
    expect(pass(guard, draft({ from: 1 }))).toBe('admitted')
    const own = guard.seal(draft({ from: 7 }))
    expect(verdict(guard.admit(altered(own, { from: 1 }), 2))).toBe('authentication')
  })

  test('a replay is refused, with its handshake or after the session is confirmed', () => {
    const guard = guardAt(levels)
    const first = guard.seal(draft())
    expect(verdict(guard.admit(first, 2))).toBe('admitted')
    expect(verdict(guard.admit(first, 2))).toBe('authentication')
    expect(pass(guard, draft({ from: 2, to: 1, action: 'reply' }))).toBe('admitted')
    const second = guard.seal(draft())
    expect(verdict(guard.admit(second, 2))).toBe('admitted')
    expect(verdict(guard.admit(sentAcross(second), 2))).toBe('authentication')
    expect(verdict(guard.admit(first, 2))).toBe('authentication')
  })

  test('a message that was overtaken is still admitted', () => {
    const guard = guardAt(levels)
    const [early, late] = [guard.seal(draft()), guard.seal(draft())]
    expect(verdict(guard.admit(late, 2))).toBe('admitted')
    expect(verdict(guard.admit(early, 2))).toBe('admitted')
  })

  test.each<[string, Partial<Envelope>]>([
    ['sender', { from: 3 }],
    ['action', { action: 'delegate' }],
    ['resource', { resource: 'peer' }],
    ['work', { workId: 8 }],
    ['text', { text: 'hello!' }],
    ['subject', { subject: 3 }],
    ['number', { seq: 99 }],
  ])('an altered %s is refused', (_field, changes) => {
    const guard = guardAt(levels)
    expect(pass(guard, draft())).toBe('admitted')
    expect(verdict(guard.admit(altered(guard.seal(draft()), changes), 2))).toBe('authentication')
  })

  test('a message that a relay readdresses is refused at the new receiver', () => {
    const guard = guardAt(levels)
    const message = guard.seal(draft({ to: 2 }))
    expect(verdict(guard.admit(altered(message, { to: 3 }), 3))).toBe('authentication')
    expect(verdict(guard.admit(message, 3))).toBe('authentication')
    const proof = { ...proofOf(envelopeOf(message)), receivers: [3] }
    expect(verdict(guard.admit(altered(message, { proof }), 3))).toBe('authentication')
  })

  test('an altered time is refused, so an old message cannot be made young', () => {
    const guard = guardAt(levels)
    const message = guard.seal(draft())
    guard.clock.now += 5
    const proof = { ...proofOf(envelopeOf(message)), at: guard.clock.now }
    expect(verdict(guard.admit(altered(message, { proof }), 2))).toBe('authentication')
  })

  test('a message lives for its lifetime and not longer', () => {
    const guard = guardAt(levels)
    const [one, two] = [guard.seal(draft()), guard.seal(draft())]
    guard.clock.now += MESSAGE_LIFETIME_US
    expect(verdict(guard.admit(one, 2))).toBe('admitted')
    guard.clock.now += 1
    expect(verdict(guard.admit(two, 2))).toBe('authentication')
  })

  test('a message from the future is refused', () => {
    const guard = guardAt(levels)
    const message = guard.seal(draft())
    guard.clock.now -= 1
    expect(verdict(guard.admit(message, 2))).toBe('authentication')
  })

  test('an expired certificate is refused', () => {
    const guard = guardAt(levels, { messageLifetimeUs: 2 * CERTIFICATE_LIFETIME_US })
    guard.clock.now = CERTIFICATE_LIFETIME_US
    const message = guard.seal(draft())
    guard.clock.now += 1
    expect(verdict(guard.admit(message, 2))).toBe('authentication')
  })

  test('a certificate of another authority is refused', () => {
    const stranger = guardAt(levels, { seed: 43 })
    expect(verdict(guardAt(levels).admit(stranger.seal(draft()), 2))).toBe('authentication')
  })

  test('guards of two cells authenticate each other over structured cloning', () => {
    const here = guardAt(levels)
    const there = guardAt(levels, { cell: 1 })
    const asked = sentAcross(here.seal(draft({ from: 1, to: 13, resource: 'peer' })))
    expect(verdict(there.admit(asked, 13))).toBe('admitted')
    const answer = sentAcross(
      there.seal(draft({ from: 13, to: 1, action: 'reply', resource: 'peer' })),
    )
    expect(verdict(here.admit(answer, 1))).toBe('admitted')
    const again = sentAcross(here.seal(draft({ from: 1, to: 13, resource: 'peer' })))
    expect(verdict(there.admit(again, 13))).toBe('admitted')
  })

  test('a guard holds the keys of its own cell only', () => {
    const here = guardAt(levels)
    const there = guardAt(levels, { cell: 1 })
    const forged = there.seal(draft({ from: 1, to: 13 }))
    expect(verdict(there.admit(forged, 13))).toBe('authentication')
    expect(verdict(there.admit(here.seal(draft({ from: 1, to: 2 })), 2))).toBe('authentication')
  })

  test('each receiver of a fan-out is authenticated for itself, once', () => {
    const guard = guardAt(levels)
    const message = guard.seal(draft({ to: 1, action: 'broadcast' }), [2, 3, 4])
    const admitted = guard.admit(message, 2)
    if ('refused' in admitted) throw new Error(admitted.refused)
    expect(verdict(guard.open(admitted, 3))).toBe('admitted')
    expect(verdict(guard.open(admitted, 4))).toBe('admitted')
    expect(verdict(guard.open(admitted, 4))).toBe('authentication')
    expect(verdict(guard.open(admitted, 5))).toBe('authentication')
  })

  test('an agent authenticates its own tool calls', () => {
    const guard = guardAt(levels)
    const call = draft({ from: 1, to: 1, action: 'lookup', resource: 'tool' })
    const message = guard.seal(call)
    expect(verdict(guard.admit(altered(message, { from: 2, to: 2 }), 2))).toBe('authentication')
    expect(verdict(guard.admit(message, 1))).toBe('admitted')
    expect(verdict(guard.admit(message, 1))).toBe('authentication')
  })

  test('at the bound of sessions a new pair is refused and known pairs go on', () => {
    const guard = guardAt(levels, { maxSessions: 2 })
    expect(pass(guard, draft({ to: 2 }))).toBe('admitted')
    pass(guard, draft({ to: 3 }))
    expect(pass(guard, draft({ to: 4 }))).toBe('authentication')
    expect(pass(guard, draft({ to: 2 }))).toBe('admitted')
  })

  test('an audience that is not a list of agents is refused, and nothing throws', () => {
    const guard = guardAt(levels)
    const message = guard.seal(draft(), [2, 3])
    const receivers = [2, Object.create(null) as number]
    const proof = { ...proofOf(envelopeOf(message)), receivers }
    const seq = envelopeOf(message).seq + 1
    expect(verdict(guard.admit(altered(message, { proof, seq }), 2))).toBe('authentication')
  })

  test('whatever arrives in place of a message is refused, and nothing throws', () => {
    const guard = guardAt(levels)
    const good = envelopeOf(guard.seal(draft()))
    const keys = Object.keys(good)
    const proofKeys = Object.keys(proofOf(good))
    const junk = fc.oneof(
      fc.anything({ withBigInt: true, withNullPrototype: true }),
      fc.constant(undefined),
      fc.array(
        fc.record({ ephemeral: fc.string(), signature: fc.string(), certificate: fc.anything() }),
      ),
    )
    fc.assert(
      fc.property(
        fc.constantFrom(...keys),
        fc.constantFrom(...proofKeys),
        junk,
        junk,
        (key, inner, a, b) => {
          const proof = { ...proofOf(good), [inner]: b } as Proof
          const bad = { ...good, seq: good.seq + 1, proof, [key]: a } as Envelope
          expect(verdict(guard.admit(asSealed(bad), 2))).toBe('authentication')
        },
      ),
      { seed: 1, numRuns: 400 },
    )
    expect(verdict(guard.admit(asSealed(good), 2))).toBe('admitted')
  })
})

test('a signature without a replay window would let a replay in', () => {
  class WithoutWindow extends Signature {
    protected override isFresh(): boolean {
      return true
    }
  }
  const stage = new WithoutWindow(testContext())
  const message = stage.seal(draft(), NO_SUBJECT, undefined)
  expect(stage.passes(message, 2)).toBe(true)
  expect(stage.passes(message, 2)).toBe(true)
  const whole = new Signature(testContext())
  expect(whole.passes(message, 2)).toBe(true)
  expect(whole.passes(message, 2)).toBe(false)
})

test('the handshake travels until the initiator has seen an answer over the session', () => {
  const guard = guardAt({ auth: 'A2' })
  const handshakes = (): Proof['handshakes'] => proofOf(envelopeOf(guard.seal(draft()))).handshakes
  expect(handshakes()).toHaveLength(1)
  expect(pass(guard, draft())).toBe('admitted')
  expect(handshakes()).toHaveLength(1)
  expect(pass(guard, draft({ from: 2, to: 1, action: 'reply' }))).toBe('admitted')
  expect(handshakes()).toBeUndefined()
})

test.each(['A2', 'A4'] as const)(
  'at %s there is one handshake for each pair, whatever the number and direction',
  (auth) => {
    const guard = guardAt({ auth })
    for (let round = 0; round < 3; round++) {
      for (let a = 0; a < 6; a++) {
        for (let b = 0; b < 6; b++) expect(pass(guard, draft({ from: a, to: b }))).toBe('admitted')
      }
    }
    expect(guard.counters.handshakes).toBe(15)
  },
)

test.each(['A2', 'A4'] as const)(
  'at %s both sides can begin at once: both sessions hold',
  (auth) => {
    const here = guardAt({ auth })
    const there = guardAt({ auth }, { cell: 1 })
    const outward = here.seal(draft({ from: 1, to: 13 }))
    const inward = there.seal(draft({ from: 13, to: 1 }))
    expect(verdict(there.admit(outward, 13))).toBe('admitted')
    expect(verdict(here.admit(inward, 1))).toBe('admitted')
    expect(verdict(there.admit(here.seal(draft({ from: 1, to: 13 })), 13))).toBe('admitted')
    expect(verdict(here.admit(there.seal(draft({ from: 13, to: 1 })), 1))).toBe('admitted')
    expect(here.counters.handshakes + there.counters.handshakes).toBe(2)
  },
)

test.each(['A2', 'A4'] as const)(
  'at %s no further handshake is begun at the bound of sessions',
  (auth) => {
    const guard = guardAt({ auth }, { maxSessions: 2 })
    for (const to of [13, 14, 15, 16]) guard.seal(draft({ to }))
    expect(guard.counters.handshakes).toBe(2)
  },
)

test('a handshake that was meant for another responder is refused', () => {
  const guard = guardAt({ auth: 'A2' })
  const toTwo = envelopeOf(guard.seal(draft({ to: 2 })))
  const toThree = envelopeOf(guard.seal(draft({ to: 3 })))
  const proof = { ...proofOf(toThree), handshakes: proofOf(toTwo).handshakes }
  expect(verdict(guard.admit(asSealed({ ...toThree, proof }), 3))).toBe('authentication')
})

test('a message keeps its lifetime of a day, because reports wait for their synthesis', () => {
  expect(MESSAGE_LIFETIME_US).toBe(24 * HOUR)
})

function testContext(): AuthContext {
  const clock = { now: 0 }
  const counters = zeroCounters()
  return {
    cell: 0,
    seed: 42,
    authority: new Authority(42, TEST_DIRECTORY.roleOf, 16),
    clock,
    texts: new TextDigest(),
    counters,
    waits: new SessionWaits(clock, NO_ROUND_TRIPS, counters),
    proof: new RunningDigest(),
    isOwn: () => true,
    maxSessions: 100,
    messageLifetimeUs: HOUR,
    sessionCapacity: 100,
    sessionTtlUs: HOUR,
  }
}
