/** Tie groups: a ranking that does not claim more than was resolved. */

/**
 * The tier of each row, 1 for the best, given rows in order from best to worst. A row opens a new tier
 * only if it is resolved from the row just before it. So a tier can be a chain whose ends differ; what
 * holds is that rows of different tiers are separated by a resolved step.
 */
export function assignTiers<T>(
  ordered: readonly T[],
  resolved: (better: T, worse: T) => boolean,
): number[] {
  let tier = 0
  return ordered.map((row, i) => {
    if (i === 0 || resolved(ordered[i - 1] as T, row)) tier++
    return tier
  })
}
