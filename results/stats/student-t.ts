/**
 * Student's t distribution, through the regularised incomplete beta function. Accurate to about
 * 1e-12 relative for the degrees of freedom and probabilities that intervals need.
 */

/** P[T ≤ t] with `df` degrees of freedom (DLMF 8.17; Abramowitz & Stegun 26.7.1). */
export function studentTCdf(t: number, df: number): number {
  const tail = 0.5 * incompleteBeta(df / (df + t * t), df / 2, 0.5)
  return t < 0 ? tail : 1 - tail
}

/** The t with P[T ≤ t] = p, 0 < p < 1. `df` is at least 1. */
export function studentTQuantile(p: number, df: number): number {
  if (p === 0.5) return 0
  if (p < 0.5) return -studentTQuantile(1 - p, df)
  // The upper tail is solved for, so that nothing cancels when p is near 1.
  const tail = 1 - p
  const upperTail = (t: number): number => 0.5 * incompleteBeta(df / (df + t * t), df / 2, 0.5)
  let low = 0
  let high = 1
  while (upperTail(high) > tail) high *= 2
  // The tail falls monotonically: bisection down to neighbouring numbers is exact and always ends.
  for (;;) {
    const middle = (low + high) / 2
    if (middle <= low || middle >= high) return middle
    if (upperTail(middle) > tail) low = middle
    else high = middle
  }
}

/** I_x(a, b) by its continued fraction (DLMF 8.17.22), evaluated with Lentz's method. */
export function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0
  if (x >= 1) return 1
  // The fraction converges fast below the mean; above it the mirrored function is used.
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a)
  const front = Math.exp(
    a * Math.log(x) + b * Math.log1p(-x) + logGamma(a + b) - logGamma(a) - logGamma(b),
  )
  const tiny = 1e-300
  let fraction = 1
  let c = 1
  let d = 0
  for (let m = 0; m < 100_000; m++) {
    const even = m === 0 ? 1 : (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
    for (const numerator of [
      even,
      (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1)),
    ]) {
      d = 1 + numerator * d
      if (Math.abs(d) < tiny) d = tiny
      d = 1 / d
      c = 1 + numerator / c
      if (Math.abs(c) < tiny) c = tiny
      fraction *= c * d
    }
    if (Math.abs(c * d - 1) < 1e-15) break
  }
  return (front * (fraction - 1)) / a
}

/** ln Γ(x) for x > 0: Stirling's series (DLMF 5.11.1) after shifting x above 15 by recurrence. */
export function logGamma(x: number): number {
  let shift = 0
  let z = x
  while (z < 15) {
    shift -= Math.log(z)
    z++
  }
  const r = 1 / (z * z)
  const series =
    (1 / 12 -
      r * (1 / 360 - r * (1 / 1260 - r * (1 / 1680 - r * (1 / 1188 - (r * 691) / 360360))))) /
    z
  return shift + (z - 0.5) * Math.log(z) - z + 0.5 * Math.log(2 * Math.PI) + series
}
