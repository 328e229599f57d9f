/** Faults of the bounds by which shards run beside each other. */
import type { Mutant } from './mutant.ts'

const file = 'harness/pool/safe-bounds.ts'
const tests = ['harness/pool/safe-bounds.test.ts']

export const BOUNDS_MUTANTS: readonly Mutant[] = [
  {
    id: 'bounds-acknowledged-early',
    what: 'a message is acknowledged before the bound that knows it is published',
    file,
    find: 'this.taken[from] = ((this.taken[from] as number) + 1) | 0',
    replace: 'this.taken[from] = ((this.taken[from] as number) + 1) | 0; this.acknowledge(from)',
    tests,
  },
  {
    id: 'bounds-not-of-one-instant',
    what: 'the others’ records are read at different moments',
    file,
    find: 'if (again !== versions) return undefined',
    replace: 'if (again !== again) return undefined',
    tests,
  },
  {
    id: 'bounds-half-written',
    what: 'a record is read while it is being written',
    file,
    find: 'if ((version & 1) === 1) return undefined',
    replace: 'if (version < -2147483648) return undefined',
    tests,
  },
  {
    id: 'bounds-own-messages-forgotten',
    what: 'a shard runs past what its own message may lead to',
    file,
    find: 'for (const at of this.flightAt) if (at < first) first = at',
    replace: 'for (const at of this.flightAt) if (at < -Infinity) first = at',
    tests,
  },
  {
    id: 'bounds-messages-between-others-forgotten',
    what: 'a message between two other shards is not taken into account',
    file,
    find: 'if (flight < first) first = flight',
    replace: 'if (flight < -Infinity) first = flight',
    tests,
  },
  {
    id: 'bounds-flight-to-others-only-second',
    what: 'of messages between others only the second is looked at',
    file,
    find: '(flightTo === shard ? FLIGHT_OTHERS : FLIGHT)',
    replace: 'FLIGHT_OTHERS',
    tests,
  },
  {
    id: 'bounds-acknowledgement-wakes-nobody',
    what: 'a sleeper is not told that its message has arrived',
    file,
    find: 'if (acknowledges || this.lets(other, was, is)) this.words.wake(other)',
    replace: 'if (this.lets(other, was, is)) this.words.wake(other)',
    tests,
  },
  {
    id: 'bounds-message-wakes-nobody',
    what: 'a sleeper is not told of a message',
    file,
    find: 'if (this.sleeps(to)) this.words.wake(to)',
    replace: 'if (!this.sleeps(to)) this.words.wake(to)',
    tests,
  },
  {
    id: 'bounds-end-wakes-nobody',
    what: 'who waits for the end of a pass sleeps on',
    file,
    find: '(low < wanted && high >= wanted)',
    replace: '(low < wanted && high > wanted)',
    tests,
  },
  {
    id: 'bounds-wake-always',
    what: 'a sleeper is woken by every step of another',
    file,
    find: '(low < wanted && high >= wanted) || (low === wanted && high > wanted)',
    replace: 'low <= high || wanted < 0',
    tests,
  },
  {
    id: 'bounds-last-pass-kept',
    what: 'a pass begins with what the last one knew',
    file,
    find: 'this.write(-Infinity, Infinity, NOBODY, Infinity)',
    replace: 'if (this.version === 0) this.write(-Infinity, Infinity, NOBODY, Infinity)',
    tests,
  },
]
