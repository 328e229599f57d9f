/** Faults of the transparency log (L3): Merkle tree, proofs, checkpoints, witness, verification. */
import type { Mutant } from './mutant.ts'

const TESTS = ['harness/controls/audit/transparency-log.test.ts']
const MERKLE = ['harness/controls/audit/merkle/merkle.test.ts']
const CHECKPOINTS = ['harness/controls/audit/checkpoint/checkpoint.test.ts', ...TESTS]
const LOG = 'harness/controls/audit/transparency-log.ts'
const VERIFY = 'harness/controls/audit/verify-log.ts'
const PROOF = 'harness/controls/audit/merkle/proof.ts'
const FRONTIER = 'harness/controls/audit/merkle/frontier.ts'
const HASHING = 'harness/controls/audit/merkle/hashing.ts'

export const TRANSPARENCY_MUTANTS: readonly Mutant[] = [
  {
    id: 'l3-checkpoint-failure-ignored',
    what: 'records are taken though a checkpoint that is due was not',
    file: LOG,
    find: 'if (now >= this.dueAt && !this.checkpoint()) return false',
    replace: 'if (now >= this.dueAt) this.checkpoint()',
    tests: TESTS,
  },
  {
    id: 'l3-no-last-checkpoint',
    what: 'no checkpoint covers the records at the end',
    file: LOG,
    find: 'if (this.log.size > this.checkpointed) this.checkpoint()',
    replace: '',
    tests: TESTS,
  },
  {
    id: 'l3-interval-from-every-record',
    what: 'every record puts the next checkpoint off',
    file: LOG,
    find: 'if (this.log.size === this.checkpointed) this.dueAt',
    replace: 'this.dueAt',
    tests: TESTS,
  },
  {
    id: 'l3-root-not-compared',
    what: 'the records need not match the root of a checkpoint',
    file: VERIFY,
    find: 'if (!checkpoint.root.equals(this.tree.root())) return checkpoint',
    replace: '',
    tests: TESTS,
  },
  {
    id: 'l3-missing-records-unnoticed',
    what: 'a checkpoint of more records than there are does not show',
    file: VERIFY,
    find: 'if (next === undefined) continue',
    replace: 'if (next === undefined || next.size > log.chain.size) continue',
    tests: TESTS,
  },
  {
    id: 'l3-signatures-unchecked',
    what: 'a checkpoint need not be signed',
    file: VERIFY,
    find: 'if (keys.length === 0 || !keys.every((key) => isSignedBy(checkpoint.note, key))) {',
    replace: 'if (keys.length === 0) {',
    tests: TESTS,
  },
  {
    id: 'l3-fork-unnoticed',
    what: 'two checkpoints of as many records may contradict each other',
    file: VERIFY,
    find: 'if (roots.get(name)?.equals(root) === false) {',
    replace: 'if (roots.get(name)?.equals(root) === undefined && keys.length < 0) {',
    tests: TESTS,
  },
  {
    id: 'l3-cut-line-accepted',
    what: 'a last line without its end counts as whole',
    file: VERIFY,
    find: "if (record === text) return { kind: 'broken', reason: 'cut-off', ...place }",
    replace: '',
    tests: TESTS,
  },
  {
    id: 'merkle-leaf-as-node',
    what: 'leaves are hashed with the prefix of nodes',
    file: HASHING,
    find: '`\\0${text}`',
    replace: '`\\x01${text}`',
    tests: MERKLE,
  },
  {
    id: 'merkle-halves-swapped',
    what: 'the root joins the subtrees in the wrong order',
    file: FRONTIER,
    find: 'root = nodeHash(this.peaks[i] as Buffer, root)',
    replace: 'root = nodeHash(root, this.peaks[i] as Buffer)',
    tests: MERKLE,
  },
  {
    id: 'merkle-inclusion-unchecked',
    what: 'a proof of inclusion may lead to any root',
    file: PROOF,
    find: 'return last === 0 && made.equals(root)',
    replace: 'return last === 0',
    tests: MERKLE,
  },
  {
    id: 'merkle-same-size-unchecked',
    what: 'two logs of one size are consistent whatever they hold',
    file: PROOF,
    find: 'if (oldSize === size) return proof.length === 0 && oldRoot.equals(root)',
    replace: 'if (oldSize === size) return proof.length === 0',
    tests: ['harness/controls/audit/merkle/proof.test.ts'],
  },
  {
    id: 'checkpoint-without-size',
    what: 'the number of records is left out of what is signed',
    file: 'harness/controls/audit/checkpoint/checkpoint.ts',
    find: 'return `${origin}\\n${size}\\n$',
    replace: 'return `${origin}\\n1\\n$',
    tests: CHECKPOINTS,
  },
]
