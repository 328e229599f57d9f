/** Faults of limits (R1): size, buckets, breakers, fan-out. */
import type { Mutant } from './mutant.ts'

const TESTS = ['harness/controls/limits/limits.test.ts']
const SENDER = 'harness/controls/limits/sender-limits.ts'
const BUCKET = 'harness/controls/limits/token-bucket.ts'
const BREAKER = 'harness/controls/limits/edge-breaker.ts'
const FAN_OUT = 'harness/controls/limits/fan-out-set.ts'

export const LIMIT_MUTANTS: readonly Mutant[] = [
  {
    id: 'r1-not-asked',
    what: 'admission goes on after a limit said no',
    file: 'harness/controls/path.ts',
    find: "if (!this.limit.passes(envelope, receiver)) return this.refuse(envelope, receiver, 'limit')",
    replace: 'this.limit.passes(envelope, receiver)',
    tests: TESTS,
  },
  {
    id: 'r1-further-receivers-free',
    what: 'further receivers of a message are not counted in the fan-out',
    file: 'harness/controls/path.ts',
    find: 'if (!this.limit.passesFurther(envelope, receiver)) {',
    replace: 'if (this.limit.passesFurther === undefined) {',
    tests: TESTS,
  },
  {
    id: 'r1-size-unchecked',
    what: 'a message may have any size',
    file: SENDER,
    find: 'if (chars > maxChars) return false',
    replace: '',
    tests: TESTS,
  },
  {
    id: 'r1-strangers-each-a-bucket',
    what: 'every invented name gets a bucket of its own',
    file: SENDER,
    find: 'if (!(sender?.bucket ?? this.strangers).take(now)) return false',
    replace: 'if (!(sender ?? this.know(from)).bucket.take(now)) return false',
    tests: TESTS,
  },
  {
    id: 'r1-never-acquainted',
    what: 'an accepted sender stays a stranger',
    file: SENDER,
    find: 'if (this.senderOf(from) === undefined) this.know(from)',
    replace: '',
    tests: TESTS,
  },
  {
    id: 'r1-bucket-bottomless',
    what: 'a bucket gives what it does not have',
    file: BUCKET,
    find: 'if (this.tokens < 1) return false',
    replace: '',
    tests: TESTS,
  },
  {
    id: 'r1-bucket-not-refilled',
    what: 'a bucket is never refilled',
    file: BUCKET,
    find: 'this.tokens + (now - this.at) * this.perUs',
    replace: 'this.tokens',
    tests: TESTS,
  },
  {
    id: 'r1-bucket-overfull',
    what: 'a bucket fills beyond its burst',
    file: BUCKET,
    find: 'Math.min(this.burst, this.tokens + (now - this.at) * this.perUs)',
    replace: 'this.tokens + (now - this.at) * this.perUs',
    tests: TESTS,
  },
  {
    id: 'r1-edge-stays-shut',
    what: 'an edge opens no more after failures',
    file: BREAKER,
    find: 'if (now < edge.openUntil) return false',
    replace: '',
    tests: TESTS,
  },
  {
    id: 'r1-half-open-lets-all-through',
    what: 'when the time of an open edge is over, more than one message may try',
    file: BREAKER,
    find: 'edge.openUntil = now + this.openUs\n    return true',
    replace: 'return true',
    tests: TESTS,
  },
  {
    id: 'r1-success-forgotten',
    what: 'failures count together though a good message came in between',
    file: BREAKER,
    find: 'if (this.edges.size > 0) this.edges.delete(keyOf(from, to))',
    replace: '',
    tests: TESTS,
  },
  {
    id: 'r1-denials-no-failure',
    what: 'denials by policy do not open an edge',
    file: SENDER,
    find: "new Set<Refusal>(['authentication', 'policy'])",
    replace: "new Set<Refusal>(['authentication'])",
    tests: TESTS,
  },
  {
    id: 'r1-fan-out-one-more',
    what: 'one receiver more than the fan-out fits',
    file: FAN_OUT,
    find: 'if (this.newest.size >= capacity) return false',
    replace: 'if (this.newest.size > capacity) return false',
    tests: TESTS,
  },
  {
    id: 'r1-fan-out-for-ever',
    what: 'a receiver takes its place in the fan-out for ever',
    file: FAN_OUT,
    find: 'if (now - at < windowUs) break',
    replace: 'if (now - at < Infinity) break',
    tests: TESTS,
  },
]
