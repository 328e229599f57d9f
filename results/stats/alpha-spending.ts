/**
 * Boundaries of a group-sequential test: how far a standardised difference must be from 0 at each look
 * so that all looks together are wrong as seldom as one test. Looking after every trial at the usual
 * 5 % would be wrong far more often than that.
 */
import { normalDensity, normalUpperQuantile, normalUpperTail } from './normal.ts'

/** Points of the grid on which the walk between two looks is integrated (Simpson's rule). */
const GRID = 400
/** Nothing is stopped beyond this; its two-sided probability is 1e-15. */
const FURTHEST = 8

/**
 * Share of a two-sided `alpha` that may be spent by an information fraction in (0, 1]: the
 * O'Brien–Fleming-type function of Lan & DeMets (Biometrika 70, 1983), α/2 for each side:
 * 4 − 4Φ(z(1 − α/4)/√t). It spends almost nothing on early looks.
 */
export function spentAlpha(fraction: number, alpha: number): number {
  return 4 * normalUpperTail(normalUpperQuantile(alpha / 4) / Math.sqrt(fraction))
}

/**
 * Two-sided boundaries of |z| at looks with these ascending information fractions, by the recursive
 * integration of Armitage, McPherson & Rowe (1969): the density of the walk that has not crossed yet
 * is carried from look to look. Infinity where a look has nothing to spend.
 */
export function sequentialBoundaries(fractions: readonly number[], alpha: number): number[] {
  const boundaries: number[] = []
  let walk: Walk | undefined
  let spent = 0
  let before = 0
  for (const fraction of fractions) {
    const target = spentAlpha(fraction, alpha) - spent
    const from = walk ?? START
    const step = Math.sqrt(fraction - before)
    const scale = Math.sqrt(fraction)
    const crossing = (z: number): number => crossingProbability(from, step, z * scale)
    let boundary = Infinity
    if (crossing(FURTHEST) < target) {
      let low = 0
      let high = FURTHEST
      for (let halving = 0; halving < 60; halving++) {
        const middle = (low + high) / 2
        if (crossing(middle) > target) low = middle
        else high = middle
      }
      boundary = (low + high) / 2
      spent += target
    }
    boundaries.push(boundary)
    walk = advance(from, step, Math.min(boundary, FURTHEST) * scale)
    before = fraction
  }
  return boundaries
}

/** Weighted points of the walk's density. */
interface Walk {
  readonly at: Float64Array
  readonly weight: Float64Array
}

const START: Walk = { at: new Float64Array([0]), weight: new Float64Array([1]) }

/** Probability of going from the walk beyond ±edge with one step of that standard deviation. */
function crossingProbability({ at, weight }: Walk, step: number, edge: number): number {
  let sum = 0
  for (let i = 0; i < at.length; i++) {
    const x = at[i] as number
    const up = normalUpperTail((edge - x) / step)
    sum += (weight[i] as number) * (up + normalUpperTail((edge + x) / step))
  }
  return sum
}

/** The walk after one more step, of which only what stayed within ±edge goes on. */
function advance(from: Walk, step: number, edge: number): Walk {
  const at = new Float64Array(GRID + 1)
  const weight = new Float64Array(GRID + 1)
  const width = (2 * edge) / GRID
  for (let j = 0; j <= GRID; j++) {
    const y = -edge + j * width
    let density = 0
    for (let i = 0; i < from.at.length; i++) {
      density += (from.weight[i] as number) * normalDensity((y - (from.at[i] as number)) / step)
    }
    const simpson = j === 0 || j === GRID ? 1 : j % 2 === 1 ? 4 : 2
    at[j] = y
    weight[j] = ((density / step) * width * simpson) / 3
  }
  return { at, weight }
}
