/**
 * An append-only Merkle log that can prove what it held: RFC 9162, sections 2.1.3.1 and 2.1.4.1.
 *
 * Hashes are kept as tiles: of every eight levels of the tree only the lowest is stored, in rows of
 * 256, and the seven above it are computed again when a proof wants them. That is 32.1 bytes a leaf.
 */
import { MusterError } from '../../../kernel/errors.ts'
import { MerkleFrontier } from './frontier.ts'
import { HASH_BYTES, nodeHash } from './hashing.ts'

/** Levels of the tree that one tile spans. */
const TILE_HEIGHT = 8
const TILE_WIDTH = 2 ** TILE_HEIGHT
/** A small log must stay small: a tile starts with room for so many hashes. */
const FIRST_WIDTH = 8

export class MerkleLog {
  /** `rows[n]` holds the tiles of level 8n. */
  private readonly rows: Buffer[][] = []
  private readonly counts: number[] = []
  private readonly frontier = new MerkleFrontier((level, root) => this.store(level, root))

  /** Number of leaves. */
  get size(): number {
    return this.frontier.size
  }

  /** Adds a leaf, given its hash. */
  append(leaf: Buffer): void {
    this.frontier.append(leaf)
  }

  /** Root of the first `size` leaves, by default of all. */
  root(size = this.size): Buffer {
    this.require(size <= this.size)
    if (size === this.size) return this.frontier.root()
    return size === 0 ? new MerkleFrontier().root() : this.rangeRoot(0, size)
  }

  /** Proves that leaf `index` is in the tree of the first `size` leaves. */
  inclusionProof(index: number, size = this.size): Buffer[] {
    this.require(index >= 0 && index < size && size <= this.size)
    return this.path(index, 0, size)
  }

  /** Proves that the tree of `size` leaves goes on from that of `oldSize` (0: nothing to prove). */
  consistencyProof(oldSize: number, size = this.size): Buffer[] {
    this.require(oldSize >= 0 && oldSize <= size && size <= this.size)
    if (oldSize === 0 || oldSize === size) return []
    return this.subproof(oldSize, 0, size, true)
  }

  private require(holds: boolean): void {
    if (!holds) throw new MusterError('INTERNAL', 'the Merkle log does not hold that many records')
  }

  private path(index: number, start: number, end: number): Buffer[] {
    if (end - start === 1) return []
    const middle = start + splitOf(end - start)
    return index < middle
      ? [...this.path(index, start, middle), this.rangeRoot(middle, end)]
      : [...this.path(index, middle, end), this.rangeRoot(start, middle)]
  }

  /** `whole`: the range's root is the old root itself, which the verifier has. */
  private subproof(oldEnd: number, start: number, end: number, whole: boolean): Buffer[] {
    if (oldEnd === end) return whole ? [] : [this.rangeRoot(start, end)]
    const middle = start + splitOf(end - start)
    return oldEnd <= middle
      ? [...this.subproof(oldEnd, start, middle, whole), this.rangeRoot(middle, end)]
      : [...this.subproof(oldEnd, middle, end, false), this.rangeRoot(start, middle)]
  }

  /** Root of the leaves from `start` up to `end`, where `start` is a multiple of a larger power of 2. */
  private rangeRoot(start: number, end: number): Buffer {
    const width = end - start
    const level = Math.log2(width)
    if (Number.isInteger(level)) return this.subtree(level, start / width)
    const middle = start + splitOf(width)
    return nodeHash(this.rangeRoot(start, middle), this.rangeRoot(middle, end))
  }

  private subtree(level: number, index: number): Buffer {
    if (level % TILE_HEIGHT === 0) return this.stored(level / TILE_HEIGHT, index)
    return nodeHash(this.subtree(level - 1, 2 * index), this.subtree(level - 1, 2 * index + 1))
  }

  private stored(row: number, index: number): Buffer {
    const tile = this.rows[row]?.[Math.floor(index / TILE_WIDTH)] as Buffer
    const at = (index % TILE_WIDTH) * HASH_BYTES
    return tile.subarray(at, at + HASH_BYTES)
  }

  private store(level: number, root: Buffer): void {
    if (level % TILE_HEIGHT !== 0) return
    const row = level / TILE_HEIGHT
    const tiles = (this.rows[row] ??= [])
    const index = this.counts[row] ?? 0
    this.counts[row] = index + 1
    const nth = Math.floor(index / TILE_WIDTH)
    const at = (index % TILE_WIDTH) * HASH_BYTES
    const tile = (tiles[nth] ??= Buffer.alloc(FIRST_WIDTH * HASH_BYTES))
    root.copy(at < tile.length ? tile : (tiles[nth] = grown(tile)), at)
  }
}

function grown(tile: Buffer): Buffer {
  const larger = Buffer.alloc(2 * tile.length)
  tile.copy(larger)
  return larger
}

/** The largest power of two smaller than `width`, which is at least 2. */
function splitOf(width: number): number {
  let split = 1
  while (2 * split < width) split *= 2
  return split
}
