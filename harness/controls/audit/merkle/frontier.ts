/** What it takes to go on with a Merkle tree and to know its root, without keeping its leaves. */
import { EMPTY_ROOT, nodeHash } from './hashing.ts'

/** Told of every complete subtree: 2^level leaves, in order within each level. */
export type SubtreeObserver = (level: number, root: Buffer) => void

/** Memory grows with the logarithm of the number of leaves; an append costs one node on average. */
export class MerkleFrontier {
  /** Number of leaves. */
  size = 0
  /** Roots of the complete subtrees, the largest first: one for each bit of `size`. */
  private readonly peaks: Buffer[] = []
  private readonly observer: SubtreeObserver | undefined

  constructor(observer?: SubtreeObserver) {
    this.observer = observer
  }

  /** Adds a leaf, given its hash. */
  append(leaf: Buffer): void {
    this.observer?.(0, leaf)
    let root = leaf
    // Not by bit operators: they would cut sizes off at 32 bits.
    for (let level = 0, size = this.size; size % 2 === 1; size = (size - 1) / 2) {
      root = nodeHash(this.peaks.pop() as Buffer, root)
      this.observer?.(++level, root)
    }
    this.peaks.push(root)
    this.size++
  }

  /** Root of the tree as it is (RFC 9162, section 2.1.1). */
  root(): Buffer {
    let root = this.peaks.at(-1)
    if (root === undefined) return EMPTY_ROOT
    for (let i = this.peaks.length - 2; i >= 0; i--) root = nodeHash(this.peaks[i] as Buffer, root)
    return root
  }
}
