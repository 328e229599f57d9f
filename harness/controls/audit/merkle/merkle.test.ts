import fc from 'fast-check'
import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { MerkleFrontier } from './frontier.ts'
import { leafHash, nodeHash } from './hashing.ts'
import { MerkleLog } from './merkle-log.ts'
import { provesConsistency, provesInclusion } from './proof.ts'

/** Leaves, roots and proofs that the test suites of certificate-transparency implementations share. */
const LEAVES = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
].map((hex) => Buffer.from(hex, 'hex').toString('latin1'))
const ROOTS = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
]
const NODES = {
  l1: '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
  l4: 'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
  l2to4: '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
  l4to6: '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a',
  l6to8: 'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
  l4to8: '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
}
const INCLUSION: ReadonlyArray<readonly [number, number, string[]]> = [
  [0, 1, []],
  [0, 8, [NODES.l1, NODES.l2to4, NODES.l4to8]],
  [5, 8, [NODES.l4, NODES.l6to8, ROOTS[4] as string]],
  [2, 3, [ROOTS[2] as string]],
  [1, 5, [ROOTS[1] as string, NODES.l2to4, NODES.l4]],
]
const CONSISTENCY: ReadonlyArray<readonly [number, number, string[]]> = [
  [1, 1, []],
  [1, 8, [NODES.l1, NODES.l2to4, NODES.l4to8]],
  [6, 8, [NODES.l4to6, NODES.l6to8, ROOTS[4] as string]],
  [2, 5, [NODES.l2to4, NODES.l4]],
]

const hexes = (hashes: readonly Buffer[]): string[] => hashes.map((hash) => hash.toString('hex'))
const sha = (...parts: Buffer[]): Buffer =>
  createHash('sha256').update(Buffer.concat(parts)).digest()
/** The published leaves are bytes, ours are text; below 0x80 they are the same. */
const publishedLog = (): MerkleLog => logOf(LEAVES.map(leafHash))

function logOf(leaves: readonly Buffer[]): MerkleLog {
  const log = new MerkleLog()
  for (const leaf of leaves) log.append(leaf)
  return log
}

/** The definitions of RFC 9162, sections 2.1.1, 2.1.3.1 and 2.1.4.1, word for word, over slices. */
function plainRoot(leaves: readonly Buffer[]): Buffer {
  if (leaves.length === 0) return sha()
  if (leaves.length === 1) return leaves[0] as Buffer
  const k = 2 ** (Math.ceil(Math.log2(leaves.length)) - 1)
  return sha(Buffer.of(1), plainRoot(leaves.slice(0, k)), plainRoot(leaves.slice(k)))
}
function plainPath(m: number, leaves: readonly Buffer[]): Buffer[] {
  if (leaves.length === 1) return []
  const k = 2 ** (Math.ceil(Math.log2(leaves.length)) - 1)
  const [left, right] = [leaves.slice(0, k), leaves.slice(k)]
  return m < k
    ? [...plainPath(m, left), plainRoot(right)]
    : [...plainPath(m - k, right), plainRoot(left)]
}
function plainSubproof(m: number, leaves: readonly Buffer[], whole: boolean): Buffer[] {
  if (m === leaves.length) return whole ? [] : [plainRoot(leaves)]
  const k = 2 ** (Math.ceil(Math.log2(leaves.length)) - 1)
  const [left, right] = [leaves.slice(0, k), leaves.slice(k)]
  return m <= k
    ? [...plainSubproof(m, left, whole), plainRoot(right)]
    : [...plainSubproof(m - k, right, false), plainRoot(left)]
}

const numbered = (count: number): Buffer[] =>
  Array.from({ length: count }, (_, i) => leafHash(`record ${i}`))

describe('the published vectors', () => {
  test('roots of nought to eight leaves', () => {
    const log = new MerkleLog()
    const roots = [log.root()]
    for (const leaf of LEAVES) {
      log.append(leafHash(leaf))
      roots.push(log.root())
    }
    expect(hexes(roots)).toEqual(ROOTS)
    expect(hexes(ROOTS.map((_, size) => log.root(size)))).toEqual(ROOTS)
  })

  test.each(INCLUSION)('leaf %i is in the tree of %i', (index, size, proof) => {
    const log = publishedLog()
    expect(hexes(log.inclusionProof(index, size))).toEqual(proof)
    const given = proof.map((hex) => Buffer.from(hex, 'hex'))
    const root = Buffer.from(ROOTS[size] as string, 'hex')
    expect(provesInclusion(index, size, leafHash(LEAVES[index] as string), given, root)).toBe(true)
  })

  test.each(CONSISTENCY)('the tree of %i begins that of %i', (oldSize, size, proof) => {
    expect(hexes(publishedLog().consistencyProof(oldSize, size))).toEqual(proof)
    const given = proof.map((hex) => Buffer.from(hex, 'hex'))
    const [oldRoot, root] = [ROOTS[oldSize], ROOTS[size]].map((hex) =>
      Buffer.from(hex as string, 'hex'),
    ) as [Buffer, Buffer]
    expect(provesConsistency(oldSize, size, oldRoot, root, given)).toBe(true)
  })
})

describe('beside the definition', () => {
  test('a leaf and a node are hashed with their prefixes', () => {
    expect(leafHash('é')).toEqual(sha(Buffer.of(0), Buffer.from('é')))
    const [left, right] = numbered(2) as [Buffer, Buffer]
    expect(nodeHash(left, right)).toEqual(sha(Buffer.of(1), left, right))
  })

  test('every root and proof of up to 33 leaves is the same', () => {
    const leaves = numbered(33)
    const log = logOf(leaves)
    for (let size = 1; size <= leaves.length; size++) {
      const some = leaves.slice(0, size)
      const root = log.root(size)
      expect(root).toEqual(plainRoot(some))
      for (let i = 0; i < size; i++) {
        const proof = log.inclusionProof(i, size)
        expect(proof).toEqual(plainPath(i, some))
        expect(provesInclusion(i, size, leaves[i] as Buffer, proof, root)).toBe(true)
      }
      for (let old = 1; old <= size; old++) {
        const proof = log.consistencyProof(old, size)
        expect(proof).toEqual(plainSubproof(old, some, true))
        expect(provesConsistency(old, size, log.root(old), root, proof)).toBe(true)
      }
    }
  })

  test('roots and proofs across the borders of tiles are the same', () => {
    const leaves = numbered(256 * 3 + 5)
    const log = logOf(leaves)
    const sizes = [255, 256, 257, 511, 512, 513, 773]
    for (const size of sizes) {
      const some = leaves.slice(0, size)
      expect(log.root(size)).toEqual(plainRoot(some))
      for (const i of [0, 254, size - 1]) {
        expect(log.inclusionProof(i, size)).toEqual(plainPath(i, some))
      }
      for (const old of [1, 3, 100, 255, ...sizes].filter((each) => each <= size)) {
        expect(log.consistencyProof(old, size)).toEqual(plainSubproof(old, some, true))
      }
    }
  })

  test('a frontier alone knows the root that the log knows, past two rows of tiles', () => {
    const frontier = new MerkleFrontier()
    const log = new MerkleLog()
    for (const leaf of numbered(66_000)) {
      frontier.append(leaf)
      log.append(leaf)
    }
    expect(frontier.root()).toEqual(log.root())
    const proof = log.inclusionProof(12_345)
    expect(provesInclusion(12_345, 66_000, leafHash('record 12345'), proof, log.root())).toBe(true)
  })
})

describe('a proof that has been tampered with', () => {
  const leaves = numbered(60)
  const log = logOf(leaves)
  const sizes = fc.integer({ min: 2, max: 60 })

  test('of inclusion convinces nobody', () => {
    fc.assert(
      fc.property(sizes, fc.nat(59), fc.nat(), fc.nat(255), (size, at, which, bit) => {
        const index = at % size
        const proof = log.inclusionProof(index, size)
        const root = log.root(size)
        const leaf = leaves[index] as Buffer
        const check = (path: readonly Buffer[], i = index, what = leaf): boolean =>
          provesInclusion(i, size, what, path, root)
        expect(check(flip(proof, which, bit))).toBe(false)
        expect(check(proof.slice(1))).toBe(false)
        expect(check([...proof, leaf])).toBe(false)
        expect(check(proof, index, leafHash('forged'))).toBe(false)
        expect(check(proof, (index + 1) % size)).toBe(false)
      }),
      { seed: 9162, numRuns: 300 },
    )
  })

  test('of consistency convinces nobody', () => {
    fc.assert(
      fc.property(sizes, fc.nat(59), fc.nat(), fc.nat(255), (size, at, which, bit) => {
        const old = 1 + (at % (size - 1))
        const proof = log.consistencyProof(old, size)
        const [oldRoot, root] = [log.root(old), log.root(size)]
        const check = (path: readonly Buffer[], first = oldRoot, second = root): boolean =>
          provesConsistency(old, size, first, second, path)
        expect(check(flip(proof, which, bit))).toBe(false)
        expect(check(proof.slice(1))).toBe(false)
        expect(check([...proof, root])).toBe(false)
        expect(check(proof, leafHash('forged'))).toBe(false)
        expect(check(proof, oldRoot, leafHash('forged'))).toBe(false)
        expect(provesConsistency(size, old, root, oldRoot, proof)).toBe(false)
      }),
      { seed: 9162, numRuns: 300 },
    )
  })

  test('and one of hashes of another length is refused before it is hashed', () => {
    const short = [Buffer.alloc(31)]
    expect(provesInclusion(0, 2, leafHash('a'), short, log.root(2))).toBe(false)
    expect(provesConsistency(1, 2, log.root(1), log.root(2), short)).toBe(false)
  })
})

test('a proof about more records than there are is a fault of the caller', () => {
  const log = logOf(numbered(3))
  for (const ask of [
    () => log.root(4),
    () => log.inclusionProof(3),
    () => log.inclusionProof(0, 4),
    () => log.consistencyProof(2, 4),
  ]) {
    expect(ask).toThrow(expect.objectContaining({ code: 'INTERNAL' }))
  }
})

function flip(proof: readonly Buffer[], which: number, bit: number): Buffer[] {
  return proof.map((hash, i) => {
    if (i !== which % proof.length) return hash
    const copy = Buffer.from(hash)
    copy[bit >> 3] = (copy[bit >> 3] as number) ^ (1 << (bit & 7))
    return copy
  })
}
