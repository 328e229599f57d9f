/** Faults of the shared token (A1) and of encrypted channels (A4). */
import type { Mutant } from './mutant.ts'

const TOKEN = 'harness/controls/auth/shared-token.ts'
const TOKENS = ['harness/controls/auth/shared-token.test.ts']
const CHANNEL = 'harness/controls/auth/channel.ts'
const HANDSHAKE = 'harness/controls/auth/channel-handshake.ts'
const AEAD = 'harness/controls/auth/aead.ts'
const CACHE = 'harness/controls/auth/session-cache.ts'
const CHANNELS = [
  'harness/controls/auth/channel.test.ts',
  'harness/controls/auth/auth-attacks.test.ts',
]
const HANDSHAKES = ['harness/controls/auth/channel-handshake.test.ts', ...CHANNELS]
const UPDATE = 'harness/controls/auth/key-update.ts'
const UPDATES = ['harness/controls/auth/key-update.test.ts']
const AEADS = ['harness/controls/auth/aead.test.ts']
const CACHES = ['harness/controls/auth/session-cache.test.ts']

export const CHANNEL_MUTANTS: readonly Mutant[] = [
  {
    id: 'a1-any-token',
    what: 'any token is good',
    file: TOKEN,
    find: "typeof tag === 'string' && equalTags(tag, this.token)",
    replace: "typeof tag === 'string'",
    tests: TOKENS,
  },
  {
    id: 'a1-token-of-every-trial',
    what: 'the token is the same in every organisation',
    file: TOKEN,
    find: 'return keyedHex32(seed, TOKEN)',
    replace: 'return keyedHex32(seed - seed, TOKEN)',
    tests: TOKENS,
  },
  {
    id: 'a4-tag-unchecked',
    what: 'a channel accepts what cannot be decrypted',
    file: CHANNEL,
    find: 'if (openText(this.cipher, key, seq, associated, tag) !== envelope.text) return false',
    replace: '',
    tests: CHANNELS,
  },
  {
    id: 'a4-replay-ignored',
    what: 'a channel accepts a number again',
    file: CHANNEL,
    find: 'if (peer === undefined || !peer.window.accept(seq)) return false',
    replace: 'if (peer === undefined) return false',
    tests: CHANNELS,
  },
  {
    id: 'a4-lifetime-ignored',
    what: 'channels do not look at the time of a message',
    file: CHANNEL,
    find: 'if (!isCurrent(at, context.clock.now, context.messageLifetimeUs)) return false',
    replace: '',
    tests: CHANNELS,
  },
  {
    id: 'a4-outlives-certificate',
    what: 'a session outlives the certificates that it rests on',
    file: CHANNEL,
    find: ' || context.clock.now > notAfterOf(session)) return false',
    replace: ') return false',
    tests: CHANNELS,
  },
  {
    id: 'a4-seals-for-others',
    what: 'a guard encrypts for agents of other cells',
    file: CHANNEL,
    find: 'if (!context.isOwn(from)) return unproven(draft, subject)',
    replace: '',
    tests: CHANNELS,
  },
  {
    id: 'a4-opens-for-others',
    what: 'a guard decrypts what is for agents of other cells',
    file: CHANNEL,
    find: ' || !context.isOwn(receiver)) return false',
    replace: ') return false',
    tests: CHANNELS,
  },
  {
    id: 'a4-session-of-others',
    what: 'a message may name a session of another pair',
    file: CHANNEL,
    find: "if (!names || (side === 'responder' && responder !== receiver)) return undefined",
    replace: '',
    tests: ['harness/controls/auth/channel-insider.test.ts'],
  },
  {
    id: 'a4-initiator-not-asked',
    what: 'an agent takes a session as its own that it has not begun',
    file: CHANNEL,
    find: "if (side === 'initiator' && !(known !== undefined && number <= known.begun)) return undefined",
    replace: '',
    tests: CHANNELS,
  },
  {
    id: 'a4-old-session-opened',
    what: 'a session is opened anew for a message after its time to live',
    file: CHANNEL,
    find: 'if (number < 1 || !isLive(begunAt, at, context.sessionTtlUs)) return undefined',
    replace: 'if (number < 1) return undefined',
    tests: CHANNELS,
  },
  {
    id: 'a4-keys-never-updated',
    what: 'a session seals and opens with its first keys for as long as it lasts',
    file: CHANNEL,
    find: 'return handshake === null ? 0 : generationOf(handshake.begunAt, sealedAt)',
    replace: 'return 0',
    tests: CHANNELS,
  },
  {
    id: 'a4-keys-updated-late',
    what: 'a key seals beyond its lifetime',
    file: UPDATE,
    find: 'return Math.floor((sealedAt - begunAt) / KEY_LIFETIME_US)',
    replace: 'return Math.floor((sealedAt - begunAt) / (2 * KEY_LIFETIME_US))',
    tests: UPDATES,
  },
  {
    id: 'a4-update-keeps-key',
    what: 'the updated key is the key before it',
    file: UPDATE,
    find: "return Buffer.from(hmacHex(key, INFO), 'hex').toString('latin1')",
    replace: 'return key',
    tests: UPDATES,
  },
  {
    id: 'a4-old-key-seals',
    what: 'a sender asked for a past generation seals with what it holds',
    file: UPDATE,
    find: "if (!(generation >= this.sealing)) throw new RangeError('key generation')",
    replace: '',
    tests: UPDATES,
  },
  {
    id: 'a4-share-signature-unchecked',
    what: 'the other side of a handshake need not sign it',
    file: HANDSHAKE,
    find: 'if (!key.verifies(signedBytes(other, transcript), share.signature)) return undefined',
    replace: '',
    tests: HANDSHAKES,
  },
  {
    id: 'a4-keys-one-way',
    what: 'the responder takes the keys the wrong way round',
    file: HANDSHAKE,
    find: ': { outward: second, inward: first }',
    replace: ': { outward: first, inward: second }',
    tests: HANDSHAKES,
  },
  {
    id: 'a4-nonce-constant',
    what: 'every message is encrypted with the same nonce',
    file: AEAD,
    find: 'nonce.writeUInt32BE(number >>> 0, 8)',
    replace: 'nonce.writeUInt32BE(0, 8)',
    tests: AEADS,
  },
  {
    id: 'a4-cache-without-bound',
    what: 'the cache of sessions grows without bound',
    file: CACHE,
    find: 'if (this.entries.size >= this.capacity) {',
    replace: 'if (this.entries.size >= Infinity) {',
    tests: CACHES,
  },
  {
    id: 'a4-cache-first-in-first-out',
    what: 'the cache pushes out by age, not by use',
    file: CACHE,
    find: 'this.counters.sessionHits++\n    this.entries.delete(key)',
    replace: 'this.counters.sessionHits++',
    tests: CACHES,
  },
  {
    id: 'a4-ttl-one-longer',
    what: 'a session serves at the end of its time to live',
    file: CACHE,
    find: 'sealedAt - begunAt < ttlUs',
    replace: 'sealedAt - begunAt <= ttlUs',
    tests: CACHES,
  },
]
