/** Tie groups: a ranking that does not claim more than was resolved. */

/**
 * The tier of each row, 1 for the best, given rows in order from best to worst. A new tier begins only
 * where every row above is resolved from every row below, so rows of different tiers are always
 * resolved from each other, and a tie is never parted. A tier can hold rows that are resolved, if a
 * third one ties with both.
 */
export function assignTiers<T>(
  ordered: readonly T[],
  resolved: (better: T, worse: T) => boolean,
): number[] {
  // The lowest row that ties with any row so far: until it, there is no place for a step.
  let tied = 0
  let tier = 0
  return ordered.map((row, i) => {
    if (i === 0 || i > tied) tier++
    for (let below = ordered.length - 1; below > i && below > tied; below--) {
      if (!resolved(row, ordered[below] as T)) tied = below
    }
    tied = Math.max(tied, i)
    return tier
  })
}
