/** What A4 has beyond the attacks that every keyed level stops (`auth-attacks.test.ts`). */
import { describe, expect, test } from 'vitest'
import type { Draft, Sealed } from '../../../adapters/contract.ts'
import { HOUR } from '../../kernel/units.ts'
import { Authority, CERTIFICATE_LIFETIME_US } from '../authority.ts'
import { canonicalHeader } from '../canonical.ts'
import { asSealed, envelopeOf, NO_SUBJECT } from '../envelope.ts'
import {
  altered,
  draft,
  guardAt,
  pass,
  sentAcross,
  TEST_DIRECTORY,
  verdict,
  type TestGuard,
} from '../guard-fixture.ts'
import { NODE_PRIMITIVES } from '../primitives/node-primitives.ts'
import { TextDigest } from '../text-digest.ts'
import { sealText } from './aead.ts'
import { SESSION_TTL_US } from './auth-stage.ts'
import { establishChannel, type ChannelHandshake } from './channel-handshake.ts'
import { KEY_LIFETIME_US } from './key-update.ts'

const auth = 'A4'
const TTL = SESSION_TTL_US
/** Of `guardAt`. */
const SEED = 42

interface Cells {
  readonly here: TestGuard
  readonly there: TestGuard
  /** Seals in the sender's cell and admits in the receiver's, across threads if need be. */
  send(message: Draft): string
  /** Sets both clocks forward. */
  wait(us: number): void
}

/** Two cells whose clocks go together; agents 0–11 and 12–23. */
function twoCells(options: Parameters<typeof guardAt>[1] = {}): Cells {
  const here = guardAt({ auth }, options)
  const there = guardAt({ auth }, { ...options, cell: 1 })
  const of = (agent: number): TestGuard => (agent < 12 ? here : there)
  return {
    here,
    there,
    send: (message) =>
      verdict(of(message.to).admit(sentAcross(of(message.from).seal(message)), message.to)),
    wait: (us) => {
      here.clock.now += us
      there.clock.now += us
    },
  }
}

const ASK = draft({ from: 1, to: 13, resource: 'peer' })
const ANSWER = draft({ from: 13, to: 1, action: 'reply', resource: 'peer' })

function channelOf(message: Sealed, index = 0): ChannelHandshake {
  const channel = envelopeOf(message).proof?.channels?.[index]
  if (!channel) throw new Error('the message carries no channel')
  return channel
}

function withChannel(message: Sealed, channel: unknown): Sealed {
  const envelope = envelopeOf(message)
  const proof = { ...envelope.proof, channels: [channel] }
  return asSealed({ ...envelope, proof } as typeof envelope)
}

describe('the sealed bytes', () => {
  test('are the text encrypted, differently for each receiver and each time', () => {
    const guard = guardAt({ auth })
    const text = 'the quarterly figures'
    const first = guard.seal(draft({ text }), [2, 3])
    const again = guard.seal(draft({ text }), [2, 3])
    const tags = [...first.tags, ...again.tags]
    expect(new Set(tags).size).toBe(4)
    for (const tag of tags) {
      // One character for the encoding, then the bytes of the text, then the tag.
      expect(tag).toHaveLength(1 + text.length + 16)
      expect(tag).not.toContain('quarterly')
    }
  })

  test('are what a receiver goes by: a text beside them that differs is refused', () => {
    const guard = guardAt({ auth })
    const message = guard.seal(draft({ text: 'hello' }))
    expect(verdict(guard.admit(altered(message, { text: 'HELLO' }), 2))).toBe('authentication')
    expect(verdict(guard.admit(message, 2))).toBe('admitted')
  })

  test('of another message of the pair are refused', () => {
    const guard = guardAt({ auth })
    const [one, two] = [guard.seal(draft()), guard.seal(draft({ text: 'other' }))]
    expect(verdict(guard.admit(altered(two, { tags: one.tags }), 2))).toBe('authentication')
  })

  test('of one receiver are refused at another', () => {
    const guard = guardAt({ auth })
    const message = guard.seal(draft(), [2, 3])
    const [a, b] = message.tags as [string, string]
    expect(verdict(guard.admit(altered(message, { tags: [b, a] }), 2))).toBe('authentication')
    expect(verdict(guard.admit(message, 3))).toBe('admitted')
  })

  test('cannot be sent back to their sender', () => {
    const guard = guardAt({ auth })
    const message = guard.seal(draft())
    expect(verdict(guard.admit(altered(message, { from: 2, to: 1 }), 1))).toBe('authentication')
  })
})

describe('between two cells', () => {
  test('one handshake serves both directions, and each cell keeps its own half', () => {
    const { here, there, send } = twoCells()
    for (let round = 0; round < 3; round++) {
      expect(send(ASK)).toBe('admitted')
      expect(send(ANSWER)).toBe('admitted')
    }
    expect([here.counters.handshakes, there.counters.handshakes]).toEqual([1, 0])
    expect([here.counters.handshakeRoundTrips, there.counters.handshakeRoundTrips]).toEqual([1, 0])
    // Each cell once had no session; the other five times of three seals and three opens it had.
    for (const { counters } of [here, there]) {
      expect(counters).toMatchObject({ sessionHits: 5, sessionMisses: 1 })
    }
  })

  test('a handshake that a relay has altered is refused', () => {
    const { here, there } = twoCells()
    const message = here.seal(ASK)
    const channel = channelOf(message)
    for (const bad of [
      null,
      undefined,
      'a channel',
      { ...channel, number: 2 },
      { ...channel, begunAt: channel.begunAt - 1 },
      { ...channel, responder: 14 },
      { ...channel, initiator: 2 },
      { ...channel, initiator: 13, responder: 1 },
      { ...channel, hello: { ...channel.hello, ephemeral: channel.answer.ephemeral } },
      { ...channel, hello: { ...channel.hello, signature: channel.answer.signature } },
    ]) {
      expect(verdict(there.admit(withChannel(message, bad), 13))).toBe('authentication')
    }
    expect(verdict(there.admit(message, 13))).toBe('admitted')
  })

  test('the handshake of another pair is refused', () => {
    const { here, there } = twoCells()
    const toOther = channelOf(here.seal(draft({ from: 1, to: 14 })))
    const ofOther = channelOf(here.seal(draft({ from: 2, to: 13 })))
    const message = here.seal(ASK)
    expect(verdict(there.admit(withChannel(message, toOther), 13))).toBe('authentication')
    expect(verdict(there.admit(withChannel(message, ofOther), 13))).toBe('authentication')
  })

  test.each<[string, Partial<Draft>, Partial<ChannelHandshake>, string]>([
    ['as itself to the peer of the session', {}, {}, 'admitted'],
    ['as another agent', { from: 1 }, {}, 'authentication'],
    ['as an agent of the other cell', { from: 14 }, {}, 'authentication'],
    ['as the receiver itself', { from: 13 }, {}, 'authentication'],
    ['to another peer', { to: 14 }, {}, 'authentication'],
    ['in a session of two others', {}, { initiator: 1 }, 'authentication'],
  ])(
    'with the keys of its own session an insider that speaks %s is judged',
    (_as, said, named, outcome) => {
      const { here, there } = twoCells()
      const own = draft({ from: 2, to: 13, resource: 'peer' })
      const channel = channelOf(here.seal(own))
      const authority = new Authority(SEED, TEST_DIRECTORY.roleOf, 16)
      const keys = establishChannel({ authority, seed: SEED }, channel, false)?.keys
      if (keys === undefined) throw new Error('the insider has no keys')
      const { from, to, action, resource, workId, text } = { ...own, ...said }
      const [seq, at, subject] = [9, here.clock.now, NO_SUBJECT]
      const digest = new TextDigest().of(text)
      const version = 'muster/1/A4'
      const header = canonicalHeader(
        version,
        from,
        to,
        seq,
        at,
        action,
        resource,
        workId,
        subject,
        digest,
      )
      const tags = [sealText(NODE_PRIMITIVES.cipher, keys.outward, seq, `${header},${to}`, text)]
      const channels = [{ ...channel, ...named }]
      const proof = {
        at,
        receivers: undefined,
        certificate: undefined,
        handshakes: undefined,
        channels,
      }
      const forged = { from, to, action, resource, workId, text, subject, seq, tags, proof }
      expect(verdict(there.admit(asSealed(forged), to))).toBe(outcome)
    },
  )

  test('nobody but the agent itself can have begun a session in its name', () => {
    const { here, there } = twoCells()
    const other = guardAt({ auth })
    const channel = channelOf(other.seal(ASK))
    // The responder's cell knows the handshake from elsewhere; this initiator never began it.
    there.admit(sentAcross(other.seal(ASK)), 13)
    const answer = sentAcross(there.seal(ANSWER))
    expect(channelOf(answer)).toEqual(channel)
    expect(verdict(here.admit(answer, 1))).toBe('authentication')
    expect(verdict(other.admit(answer, 1))).toBe('admitted')
  })

  test('sessions that crossed become one: both sides go on in the newer', () => {
    const { here, there, send, wait } = twoCells()
    const asked = here.seal(ASK)
    wait(5)
    const answered = there.seal(ANSWER)
    expect(verdict(there.admit(asked, 13))).toBe('admitted')
    expect(verdict(here.admit(answered, 1))).toBe('admitted')
    for (const guard of [here, there]) {
      const message = guard === here ? guard.seal(ASK) : guard.seal(ANSWER)
      expect(channelOf(message).initiator).toBe(13)
    }
    expect(send(ASK)).toBe('admitted')
  })
})

describe('a session', () => {
  test('serves for its time to live; then the pair shakes hands anew', () => {
    const { here, send, wait } = twoCells()
    expect(send(ASK)).toBe('admitted')
    const first = channelOf(here.seal(ASK))
    wait(TTL - 1)
    expect(channelOf(here.seal(ASK))).toEqual(first)
    wait(1)
    expect(send(ASK)).toBe('admitted')
    const second = channelOf(here.seal(ASK))
    expect(second).toMatchObject({ number: 2, begunAt: first.begunAt + TTL })
    expect(second.hello.ephemeral).not.toBe(first.hello.ephemeral)
    expect(second.answer.ephemeral).not.toBe(first.answer.ephemeral)
    expect(here.counters).toMatchObject({ handshakes: 2, handshakeRoundTrips: 2 })
  })

  test('carries a message that was sealed in time and is opened late', () => {
    const { here, there, send, wait } = twoCells()
    expect(send(ASK)).toBe('admitted')
    const late = sentAcross(here.seal(ASK))
    wait(2 * TTL)
    expect(send(ASK)).toBe('admitted')
    expect(verdict(there.admit(late, 13))).toBe('admitted')
    expect(verdict(there.admit(late, 13))).toBe('authentication')
  })

  test('does not carry a message that was sealed too late, though its tag is good', () => {
    // The sender's cell believes in a longer life than the receiver's.
    const here = guardAt({ auth }, { sessionTtlUs: 2 * TTL })
    const there = guardAt({ auth }, { cell: 1 })
    const first = here.seal(ASK)
    here.clock.now = there.clock.now = here.clock.now + TTL
    const late = here.seal(ASK)
    expect(channelOf(late).number).toBe(1)
    expect(verdict(there.admit(late, 13))).toBe('authentication')
    expect(verdict(there.admit(first, 13))).toBe('admitted')
    expect(verdict(there.admit(here.seal(ASK), 13))).toBe('authentication')
  })

  test('updates its keys by the hour, without a round trip', () => {
    const { here, there, send, wait } = twoCells()
    const early = sentAcross(here.seal(ASK))
    for (let hour = 0; hour < 8; hour++) {
      expect(send(ASK)).toBe('admitted')
      expect(send(ANSWER)).toBe('admitted')
      if (hour < 7) wait(KEY_LIFETIME_US)
    }
    expect(verdict(there.admit(early, 13))).toBe('admitted')
    expect([here.counters.handshakes, there.counters.handshakes]).toEqual([1, 0])
    expect([here.counters.handshakeRoundTrips, there.counters.handshakeRoundTrips]).toEqual([1, 0])
  })

  test.each([
    ['its key, before the update', 0, 'admitted'],
    ['a key from before an update', KEY_LIFETIME_US, 'authentication'],
  ])('is spoken in with %s', (_with, laterUs, outcome) => {
    const { here, there, wait } = twoCells()
    const channel = channelOf(here.seal(ASK))
    const authority = new Authority(SEED, TEST_DIRECTORY.roleOf, 16)
    const stolen = establishChannel({ authority, seed: SEED }, channel, false)?.keys.outward
    if (stolen === undefined) throw new Error('there is no key to steal')
    wait(laterUs)
    const message = here.seal(ASK)
    const { from, to, action, resource, workId, subject, seq, proof } = envelopeOf(message)
    const text = 'wire the money'
    const at = here.clock.now
    const digest = new TextDigest().of(text)
    const header = canonicalHeader(
      'muster/1/A4',
      ...([from, to, seq, at] as const),
      ...([action, resource, workId, subject, digest] as const),
    )
    const tags = [sealText(NODE_PRIMITIVES.cipher, stolen, seq, `${header},${to}`, text)]
    expect(proof?.at).toBe(at)
    expect(verdict(there.admit(altered(message, { text, tags }), to))).toBe(outcome)
  })

  test('lets no replay in after it was replaced', () => {
    const { here, there, send, wait } = twoCells()
    const captured = sentAcross(here.seal(ASK))
    expect(verdict(there.admit(captured, 13))).toBe('admitted')
    wait(TTL)
    expect(send(ASK)).toBe('admitted')
    expect(verdict(there.admit(captured, 13))).toBe('authentication')
  })

  test('does not outlive the certificates that it rests on', () => {
    const options = { sessionTtlUs: 2 * CERTIFICATE_LIFETIME_US }
    const { send, wait } = twoCells(options)
    expect(send(ASK)).toBe('admitted')
    wait(CERTIFICATE_LIFETIME_US - 1_000)
    expect(send(ASK)).toBe('admitted')
    wait(1)
    expect(send(ASK)).toBe('authentication')
  })
})

describe('when keys were dropped', () => {
  test('the receiver takes its part again and the message is admitted, but no replay', () => {
    const { here, there, send } = twoCells({ sessionCapacity: 1 })
    const captured = sentAcross(here.seal(ASK))
    expect(verdict(there.admit(captured, 13))).toBe('admitted')
    const waiting = sentAcross(here.seal(ASK))
    // The other pair's session takes the only place in both cells.
    expect(send(draft({ from: 2, to: 14, resource: 'peer' }))).toBe('admitted')
    expect(verdict(there.admit(captured, 13))).toBe('authentication')
    expect(verdict(there.admit(waiting, 13))).toBe('admitted')
  })

  test('the round trip that a real receiver would need is counted, and no handshake', () => {
    const { there, send } = twoCells({ sessionCapacity: 1 })
    const other = draft({ from: 2, to: 14, resource: 'peer' })
    const ask = twoCells().here
    const [first, second] = [ask.seal(ASK), ask.seal(ASK)]
    expect(verdict(there.admit(first, 13))).toBe('admitted')
    expect(there.counters.handshakeRoundTrips).toBe(0)
    expect(send(other)).toBe('admitted')
    expect(verdict(there.admit(second, 13))).toBe('admitted')
    expect(there.counters).toMatchObject({ handshakes: 0, handshakeRoundTrips: 1 })
  })

  test('the sender shakes hands anew', () => {
    const { here, send } = twoCells({ sessionCapacity: 1 })
    const other = draft({ from: 2, to: 14, resource: 'peer' })
    for (let round = 0; round < 3; round++) {
      expect(send(ASK)).toBe('admitted')
      expect(send(other)).toBe('admitted')
    }
    expect(here.counters).toMatchObject({ handshakes: 6, sessionHits: 0, sessionMisses: 6 })
    expect(channelOf(here.seal(ASK)).number).toBe(4)
  })

  test('a small cache costs handshakes and refuses nothing', () => {
    const work = (sessionCapacity: number): number => {
      const guard = guardAt({ auth }, { sessionCapacity })
      for (let round = 0; round < 4; round++) {
        for (let a = 0; a < 4; a++) {
          for (let b = 0; b < 4; b++)
            expect(pass(guard, draft({ from: a, to: b }))).toBe('admitted')
        }
      }
      return guard.counters.handshakes
    }
    // Six pairs have twelve halves.
    expect(work(12)).toBe(6)
    expect(work(3)).toBeGreaterThan(6)
  })

  test('a pair remembers what it has seen, however often its keys are dropped', () => {
    const { here, there, send } = twoCells({ sessionCapacity: 1 })
    const other = draft({ from: 2, to: 14, resource: 'peer' })
    const seen: Sealed[] = []
    for (let round = 0; round < 5; round++) {
      const message = sentAcross(here.seal(ASK))
      seen.push(message)
      expect(verdict(there.admit(message, 13))).toBe('admitted')
      expect(send(other)).toBe('admitted')
      for (const old of seen) expect(verdict(there.admit(old, 13))).toBe('authentication')
    }
  })
})

test('agents of one cell do each step of the handshake once, at the first seal', () => {
  const guard = guardAt({ auth })
  const message = guard.seal(draft())
  expect(guard.counters).toMatchObject({ sessionHits: 0, sessionMisses: 1, handshakes: 1 })
  expect(verdict(guard.admit(message, 2))).toBe('admitted')
  expect(guard.counters).toMatchObject({ sessionHits: 1, sessionMisses: 1, handshakes: 1 })
})

test('an agent alone needs no handshake and takes no place in the cache', () => {
  const guard = guardAt({ auth })
  const call = draft({ from: 1, to: 1, action: 'lookup', resource: 'tool' })
  expect(pass(guard, call)).toBe('admitted')
  expect(guard.counters).toMatchObject({ handshakes: 0, sessionHits: 0, sessionMisses: 0 })
})

test.each(['A0', 'A1', 'A3'] as const)('%s has no sessions to count', (other) => {
  const guard = guardAt({ auth: other })
  expect(pass(guard, draft())).toBe('admitted')
  expect(guard.counters).toMatchObject({
    handshakes: 0,
    handshakeRoundTrips: 0,
    sessionHits: 0,
    sessionMisses: 0,
  })
})

test('a text that is not well-formed comes through as it was', () => {
  const guard = guardAt({ auth })
  expect(pass(guard, draft({ text: 'half a \ud83d pair' }))).toBe('admitted')
  const message = guard.seal(draft({ text: 'half a \ud83d pair' }))
  const swapped = altered(message, { text: 'half a \ud83e pair' })
  expect(verdict(guard.admit(swapped, 2))).toBe('authentication')
})

test('the same traffic leaves the same proof of work, across a rekey too', () => {
  const proofs = (seed: number, text = 'hello'): readonly string[] => {
    const { here, there, send, wait } = twoCells({ seed })
    for (let round = 0; round < 3; round++) {
      send({ ...ASK, text })
      send(ANSWER)
      pass(here, draft({ to: 3 }))
      wait(HOUR)
    }
    return [here.close().proof, there.close().proof]
  }
  expect(proofs(1)).toEqual(proofs(1))
  expect(proofs(1)).not.toEqual(proofs(2))
  expect(proofs(1, 'hallo')[0]).not.toBe(proofs(1)[0])
})

describe('a quarantined agent', () => {
  test('is refused in a live session, in a new one, and in flight; the others go on', () => {
    const guard = guardAt({ auth, containment: 'C1' })
    expect(pass(guard, draft())).toBe('admitted')
    const inFlight = sentAcross(guard.seal(draft()))
    guard.quarantine(1)
    expect(verdict(guard.admit(inFlight, 2))).toBe('quarantine')
    expect(pass(guard, draft())).toBe('quarantine')
    guard.clock.now += TTL
    expect(pass(guard, draft())).toBe('quarantine')
    expect(pass(guard, draft({ from: 3 }))).toBe('admitted')
    expect(pass(guard, draft({ from: 2, to: 1, action: 'reply' }))).toBe('admitted')
  })

  test('is still admitted by a cell that the command has not reached, as at every level', () => {
    const here = guardAt({ auth, containment: 'C1' })
    const there = guardAt({ auth, containment: 'C1' }, { cell: 1 })
    expect(verdict(there.admit(sentAcross(here.seal(ASK)), 13))).toBe('admitted')
    here.quarantine(1)
    expect(verdict(there.admit(sentAcross(here.seal(ASK)), 13))).toBe('admitted')
    there.quarantine(1)
    expect(verdict(there.admit(sentAcross(here.seal(ASK)), 13))).toBe('quarantine')
  })
})
