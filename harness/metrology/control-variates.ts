/**
 * Control variates with estimated coefficients (Lavenberg & Welch 1981): the mean of y over
 * replications, with the part that controls of known mean explain taken off. It is the intercept of
 * the regression of y on (controls − their known means), with that intercept's Student-t interval.
 */
import { studentTQuantile } from '../../results/stats/student-t.ts'

export interface ControlledMean {
  readonly value: number
  readonly standardError: number
  /** Half the width of the interval. */
  readonly half: number
}

/**
 * `controls[i]` are those of replication i less their known means. `confidence` is two-sided. Needs
 * at least two replications more than controls.
 */
export function controlledMean(
  y: readonly number[],
  controls: readonly (readonly number[])[],
  confidence: number,
): ControlledMean {
  const n = y.length
  const k = controls[0]?.length ?? 0
  const means = Array.from({ length: k }, (_, j) => average(controls.map((c) => c[j] as number)))
  const centred = controls.map((c) => c.map((value, j) => value - (means[j] as number)))
  const meanY = average(y)
  const products = means.map((_, a) =>
    means.map((__, b) =>
      dot(
        centred.map((c) => c[a] as number),
        centred.map((c) => c[b] as number),
      ),
    ),
  )
  const withY = means.map((_, a) =>
    dot(
      centred.map((c) => c[a] as number),
      y.map((v) => v - meanY),
    ),
  )
  const coefficients = solve(products, withY)
  const residuals = y.map((v, i) => v - meanY - dot(centred[i] as number[], coefficients))
  const degrees = n - 1 - k
  const variance = dot(residuals, residuals) / degrees
  // The controls' own distance from their known means widens the interval.
  const leverage = 1 / n + dot(means, solve(products, means))
  const standardError = Math.sqrt(variance * leverage)
  return {
    value: meanY - dot(coefficients, means),
    standardError,
    half: standardError * studentTQuantile((1 + confidence) / 2, degrees),
  }
}

function average(values: readonly number[]): number {
  return values.reduce((sum, v) => sum + v, 0) / values.length
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, v, i) => sum + v * (b[i] as number), 0)
}

/** Solves a symmetric positive definite system by Gauss–Jordan elimination on its scaled diagonal. */
function solve(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
  const n = right.length
  const scale = matrix.map((row, i) => 1 / Math.sqrt(row[i] as number))
  const rows = matrix.map((row, i) => [
    ...row.map((v, j) => v * (scale[i] as number) * (scale[j] as number)),
    (right[i] as number) * (scale[i] as number),
  ])
  for (let p = 0; p < n; p++) {
    const pivot = rows[p] as number[]
    for (let r = 0; r < n; r++) {
      if (r === p) continue
      const row = rows[r] as number[]
      const factor = (row[p] as number) / (pivot[p] as number)
      for (let c = p; c <= n; c++) row[c] = (row[c] as number) - factor * (pivot[c] as number)
    }
  }
  return rows.map((row, i) => ((row[n] as number) / (row[i] as number)) * (scale[i] as number))
}
