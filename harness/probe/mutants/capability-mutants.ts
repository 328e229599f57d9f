/** Faults of the attenuated capabilities (K1). */
import type { Mutant } from './mutant.ts'

const TOKEN = 'harness/controls/capabilities/token.ts'
const STAGE = 'harness/controls/capabilities/attenuated-capabilities.ts'
const PATH = 'harness/controls/path.ts'
const TESTS = ['harness/controls/capabilities/capability-attacks.test.ts']

export const CAPABILITY_MUTANTS: readonly Mutant[] = [
  {
    id: 'k1-not-asked',
    what: 'no message is asked for its capability',
    file: PATH,
    find: 'if (!this.capability.passes(envelope, receiver)) {',
    replace: 'if (false) {',
    tests: TESTS,
  },
  {
    id: 'k1-unsigned',
    what: 'the signatures of blocks are not checked',
    file: TOKEN,
    find: 'if (!key.verifies(bytes, block.signature)) return undefined',
    replace: 'void bytes',
    tests: TESTS,
  },
  {
    id: 'k1-unchained',
    what: 'a block is not bound to the one before',
    file: TOKEN,
    find: 'const fields = [workId, previous, by,',
    replace: 'const fields = [workId, previous.slice(0, 0), by,',
    tests: TESTS,
  },
  {
    id: 'k1-last-scope',
    what: 'the last block alone says what is allowed',
    file: TOKEN,
    find: 'return new Set(actions.filter((action) => scope.has(action)))',
    replace: 'return new Set(actions)',
    tests: TESTS,
  },
  {
    id: 'k1-for-ever',
    what: 'a token never expires',
    file: TOKEN,
    find: 'if (!(now <= notAfter)) return undefined',
    replace: 'void now',
    tests: TESTS,
  },
  {
    id: 'k1-first-end',
    what: 'a block cannot shorten the life of a token',
    file: TOKEN,
    find: 'notAfter = Math.min(notAfter, block.notAfter ?? notAfter)',
    replace: 'notAfter = before === undefined ? (block.notAfter ?? notAfter) : notAfter',
    tests: TESTS,
  },
  {
    id: 'k1-any-work',
    what: 'a token is good for every work',
    file: STAGE,
    find: 'if (capability.workId !== workId) return false',
    replace: '',
    tests: TESTS,
  },
  {
    id: 'k1-bearer',
    what: 'whoever has a copy of a token may use it',
    file: STAGE,
    find: 'return verified.holders.includes(from) && verified.scope.has(action)',
    replace: 'return verified.scope.has(action)',
    tests: TESTS,
  },
  {
    id: 'k1-effects-unscoped',
    what: 'an effect needs a token and none that allows it',
    file: STAGE,
    find: 'return verified.holders.includes(from) && verified.scope.has(action)',
    replace: 'return verified.holders.includes(from)',
    tests: TESTS,
  },
  {
    id: 'k1-requests-unscoped',
    what: 'whoever was asked may ask further, though that was not granted',
    file: STAGE,
    find: 'if (!verified.scopeBefore.has(action)) return false',
    replace: '',
    tests: TESTS,
  },
  {
    id: 'k1-anybody-asks',
    what: 'a request may carry a token that another agent passed on',
    file: STAGE,
    find: 'verified.by !== from || !verified.holders',
    replace: '!verified.holders',
    tests: TESTS,
  },
  {
    id: 'k1-grants-ignored',
    what: 'a request for one step passes on everything',
    file: STAGE,
    find: '...(actions === undefined ? {} : { actions })',
    replace: '...(actions === undefined ? {} : {})',
    tests: TESTS,
  },
  {
    id: 'k1-origin-not-compared',
    what: 'a message may name another origin than its token',
    file: STAGE,
    find: 'if (origin !== undefined && origin !== verified.initiator) return false',
    replace: 'void origin',
    tests: TESTS,
  },
  {
    id: 'k1-kept-after-the-end',
    what: 'an agent may go on acting for a work that has ended',
    file: STAGE,
    find: 'this.wallets.delete(workId)\n  }\n\n  entrust',
    replace: '}\n\n  entrust',
    tests: TESTS,
  },
]
