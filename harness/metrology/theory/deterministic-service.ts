/** M/D/1: Poisson arrivals, constant service of length 1, one server, first come first served. */

/** Mean wait ρ / 2(1 − ρ), Pollaczek–Khinchine. */
export function meanWait(load: number): number {
  return load / (2 * (1 - load))
}

/**
 * P(W ≤ t) by Erlang's series (1909): (1 − ρ) Σ_{k ≤ t} (−ρ(t − k))^k / k! · e^{ρ(t − k)}. Its terms
 * alternate; their size grows as e^{ρt}, so that about 15 − 0.43·ρt digits are good: ten at t = 12.
 */
export function waitProbability(load: number, t: number): number {
  let sum = 0
  let factorial = 1
  for (let k = 0; k <= t; k++) {
    if (k > 0) factorial *= k
    const x = load * (t - k)
    sum += ((-x) ** k / factorial) * Math.exp(x)
  }
  return (1 - load) * sum
}

/** The t with P(W ≤ t) = q, by bisection down to neighbouring numbers. */
export function waitQuantile(load: number, q: number): number {
  if (waitProbability(load, 0) >= q) return 0
  let low = 0
  let high = 1
  while (waitProbability(load, high) < q) high *= 2
  for (;;) {
    const middle = (low + high) / 2
    if (middle <= low || middle >= high) return middle
    if (waitProbability(load, middle) < q) low = middle
    else high = middle
  }
}
