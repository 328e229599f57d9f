import { expect, test } from 'vitest'
import { Authority } from '../authority.ts'
import { canonicalHeader } from '../canonical.ts'
import { asSealed, NO_SUBJECT } from '../envelope.ts'
import { draft, guardAt, TEST_DIRECTORY, verdict } from '../guard-fixture.ts'
import { NODE_PRIMITIVES } from '../primitives/node-primitives.ts'
import { TextDigest } from '../text-digest.ts'
import { sealText } from './aead.ts'
import { establishChannel } from './channel-handshake.ts'

const [INSIDER, PEER, RECEIVER, AT, SEQ] = [3, 1, 2, 1_000, 1]

/** What an agent can make that holds the keys of its own session, under the name that it gives. */
function madeByInsider(from: number): string {
  const means = { authority: new Authority(42, TEST_DIRECTORY.roleOf, 16), seed: 42 }
  const opening = { initiator: INSIDER, responder: RECEIVER, number: 1, begunAt: AT }
  const channel = establishChannel(means, opening, true)
  if (channel === undefined) throw new Error('no channel')
  const message = draft({ from, to: RECEIVER })
  const { action, resource, workId, text } = message
  const digest = new TextDigest().of(text)
  const header = canonicalHeader(
    'muster/1/A4',
    from,
    RECEIVER,
    SEQ,
    AT,
    action,
    resource,
    workId,
    NO_SUBJECT,
    digest,
  )
  const tag = sealText(
    NODE_PRIMITIVES.cipher,
    channel.keys.outward,
    SEQ,
    `${header},${RECEIVER}`,
    text,
  )
  const proof = {
    at: AT,
    receivers: undefined,
    certificate: undefined,
    handshakes: undefined,
    channels: [channel.handshake],
  }
  const envelope = { ...message, subject: NO_SUBJECT, seq: SEQ, tags: [tag], proof }
  return verdict(guardAt({ auth: 'A4' }).admit(asSealed(envelope), RECEIVER))
}

test('an insider cannot use the keys of its own session in the name of a peer', () => {
  expect(madeByInsider(INSIDER)).toBe('admitted')
  expect(madeByInsider(PEER)).toBe('authentication')
})
