/** An interval of a probability, from how often something happened. */
import { incompleteBeta } from './student-t.ts'
import { CONFIDENCE, type Estimate } from './interval.ts'

/**
 * The share k/n with the exact interval of Clopper & Pearson (1934): it holds the probability at least
 * 95 % of the time for any n, also when it never or always happened.
 */
export function proportionInterval(k: number, n: number): Estimate {
  if (n === 0) return { n, value: null, low: null, high: null }
  const tail = (1 - CONFIDENCE) / 2
  // P[X ≥ k] = I(p; k, n − k + 1) grows with p; P[X ≤ k] = 1 − I(p; k + 1, n − k) falls.
  const low = k === 0 ? 0 : whereGrowing((p) => incompleteBeta(p, k, n - k + 1), tail)
  const high = k === n ? 1 : whereGrowing((p) => incompleteBeta(p, k + 1, n - k), 1 - tail)
  return { n, value: k / n, low, high }
}

/** The p in 0 … 1 at which a growing function reaches a level. */
function whereGrowing(f: (p: number) => number, level: number): number {
  let low = 0
  let high = 1
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2
    if (f(middle) < level) low = middle
    else high = middle
  }
  return (low + high) / 2
}
