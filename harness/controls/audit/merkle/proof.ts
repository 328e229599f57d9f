/** Checks of Merkle proofs: RFC 9162, sections 2.1.3.2 and 2.1.4.2. They trust nothing given. */
import { HASH_BYTES, nodeHash } from './hashing.ts'

/** True if the proof leads from the leaf at `index` to the root of a tree of `size` leaves. */
export function provesInclusion(
  index: number,
  size: number,
  leaf: Buffer,
  proof: readonly Buffer[],
  root: Buffer,
): boolean {
  if (!isSize(index) || !isSize(size) || index >= size || !areHashes(proof)) return false
  let place = index
  let last = size - 1
  let made = leaf
  for (const sibling of proof) {
    if (last === 0) return false
    if (isOdd(place) || place === last) {
      made = nodeHash(sibling, made)
      while (!isOdd(place) && place !== 0) [place, last] = [half(place), half(last)]
    } else {
      made = nodeHash(made, sibling)
    }
    ;[place, last] = [half(place), half(last)]
  }
  return last === 0 && made.equals(root)
}

/** True if the proof shows that the tree of `size` leaves begins with all of that of `oldSize`. */
export function provesConsistency(
  oldSize: number,
  size: number,
  oldRoot: Buffer,
  root: Buffer,
  proof: readonly Buffer[],
): boolean {
  if (!isSize(oldSize) || !isSize(size) || oldSize > size || !areHashes(proof)) return false
  if (oldSize === size) return proof.length === 0 && oldRoot.equals(root)
  // Every tree goes on from the empty one.
  if (oldSize === 0) return proof.length === 0
  const [first, ...rest] = isPowerOfTwo(oldSize) ? [oldRoot, ...proof] : proof
  if (first === undefined) return false
  let place = oldSize - 1
  let last = size - 1
  while (isOdd(place)) [place, last] = [half(place), half(last)]
  let oldMade = first
  let made = first
  for (const hash of rest) {
    if (last === 0) return false
    if (isOdd(place) || place === last) {
      oldMade = nodeHash(hash, oldMade)
      made = nodeHash(hash, made)
      while (!isOdd(place) && place !== 0) [place, last] = [half(place), half(last)]
    } else {
      made = nodeHash(made, hash)
    }
    ;[place, last] = [half(place), half(last)]
  }
  return last === 0 && oldMade.equals(oldRoot) && made.equals(root)
}

// Arithmetic in place of bit operators, which would cut sizes off at 32 bits.
const isOdd = (value: number): boolean => value % 2 === 1
const half = (value: number): number => Math.floor(value / 2)
const isSize = (value: number): boolean => Number.isSafeInteger(value) && value >= 0
// Exact, which a logarithm is not near 2^50: sizes come from whoever wrote the proof.
const isPowerOfTwo = (value: number): boolean =>
  value === 1 || (!isOdd(value) && isPowerOfTwo(value / 2))
const areHashes = (proof: readonly Buffer[]): boolean =>
  proof.every((hash) => hash.length === HASH_BYTES)
