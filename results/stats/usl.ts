/**
 * The Universal Scalability Law (Gunther 2007): X(N) = λN / (1 + σ(N − 1) + κN(N − 1)). λ is the
 * throughput of one, σ the share of work that queues for something shared (contention), κ the cost of
 * everybody keeping up with everybody (coherency).
 */
import { fitLeastSquares } from './least-squares.ts'

/** Throughput x at size n. */
export interface UslPoint {
  readonly n: number
  readonly x: number
}

export interface UslCoefficients {
  readonly lambda: number
  readonly sigma: number
  readonly kappa: number
}

export interface UslFit extends UslCoefficients {
  /** Of λ, σ and κ; 0 for one that is held at 0. */
  readonly standardErrors: UslCoefficients
  readonly residualSquares: number
}

/** `absolute`: residuals in the unit of x. `relative`: as shares of x, for noise that grows with x. */
export type UslWeights = 'absolute' | 'relative'

/** X(N). */
export function uslThroughput({ lambda, sigma, kappa }: UslCoefficients, n: number): number {
  return (lambda * n) / (1 + sigma * (n - 1) + kappa * n * (n - 1))
}

/** N at which throughput peaks, √((1 − σ)/κ); null if it never falls. */
export function uslPeak({ sigma, kappa }: UslCoefficients): number | null {
  return kappa > 0 && sigma < 1 ? Math.sqrt((1 - sigma) / kappa) : null
}

/**
 * The least-squares fit with σ, κ ≥ 0: what would come out negative is held at 0, and the best such
 * fit is returned. Null for fewer than three different sizes, values that are not positive, or a fit
 * that does not converge.
 */
export function fitUsl(
  points: readonly UslPoint[],
  weights: UslWeights = 'absolute',
): UslFit | null {
  if (new Set(points.map(({ n }) => n)).size < 3) return null
  if (points.some(({ n, x }) => !(n > 0 && x > 0 && n < Infinity && x < Infinity))) return null
  let best: UslFit | null = null
  for (const free of FREE) {
    const fit = fitFree(points, weights, free)
    if (fit === null || fit.sigma < 0 || fit.kappa < 0) continue
    // Nothing that is held at 0 can beat a fit that is free and feasible.
    if (free === FREE[0]) return fit
    if (best === null || fit.residualSquares < best.residualSquares) best = fit
  }
  return best
}

/** Which of σ and κ may differ from 0. */
const FREE: readonly (readonly ('sigma' | 'kappa')[])[] = [
  ['sigma', 'kappa'],
  ['sigma'],
  ['kappa'],
  [],
]

function fitFree(
  points: readonly UslPoint[],
  weights: UslWeights,
  free: readonly ('sigma' | 'kappa')[],
): UslFit | null {
  const start = startFrom(points)
  const read = (parameters: readonly number[]): UslCoefficients => ({
    lambda: parameters[0] as number,
    sigma: 0,
    kappa: 0,
    ...Object.fromEntries(free.map((name, at) => [name, parameters[at + 1] as number])),
  })
  const weightOf = (x: number): number => (weights === 'relative' ? 1 / x : 1)
  const fit = fitLeastSquares({
    start: [start.lambda, ...free.map((name) => start[name])],
    residuals: (parameters) =>
      points.map(({ n, x }) => (x - uslThroughput(read(parameters), n)) * weightOf(x)),
    jacobian: (parameters) => {
      const coefficients = read(parameters)
      return points.map(({ n, x }) => {
        const perLambda = uslThroughput({ ...coefficients, lambda: 1 }, n)
        // ∂X/∂σ = −X·(N − 1)/(1 + …) and ∂X/∂κ = N·∂X/∂σ.
        const perSigma = (-coefficients.lambda * perLambda ** 2 * (n - 1)) / n
        const all = { sigma: perSigma, kappa: perSigma * n }
        return [perLambda, ...free.map((name) => all[name])].map((v) => v * weightOf(x))
      })
    },
  })
  if (fit.kind === 'not converged') return null
  return {
    ...read(fit.parameters),
    standardErrors: read(fit.standardErrors),
    residualSquares: fit.residualSquares,
  }
}

/**
 * Gunther's linear form N/X = (1 + σ(N − 1) + κN(N − 1))/λ, through the smallest, the middle and the
 * largest size; what comes out negative starts slightly above 0.
 */
function startFrom(points: readonly UslPoint[]): UslCoefficients {
  const sorted = points.toSorted((a, b) => a.n - b.n)
  const costs = [0, sorted.length >> 1, sorted.length - 1].map((at) => {
    const { n, x } = sorted[at] as UslPoint
    return { n, cost: n / x }
  }) as [Cost, Cost, Cost]
  const [a, b, c] = costs
  const slope = (c.cost - a.cost) / (c.n - a.n)
  const bend = b.n > a.n && b.n < c.n ? (slope - (b.cost - a.cost) / (b.n - a.n)) / (c.n - b.n) : 0
  const perOne = Math.max(a.cost - slope * (a.n - 1), a.cost / 2)
  const least = 1e-6 / c.n
  return {
    lambda: 1 / perOne,
    sigma: Math.max(slope / perOne - (bend / perOne) * c.n, least),
    kappa: Math.max(bend / perOne, least / c.n),
  }
}

interface Cost {
  readonly n: number
  readonly cost: number
}
