/** Faults of the two cryptographic libraries' use (X0, X1), and of what texts are bound to (A4). */
import type { Mutant } from './mutant.ts'

const FOLDER = 'harness/controls/primitives'
const NODE = `${FOLDER}/node-primitives.ts`
const SODIUM = `${FOLDER}/sodium-primitives.ts`
const CREATE = `${FOLDER}/create-primitives.ts`
const AEAD = 'harness/controls/auth/aead.ts'
const PRIMITIVES = [`${FOLDER}/primitives.test.ts`]
const AEADS = ['harness/controls/auth/aead.test.ts']

export const PRIMITIVE_MUTANTS: readonly Mutant[] = [
  {
    id: 'x0-any-signature',
    what: 'any signature is good',
    file: NODE,
    find: "return verify(null, bytes, this.key, Buffer.from(signature, 'base64url'))",
    replace: 'return verify !== undefined',
    tests: PRIMITIVES,
  },
  {
    id: 'x0-tag-ignored',
    what: 'what cannot be authenticated is opened',
    file: NODE,
    find: '// The tag is not that of these bytes; nothing of the text is given out.\n      return undefined',
    replace: 'return text',
    tests: AEADS,
  },
  {
    id: 'x1-any-signature',
    what: 'any signature is good',
    file: SODIUM,
    find: 'return sodium.crypto_sign_verify_detached(claimed, bytes, this.key)',
    replace: 'return true',
    tests: PRIMITIVES,
  },
  {
    id: 'x1-signature-size-unchecked',
    what: 'a signature of another size ends the trial',
    file: SODIUM,
    find: 'if (claimed.length !== SIGNATURE) return false',
    replace: '',
    tests: PRIMITIVES,
  },
  {
    id: 'x1-low-order-agrees',
    what: 'a point of low order gives a secret that everybody knows',
    file: SODIUM,
    find: '// A point of low order gives no shared secret.\n        return undefined',
    replace: 'return secret',
    tests: PRIMITIVES,
  },
  {
    id: 'x1-tag-ignored',
    what: 'what cannot be authenticated is opened',
    file: SODIUM,
    find: '// The tag is not that of these bytes.\n        return undefined',
    replace: 'return text',
    tests: AEADS,
  },
  {
    id: 'x1-key-size-unchecked',
    what: 'a shorter secret makes a key',
    file: SODIUM,
    find: "if (bytes.length !== KEY) throw new RangeError('size of a private key')",
    replace: 'if (bytes.length !== KEY) return Buffer.alloc(KEY)',
    tests: PRIMITIVES,
  },
  {
    id: 'x-level-ignored',
    what: 'every level has the same library',
    file: CREATE,
    find: "level === 'X1' ? sodiumPrimitives() : NODE_PRIMITIVES",
    replace: "level === 'X1' ? NODE_PRIMITIVES : sodiumPrimitives()",
    tests: PRIMITIVES,
  },
  {
    id: 'a4-header-not-authenticated',
    what: 'who sends what to whom is not authenticated with the text',
    file: AEAD,
    find: 'return Buffer.from(form + associated,',
    replace: 'return Buffer.from(form + associated.slice(0, 0),',
    tests: AEADS,
  },
  {
    id: 'a4-encoding-not-authenticated',
    what: 'how the text was made into bytes is not authenticated',
    file: AEAD,
    find: 'return Buffer.from(form + associated,',
    replace: 'return Buffer.from(form.slice(0, 0) + associated,',
    tests: AEADS,
  },
]
