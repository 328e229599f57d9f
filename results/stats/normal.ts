/** The standard normal distribution, to about 1e-14 of its upper tail. */

const SERIES_UP_TO = 2.5
const FRACTION_TERMS = 120

/** φ(x). */
export function normalDensity(x: number): number {
  return Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI)
}

/**
 * P[Z > x]: near the middle by the series x + x³/3 + x⁵/(3·5) + …, further out by the continued
 * fraction φ(x)/(x + 1/(x + 2/(x + 3/…))) (Abramowitz & Stegun 26.2.11 and 26.2.14).
 */
export function normalUpperTail(x: number): number {
  if (x < 0) return 1 - normalUpperTail(-x)
  if (x > SERIES_UP_TO) {
    let denominator = x
    for (let k = FRACTION_TERMS; k >= 1; k--) denominator = x + k / denominator
    return normalDensity(x) / denominator
  }
  let term = x
  let sum = x
  for (let odd = 3; Math.abs(term) > 1e-17; odd += 2) {
    term *= (x * x) / odd
    sum += term
  }
  return 0.5 - normalDensity(x) * sum
}

/** The x with P[Z > x] = tail, 0 < tail < 1, by bisection down to neighbouring numbers. */
export function normalUpperQuantile(tail: number): number {
  if (tail > 0.5) return -normalUpperQuantile(1 - tail)
  let low = 0
  let high = 40
  for (;;) {
    const middle = (low + high) / 2
    if (middle <= low || middle >= high) return middle
    if (normalUpperTail(middle) > tail) low = middle
    else high = middle
  }
}
