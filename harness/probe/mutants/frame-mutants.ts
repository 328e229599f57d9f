/** Faults of frames between shards (F1), and of what messages wait for (A2 to A4). */
import type { Mutant } from './mutant.ts'

const FRAME = 'harness/controls/frames/frame-mac.ts'
const FRAMES = ['harness/controls/frames/frame-mac.test.ts']
const EXCHANGE = 'harness/pool/shared-exchange.ts'
const EXCHANGES = ['harness/pool/shared-exchange.test.ts']
const WAIT = 'harness/controls/auth/session-waits.ts'
const WAITS = ['harness/controls/auth/session-waits.test.ts']

export const FRAME_MUTANTS: readonly Mutant[] = [
  {
    id: 'f1-mac-unchecked',
    what: 'any tag of the right length is good',
    file: FRAME,
    find: 'if (tag.length !== TAG || !timingSafeEqual(tag, expected)) {',
    replace: 'if (tag.length !== TAG || expected.length !== TAG) {',
    tests: FRAMES,
  },
  {
    id: 'f1-place-not-authenticated',
    what: 'a frame is good in any meeting',
    file: FRAME,
    find: '${from},${to},${meeting},${batch},',
    replace: '${from},${to},${batch},',
    tests: FRAMES,
  },
  {
    id: 'f1-bytes-not-authenticated',
    what: 'the MAC does not cover the batch',
    file: FRAME,
    find: '.update(bytes)',
    replace: '.update(bytes.subarray(0, 0))',
    tests: FRAMES,
  },
  {
    id: 'f1-one-key-for-all',
    what: 'every pair of shards has the same key',
    file: FRAME,
    find: 'keyedHex32(seed, FRAME_KEY, from, to)',
    replace: 'keyedHex32(seed - seed, FRAME_KEY)',
    tests: FRAMES,
  },
  {
    id: 'f1-batch-without-frame',
    what: 'a batch that came without a frame is delivered',
    file: FRAME,
    find: "if (!isFrame(received)) throw refused(from, 'it is no frame')",
    replace: 'if (!isFrame(received)) return received as readonly T[]',
    tests: FRAMES,
  },
  {
    id: 'f1-exchange-does-not-unpack',
    what: 'the exchange delivers what was posted, whatever the level',
    file: EXCHANGE,
    find: 'this.framing = framing',
    replace: 'this.framing = framing.sent.frames < 0 ? framing : new PlainFraming()',
    tests: EXCHANGES,
  },
  {
    id: 'waits-none',
    what: 'a handshake takes no time',
    file: WAIT,
    find: 'const readyAt = start + this.trips.handshakeUs(from, to, nth)',
    replace: 'const readyAt = start + 0 * this.trips.handshakeUs(from, to, nth)',
    tests: WAITS,
  },
  {
    id: 'waits-answer-overtakes',
    what: 'an answer may overtake the handshake of its session',
    file: WAIT,
    find: 'this.pairs.set(to * PAIR + from, readyAt)',
    replace: 'this.pairs.set(from * PAIR + to, readyAt)',
    tests: WAITS,
  },
  {
    id: 'waits-enrolment-each-time',
    what: 'an agent enrols again whenever it shakes hands',
    file: WAIT,
    find: 'if (this.enrolled.has(agent)) return',
    replace: 'if (this.enrolled.size < 0) return',
    tests: WAITS,
  },
  {
    id: 'waits-forgotten-early',
    what: 'sessions under way are forgotten when another one begins',
    file: WAIT,
    find: 'if (at > now) break',
    replace: 'if (at > now + 1e9) break',
    tests: WAITS,
  },
]
