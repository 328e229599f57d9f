/** Linear least squares with coefficients that cannot be negative, as costs cannot. */

/** Sums over observations: all that a fit needs of them. */
export interface NormalEquations {
  /** Row and column j, k: Σ xⱼ·xₖ. */
  readonly products: readonly Float64Array[]
  /** Σ xⱼ·y. */
  readonly targets: Float64Array
}

const MOST_SWEEPS = 20_000
/** A sweep that changes no fitted share by more than this ends the fit. */
const STILL = 1e-12

/**
 * Coefficients ≥ 0 with the least sum of squares, by coordinate descent (Franc, Hlaváč & Navara 2005).
 * A column that was never seen has 0. Of columns that always occur together the first takes the cost,
 * so that equal observations always give equal coefficients.
 */
export function fitNonnegative({ products, targets }: NormalEquations): number[] {
  const n = targets.length
  const fitted = new Float64Array(n)
  /** Half the gradient: products·fitted − targets. */
  const gradient = targets.map((target) => -target)
  for (let sweep = 0; sweep < MOST_SWEEPS; sweep++) {
    let largest = 0
    for (let j = 0; j < n; j++) {
      const row = products[j] as Float64Array
      const square = row[j] as number
      if (square === 0) continue
      const before = fitted[j] as number
      const after = Math.max(0, before - (gradient[j] as number) / square)
      if (after === before) continue
      fitted[j] = after
      for (let k = 0; k < n; k++) {
        gradient[k] = (gradient[k] as number) + (after - before) * (row[k] as number)
      }
      const scale = Math.abs(targets[j] as number)
      if (scale > 0) largest = Math.max(largest, (Math.abs(after - before) * square) / scale)
    }
    if (largest < STILL) break
  }
  return [...fitted]
}
