/**
 * The mutual handshake of A4, after SIGMA (Krawczyk 2003) in its form with both names signed, as in
 * ISO/IEC 9798-3; naming the peer in what is signed takes the place of SIGMA's MAC.
 *
 *     hello    initiator → responder   ephemeral X25519 key
 *     answer   responder → initiator   ephemeral X25519 key, certificate, signature
 *     confirm  initiator → responder   certificate, signature, with the first message
 *
 * Each side makes an ephemeral key, signs the transcript with its certified Ed25519 key, checks the
 * other's certificate and signature, and agrees. Keys are HKDF-SHA-256 of the shared secret, salted
 * with the transcript, one for each direction. No long-term key can decrypt what was sent, apart from
 * this: like all TEST keys of a trial, the ephemeral ones follow from its seed.
 *
 * Hello and answer take one round trip before the first message. Between agents of one cell it is
 * carried out as written, each step once. An agent of another cell cannot be asked in the middle of
 * `seal`, so the initiator's cell works out what the answer would have been (one key and one
 * signature more, in place of a wire), and all three passes travel with the messages. The responder's
 * cell then does the responder's own part, and refuses an answer that is not the one it gives.
 */
import { hkdfSync } from 'node:crypto'
import { deriveSeed, keyedHex32, purpose } from '../../kernel/random.ts'
import type { AgentId, VirtualUs } from '../../kernel/units.ts'
import type { Authority } from '../authority.ts'
import type { Certificate } from '../certificate.ts'
import type { AgreementKey } from '../primitives/primitives.ts'
import type { SessionKeys } from './handshake.ts'

const NUMBERED = purpose('controls.channel.number')
const KEYS = {
  initiator: purpose('controls.channel.hello'),
  responder: purpose('controls.channel.answer'),
} as const
const X25519_TEXT = /^[\w-]{43}$/

/** What one side puts into a handshake. */
export interface Share {
  readonly certificate: Certificate
  /** Raw X25519 public key, base64url. */
  readonly ephemeral: string
  /** Ed25519 signature over the transcript, base64url. */
  readonly signature: string
}

/** All three passes. Names the session; plain data. */
export interface ChannelHandshake {
  readonly initiator: AgentId
  readonly responder: AgentId
  /** 1, 2, 3 … of this initiator with this responder: no two handshakes share a key. */
  readonly number: number
  readonly begunAt: VirtualUs
  readonly hello: Share
  readonly answer: Share
}

/** What a cell needs to take a side. */
export interface HandshakeMeans {
  readonly authority: Authority
  readonly seed: number
}

/** An established channel: the initiator's keys, and the responder's if they were asked for. */
export interface EstablishedChannel {
  readonly handshake: ChannelHandshake
  readonly keys: SessionKeys
  readonly responderKeys: SessionKeys | undefined
}

type Side = 'initiator' | 'responder'

/** What the hello says beside its key. */
type Opening = Omit<ChannelHandshake, 'hello' | 'answer'>

/**
 * The initiator's part and, if `bothHere`, the responder's. Undefined if a check of either side
 * fails.
 */
export function establishChannel(
  means: HandshakeMeans,
  opening: Opening,
  bothHere: boolean,
): EstablishedChannel | undefined {
  const { authority } = means
  const now = opening.begunAt
  const mine = ephemeralOf(means, 'initiator', opening)
  const theirs = ephemeralOf(means, 'responder', opening)
  const transcript = transcriptOf(opening, mine.publicText, theirs.publicText)
  const answer = shareOf(authority, opening, 'responder', theirs.publicText, transcript)
  const hello = shareOf(authority, opening, 'initiator', mine.publicText, transcript)
  const handshake = { ...opening, hello, answer }
  const keys = agree(authority, handshake, 'initiator', mine, transcript, now)
  if (keys === undefined) return undefined
  if (!bothHere) return { handshake, keys, responderKeys: undefined }
  const responderKeys = agree(authority, handshake, 'responder', theirs, transcript, now)
  return responderKeys && { handshake, keys, responderKeys }
}

/**
 * What `side` keeps of a handshake that came with a message: its own part is done and put in place of
 * what came, the other's is checked. It is the responder's part of a new handshake, or the part of
 * either side again when its keys were dropped. Undefined if anything is not as it must be.
 */
export function openChannel(
  means: HandshakeMeans,
  received: ChannelHandshake,
  side: Side,
  now: VirtualUs,
): { readonly handshake: ChannelHandshake; readonly keys: SessionKeys } | undefined {
  const { initiator, responder, number, begunAt, hello, answer } = received
  if (!isShare(hello) || !isShare(answer)) return undefined
  const opening = { initiator, responder, number, begunAt }
  const transcript = transcriptOf(opening, hello.ephemeral, answer.ephemeral)
  const came = side === 'initiator' ? hello : answer
  const mine = ephemeralOf(means, side, opening)
  if (mine.publicText !== came.ephemeral) return undefined
  const own = shareOf(means.authority, opening, side, mine.publicText, transcript)
  if (own.signature !== came.signature) return undefined
  const handshake =
    side === 'initiator' ? { ...opening, hello: own, answer } : { ...opening, hello, answer: own }
  const keys = agree(means.authority, handshake, side, mine, transcript, now)
  return keys && { handshake, keys }
}

/** False for anything that does not name a session, whatever its static type says. */
export function isChannelHandshake(
  handshake: ChannelHandshake | null | undefined,
): handshake is ChannelHandshake {
  return (
    typeof handshake === 'object' &&
    handshake !== null &&
    Number.isSafeInteger(handshake.initiator) &&
    Number.isSafeInteger(handshake.responder) &&
    Number.isSafeInteger(handshake.number) &&
    Number.isSafeInteger(handshake.begunAt)
  )
}

function isShare(share: Share | null | undefined): share is Share {
  return (
    typeof share === 'object' &&
    share !== null &&
    typeof share.ephemeral === 'string' &&
    X25519_TEXT.test(share.ephemeral) &&
    typeof share.signature === 'string'
  )
}

function shareOf(
  authority: Authority,
  opening: Opening,
  side: Side,
  ephemeral: string,
  transcript: string,
): Share {
  const { certificate, signing } = authority.credentialOf(opening[side])
  const signature = signing.sign(signedBytes(side, transcript))
  return { certificate, ephemeral, signature }
}

function ephemeralOf(
  { authority, seed }: HandshakeMeans,
  side: Side,
  { initiator, responder, number }: Opening,
): AgreementKey {
  const numbered = deriveSeed(seed, NUMBERED, number)
  return authority.primitives.agreementKey(keyedHex32(numbered, KEYS[side], initiator, responder))
}

function transcriptOf(opening: Opening, hello: string, answer: string): string {
  const { initiator, responder, number, begunAt } = opening
  return `muster/1/channel,${initiator},${responder},${number},${begunAt},${hello},${answer}`
}

/** The side is signed too, so that no signature can be turned round. */
function signedBytes(side: string, transcript: string): Buffer {
  return Buffer.from(`${side},${transcript}`, 'latin1')
}

/** The last step of `side`: checks the other's certificate and signature, and derives the keys. */
function agree(
  authority: Authority,
  handshake: ChannelHandshake,
  side: Side,
  mine: AgreementKey,
  transcript: string,
  now: VirtualUs,
): SessionKeys | undefined {
  const other = side === 'initiator' ? 'responder' : 'initiator'
  const share = side === 'initiator' ? handshake.answer : handshake.hello
  const key = authority.verify(share.certificate, handshake[other], now)
  if (key === undefined) return undefined
  if (!key.verifies(signedBytes(other, transcript), share.signature)) return undefined
  const secret = mine.agreeWith(share.ephemeral)
  if (secret === undefined) return undefined
  const salt = Buffer.from(transcript, 'latin1')
  const bytes = Buffer.from(hkdfSync('sha256', secret, salt, 'muster/1/channel', 64))
  const [first, second] = [bytes.toString('latin1', 0, 32), bytes.toString('latin1', 32, 64)]
  return side === 'initiator'
    ? { outward: first, inward: second }
    : { outward: second, inward: first }
}
