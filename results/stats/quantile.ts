/** Quantiles of a few exact values, e.g. one figure from each trial. For many samples: `Histogram`. */

/**
 * The sample quantile by linear interpolation, type 7 of Hyndman & Fan (1996): position 1 + (n − 1)·q
 * among the sorted values. Values may be Infinity (censored): a quantile that touches one is Infinity.
 * Null without values.
 */
export function quantile(values: readonly number[], q: number): number | null {
  const sorted = [...values].sort((a, b) => a - b)
  const position = (sorted.length - 1) * q
  const below = sorted[Math.floor(position)]
  const above = sorted[Math.ceil(position)]
  if (below === undefined || above === undefined) return null
  if (below === above) return below
  return below + (above - below) * (position - Math.floor(position))
}

/** The middle value, or the mean of the two middle ones; null without values. */
export function median(values: readonly number[]): number | null {
  return quantile(values, 0.5)
}
