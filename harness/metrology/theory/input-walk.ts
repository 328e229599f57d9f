/**
 * The law of the walk that serves as a control variate (`input-walk.ts` in the folder above): every b
 * customers, V ← max(0, V + Σ service/c − Σ inter-arrival). It is a function of the drawn inputs alone,
 * and no queue is needed to know its law: the sums are Gamma distributed, and Lindley's equation is
 * solved on a lattice. The error falls with the square of the lattice's step, so two steps are
 * extrapolated (Richardson); a test holds what is left below 1e-4.
 */
import { logGamma } from '../../../results/stats/student-t.ts'

/** Time unit: the mean service time. */
export interface InputWalk {
  /** Customers in a step. */
  readonly block: number
  readonly servers: number
  /** ρ, below 1. */
  readonly load: number
  readonly service: 'exponential' | 'constant'
}

/** Stationary mean of V and P(V > t) for each threshold. */
export interface InputWalkLaw {
  readonly mean: number
  readonly tails: readonly number[]
}

const STEPS_PER_SIGMA = 6
/** Odd, so that a threshold is in the middle between two points of both lattices. */
const FINER = 3
const WIDTH_SIGMAS = 9
const TAIL = 1e-9
const SETTLED = 1e-12

/** Density of a sum of `shape` exponentials of the given mean. */
function gammaDensity(x: number, shape: number, mean: number): number {
  if (x <= 0) return 0
  const y = x / mean
  return Math.exp((shape - 1) * Math.log(y) - y - logGamma(shape)) / mean
}

/**
 * The law of a walk. Thresholds are moved to the middle between two points of the coarse lattice;
 * the answer says to which. `refinement` (odd)
 * divides the step.
 */
export function solveInputWalk(
  walk: InputWalk,
  wanted: readonly number[],
  refinement = 1,
): InputWalkLaw & { readonly thresholds: readonly number[] } {
  const step = Math.sqrt(varianceOf(walk)) / STEPS_PER_SIGMA
  const thresholds = wanted.map((t) => (Math.round(t / step - 0.5) + 0.5) * step)
  const coarse = solveOnLattice(walk, thresholds, step / refinement)
  const fine = solveOnLattice(walk, thresholds, step / refinement / FINER)
  return {
    mean: extrapolate(coarse.mean, fine.mean),
    tails: fine.tails.map((tail, at) => extrapolate(coarse.tails[at] as number, tail)),
    thresholds,
  }
}

function extrapolate(coarse: number, fine: number): number {
  return (FINER ** 2 * fine - coarse) / (FINER ** 2 - 1)
}

function varianceOf({ block, servers, load, service }: InputWalk): number {
  const ofService = service === 'constant' ? 0 : block / servers ** 2
  return ofService + block / (load * servers) ** 2
}

function solveOnLattice(
  walk: InputWalk,
  thresholds: readonly number[],
  step: number,
): InputWalkLaw {
  const variance = varianceOf(walk)
  const drift = (walk.block / walk.servers) * (1 - 1 / walk.load)
  const reach = Math.ceil((Math.sqrt(variance) * WIDTH_SIGMAS - drift) / step)
  const pmf = stepDistribution(walk, step, reach)
  // The tail of V falls about as e^{2·drift/variance·t}; that is a good place to start from, too.
  const points = Math.ceil(((Math.log(TAIL) / 2) * variance) / drift / step)
  const fall = Math.exp(((2 * drift) / variance) * step)
  let now: Float64Array = Float64Array.from({ length: points }, (_, at) => (1 - fall) * fall ** at)
  for (let change = Infinity; change > SETTLED * points;) {
    const next = advance(now, pmf, reach)
    change = next.reduce((sum, p, at) => sum + Math.abs(p - (now[at] as number)), 0)
    now = next
  }
  return {
    mean: now.reduce((sum, p, at) => sum + p * at * step, 0),
    tails: thresholds.map((t) => now.reduce((sum, p, at) => sum + p * shareAbove(at, t / step), 0)),
  }
}

/** A point's mass is spread evenly over its cell; a threshold in the middle of a cell takes half. */
function shareAbove(at: number, threshold: number): number {
  return Math.min(1, Math.max(0, at + 0.5 - threshold))
}

/** P of a step of k lattice units, k = −reach … reach. */
function stepDistribution(walk: InputWalk, step: number, reach: number): Float64Array {
  const { block, servers, load, service } = walk
  const gapMean = 1 / (load * servers)
  const pmf = new Float64Array(2 * reach + 1)
  if (service === 'constant') {
    for (let k = -reach; k <= reach; k++) {
      pmf[k + reach] = gammaDensity(block / servers - k * step, block, gapMean)
    }
  } else {
    const gap = sampled(block, gapMean, step)
    const work = sampled(block, 1 / servers, step)
    for (let k = -reach; k <= reach; k++) {
      let p = 0
      const last = Math.min(work.length, gap.length + k)
      for (let i = Math.max(0, k); i < last; i++) p += (work[i] as number) * (gap[i - k] as number)
      pmf[k + reach] = p
    }
  }
  const total = pmf.reduce((sum, p) => sum + p, 0)
  return pmf.map((p) => p / total)
}

function sampled(shape: number, mean: number, step: number): Float64Array {
  const end = mean * (shape + (WIDTH_SIGMAS + 3) * Math.sqrt(shape) + 20)
  return Float64Array.from({ length: Math.ceil(end / step) }, (_, i) =>
    gammaDensity(i * step, shape, mean),
  )
}

/** One step of Lindley's equation; what would fall beyond the last point is kept there. */
function advance(now: Float64Array, pmf: Float64Array, reach: number): Float64Array {
  const points = now.length
  const next = new Float64Array(points)
  // Cumulative, so that everything at or below zero is one addition.
  const below = new Float64Array(pmf.length)
  let sum = 0
  for (let i = 0; i < pmf.length; i++) below[i] = sum += pmf[i] as number
  let zero = 0
  for (let at = 0; at < points; at++) {
    const p = now[at] as number
    if (at <= reach) zero += p * (below[reach - at] as number)
    const first = Math.max(1, at - reach)
    const last = Math.min(points - 1, at + reach)
    for (let to = first; to <= last; to++) {
      next[to] = (next[to] as number) + p * (pmf[to - at + reach] as number)
    }
    if (at + reach >= points) {
      next[points - 1] =
        (next[points - 1] as number) + p * (1 - (below[points - 1 - at + reach] as number))
    }
  }
  next[0] = zero
  return next
}
