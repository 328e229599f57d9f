/**
 * Nonlinear least squares by Levenberg–Marquardt (Marquardt 1963) with an exact Jacobian. Written by
 * hand because the one kept package for it differentiates by differences, knows no standard errors,
 * and brings a matrix library along; held to certified values of NIST's reference data sets.
 */

export interface LeastSquaresProblem {
  /** Residuals, measured less modelled. */
  readonly residuals: (parameters: readonly number[]) => readonly number[]
  /** Derivatives of the *modelled* values: a row an observation, a column a parameter. */
  readonly jacobian: (parameters: readonly number[]) => readonly (readonly number[])[]
  readonly start: readonly number[]
}

export type LeastSquaresFit =
  | {
      readonly kind: 'converged'
      readonly parameters: readonly number[]
      /** From s²·(JᵀJ)⁻¹; NaN without degrees of freedom. */
      readonly standardErrors: readonly number[]
      readonly residualSquares: number
    }
  | { readonly kind: 'not converged' }

const MOST_ITERATIONS = 2_000
/** Relative length of a step at which there is nothing left to gain. */
const STEP = 1e-11
const LARGEST_DAMPING = 1e20

/** Finds parameters near `start` with the least sum of squared residuals. */
export function fitLeastSquares({
  residuals,
  jacobian,
  start,
}: LeastSquaresProblem): LeastSquaresFit {
  let parameters = [...start]
  let current = residuals(parameters)
  let squares = sumOfSquares(current)
  let damping = 1e-3
  for (let iteration = 0; iteration < MOST_ITERATIONS; iteration++) {
    const rows = jacobian(parameters)
    const products = normalMatrix(rows)
    const gradient = parameters.map((_, j) =>
      rows.reduce((sum, row, i) => sum + (row[j] as number) * (current[i] as number), 0),
    )
    for (;;) {
      const damped = products.map((row, j) => row.map((v, k) => (j === k ? v * (1 + damping) : v)))
      const step = solve(damped, gradient)
      if (step === undefined) return { kind: 'not converged' }
      const next = parameters.map((p, j) => p + (step[j] as number))
      const after = residuals(next)
      const squaresAfter = sumOfSquares(after)
      const isSmall = step.every((d, j) => Math.abs(d) <= STEP * Math.abs(next[j] as number))
      if (squaresAfter <= squares) {
        parameters = next
        current = after
        squares = squaresAfter
        damping = Math.max(damping / 10, 1e-15)
      }
      if (isSmall) return converged(parameters, squares, jacobian(parameters))
      if (squaresAfter <= squares) break
      damping *= 10
      if (damping > LARGEST_DAMPING) return converged(parameters, squares, rows)
    }
  }
  return { kind: 'not converged' }
}

function converged(
  parameters: readonly number[],
  residualSquares: number,
  rows: readonly (readonly number[])[],
): LeastSquaresFit {
  const matrix = normalMatrix(rows)
  const variance = residualSquares / (rows.length - parameters.length)
  const standardErrors = parameters.map((_, j) => {
    const column = solve(
      matrix,
      parameters.map((__, k) => (k === j ? 1 : 0)),
    )
    return column === undefined ? Number.NaN : Math.sqrt((column[j] as number) * variance)
  })
  if (![...parameters, residualSquares].every(Number.isFinite)) return { kind: 'not converged' }
  return { kind: 'converged', parameters, standardErrors, residualSquares }
}

function sumOfSquares(values: readonly number[]): number {
  const sum = values.reduce((total, v) => total + v * v, 0)
  return Number.isNaN(sum) ? Infinity : sum
}

function normalMatrix(rows: readonly (readonly number[])[]): number[][] {
  const width = rows[0]?.length ?? 0
  return Array.from({ length: width }, (_, j) =>
    Array.from({ length: width }, (__, k) =>
      rows.reduce((sum, row) => sum + (row[j] as number) * (row[k] as number), 0),
    ),
  )
}

/**
 * Solves a symmetric positive definite system by Cholesky's method after scaling its diagonal to 1;
 * undefined for a matrix that is singular to working precision.
 */
export function solve(
  matrix: readonly (readonly number[])[],
  right: readonly number[],
): number[] | undefined {
  const n = right.length
  const scale = matrix.map((row, i) => 1 / Math.sqrt(row[i] as number))
  const lower: number[][] = []
  for (let i = 0; i < n; i++) {
    const row: number[] = []
    for (let j = 0; j <= i; j++) {
      let value = (matrix[i]?.[j] as number) * (scale[i] as number) * (scale[j] as number)
      const other = i === j ? row : (lower[j] as number[])
      for (let k = 0; k < j; k++) value -= (row[k] as number) * (other[k] as number)
      if (i !== j) row.push(value / (other[j] as number))
      else if (value > 0) row.push(Math.sqrt(value))
      else return undefined
    }
    lower.push(row)
  }
  const x = right.map((v, i) => v * (scale[i] as number))
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++)
      x[i] = (x[i] as number) - (lower[i]?.[k] as number) * (x[k] as number)
    x[i] = (x[i] as number) / (lower[i]?.[i] as number)
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) {
      x[i] = (x[i] as number) - (lower[k]?.[i] as number) * (x[k] as number)
    }
    x[i] = (x[i] as number) / (lower[i]?.[i] as number)
  }
  return x.map((v, i) => v * (scale[i] as number))
}
