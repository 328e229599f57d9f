import { expect, test } from 'vitest'
import { Authority, CERTIFICATE_LIFETIME_US, type Credential } from '../authority.ts'
import {
  establishChannel,
  isChannelHandshake,
  openChannel,
  type ChannelHandshake,
  type EstablishedChannel,
  type HandshakeMeans,
} from './channel-handshake.ts'

const SEED = 5
const [INITIATOR, RESPONDER, ATTACKER] = [1, 2, 7]
const OPENING = { initiator: INITIATOR, responder: RESPONDER, number: 1, begunAt: 100 }

function means(authority = new Authority(SEED, () => 'member', 16)): HandshakeMeans {
  return { authority, seed: SEED }
}

function establish(changes: Partial<typeof OPENING> = {}, by = means()): EstablishedChannel {
  const channel = establishChannel(by, { ...OPENING, ...changes }, true)
  if (channel === undefined) throw new Error('no channel')
  return channel
}

/** An authority in which one agent's signing key is the attacker's, under its real certificate. */
class Impostor extends Authority {
  readonly victim: number

  constructor(victim: number) {
    super(SEED, () => 'member', 16)
    this.victim = victim
  }

  override credentialOf(agent: number): Credential {
    const own = super.credentialOf(agent)
    return agent === this.victim ? { ...own, signing: super.credentialOf(ATTACKER).signing } : own
  }
}

test('both sides have the same two keys, each the other way round', () => {
  const { keys, responderKeys } = establish()
  expect(responderKeys).toEqual({ outward: keys.inward, inward: keys.outward })
  expect(keys.outward).not.toBe(keys.inward)
  expect(keys.outward).toHaveLength(32)
})

test('another cell gets the same keys from the handshake as plain data, for either side', () => {
  const { handshake, keys, responderKeys } = establish()
  const sent = structuredClone(handshake)
  expect(openChannel(means(), sent, 'responder', 100)?.keys).toEqual(responderKeys)
  expect(openChannel(means(), sent, 'initiator', 100)?.keys).toEqual(keys)
  expect(openChannel(means(), sent, 'responder', 100)?.handshake).toEqual(handshake)
})

test('between cells the initiator does not need the responder’s keys', () => {
  const channel = establishChannel(means(), OPENING, false)
  expect(channel).toEqual({ ...establish(), responderKeys: undefined })
})

test('both sides contribute a new key to each handshake, so no two share keys', () => {
  const [first, second, turned] = [
    establish(),
    establish({ number: 2 }),
    establish({ initiator: RESPONDER, responder: INITIATOR }),
  ]
  const ephemerals = [first, second, turned].flatMap(({ handshake }) => [
    handshake.hello.ephemeral,
    handshake.answer.ephemeral,
  ])
  expect(new Set(ephemerals).size).toBe(6)
  const keys = [first, second, turned].flatMap((one) => [one.keys.outward, one.keys.inward])
  expect(new Set(keys).size).toBe(6)
})

test.each<[string, (good: ChannelHandshake) => unknown]>([
  ['initiator', (good) => ({ ...good, initiator: ATTACKER })],
  ['responder', (good) => ({ ...good, responder: ATTACKER })],
  ['number', (good) => ({ ...good, number: 2 })],
  ['time', (good) => ({ ...good, begunAt: 101 })],
  ['hello key', (good) => withHello(good, { ephemeral: good.answer.ephemeral })],
  ['hello signature', (good) => withHello(good, { signature: good.answer.signature })],
  ['hello certificate', (good) => withHello(good, { certificate: good.answer.certificate })],
  ['answer key', (good) => withAnswer(good, { ephemeral: good.hello.ephemeral })],
  ['answer signature', (good) => withAnswer(good, { signature: good.hello.signature })],
  ['hello', (good) => ({ ...good, hello: undefined })],
  ['answer', (good) => ({ ...good, answer: null })],
  ['length of a key', (good) => withHello(good, { ephemeral: 'short' })],
])('an altered %s is refused', (_name, alter) => {
  const altered = alter(establish().handshake) as ChannelHandshake
  expect(openChannel(means(), altered, 'responder', 100)).toBeUndefined()
})

test('the initiator refuses an answer of someone else, and a hello that is not its own', () => {
  const good = establish().handshake
  for (const altered of [
    withAnswer(good, { certificate: good.hello.certificate }),
    withAnswer(good, { signature: good.hello.signature }),
    withHello(good, { signature: good.answer.signature }),
    withHello(good, { ephemeral: good.answer.ephemeral }),
  ]) {
    expect(openChannel(means(), altered, 'initiator', 100)).toBeUndefined()
  }
})

test('a part that came altered and is the receiver’s own is replaced, not believed', () => {
  const good = establish().handshake
  const certificate = { ...good.answer.certificate, notAfter: Infinity }
  const kept = openChannel(means(), withAnswer(good, { certificate }), 'responder', 100)
  expect(kept?.handshake).toEqual(good)
})

test('an impostor of the responder is refused by the initiator', () => {
  expect(establishChannel(means(new Impostor(RESPONDER)), OPENING, false)).toBeUndefined()
})

test('an impostor of the initiator is refused by the responder', () => {
  const by = means(new Impostor(INITIATOR))
  expect(establishChannel(by, OPENING, true)).toBeUndefined()
  const channel = establishChannel(by, OPENING, false)
  if (channel === undefined) throw new Error('the impostor cannot begin')
  const { handshake } = channel
  expect(handshake.hello.certificate).toEqual(establish().handshake.hello.certificate)
  expect(openChannel(means(), handshake, 'responder', 100)).toBeUndefined()
})

test('a point of low order is refused, also when its sender signed it', () => {
  const by = means()
  const good = establish().handshake
  const zero = Buffer.alloc(32).toString('base64url')
  const signatureOf = (agent: number, side: string, ephemeral: string): string => {
    const transcript = `muster/1/channel,1,2,1,100,${ephemeral},${good.answer.ephemeral}`
    const { signing } = by.authority.credentialOf(agent)
    return signing.sign(Buffer.from(`${side},${transcript}`))
  }
  const forge = (ephemeral: string): ChannelHandshake => {
    const signature = signatureOf(INITIATOR, 'initiator', ephemeral)
    const forged = withHello(good, { ephemeral, signature })
    return withAnswer(forged, { signature: signatureOf(RESPONDER, 'responder', ephemeral) })
  }
  // The same forgery with the good key is the good handshake, so only the key is refused.
  expect(forge(good.hello.ephemeral)).toEqual(good)
  expect(openChannel(by, forge(zero), 'responder', 100)).toBeUndefined()
})

test('a handshake with an expired certificate is refused on either side', () => {
  const begunAt = CERTIFICATE_LIFETIME_US
  const { handshake } = establish({ begunAt })
  expect(openChannel(means(), handshake, 'responder', begunAt)).toBeDefined()
  expect(openChannel(means(), handshake, 'responder', begunAt + 1)).toBeUndefined()
  expect(openChannel(means(), handshake, 'initiator', begunAt + 1)).toBeUndefined()
  expect(establishChannel(means(), { ...OPENING, begunAt: begunAt + 1 }, false)).toBeUndefined()
})

test('a handshake of another organisation is refused', () => {
  const stranger = { authority: new Authority(6, () => 'member', 16), seed: 6 }
  const { handshake } = establish({}, stranger)
  expect(openChannel(means(), handshake, 'responder', 100)).toBeUndefined()
})

test('what does not name a session is told apart', () => {
  const good = establish().handshake
  expect(isChannelHandshake(good)).toBe(true)
  for (const bad of [null, undefined, 7, {}, { ...good, number: '1' }, { ...good, begunAt: NaN }]) {
    expect(isChannelHandshake(bad as ChannelHandshake)).toBe(false)
  }
})

function withHello(
  good: ChannelHandshake,
  changes: Partial<ChannelHandshake['hello']>,
): ChannelHandshake {
  return { ...good, hello: { ...good.hello, ...changes } }
}

function withAnswer(
  good: ChannelHandshake,
  changes: Partial<ChannelHandshake['answer']>,
): ChannelHandshake {
  return { ...good, answer: { ...good.answer, ...changes } }
}
