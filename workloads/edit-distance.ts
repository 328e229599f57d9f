/** "Did you mean": the nearest of the names that would have been right. */

/**
 * Fewest insertions, deletions, substitutions and swaps of neighbours that turn one word into the
 * other (optimal string alignment: no part is edited twice).
 */
export function editDistance(a: string, b: string): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1
      let best = Math.min(at(last, j) + 1, at(row, j - 1) + 1, at(last, j - 1) + cost)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        best = Math.min(best, at(beforeLast, j - 2) + 1)
      }
      row.push(best)
    }
    beforeLast = last
    last = row
  }
  return at(last, b.length)
}

/**
 * The candidate nearest to a word, if one is near enough to have been meant: at most a third of its
 * letters differ (two in short words), upper and lower case being equal. Ties go to the first.
 */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  // Names are short; a long word is not a typing error, and comparing it would be slow.
  if (word.length > 64) return undefined
  let best: string | undefined
  let bestDistance = Infinity
  for (const candidate of candidates) {
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase())
    const limit = Math.max(Math.min(2, candidate.length - 1), Math.floor(candidate.length / 3))
    if (distance <= limit && distance < bestDistance) {
      best = candidate
      bestDistance = distance
    }
  }
  return best
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Infinity
}
