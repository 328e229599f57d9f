/** Thresholds from a budget of false alarms and from benign traffic alone. */

/** Textbook limits of a CUSUM with allowance 0.5 and of an EWMA; no threshold is below them. */
const LEAST_CUSUM = 5
const LEAST_EWMA = 3

/**
 * From the largest value that each agent's CUSUM took in benign traffic: the order statistic that
 * leaves `share` of agents above it. Agents that are too few to show so small a share are
 * extrapolated by the tail of a CUSUM of unit normals, exp(−2 · allowance · h).
 */
export function cusumThreshold(
  maxima: readonly number[],
  share: number,
  allowance: number,
): number {
  const { seen, missing } = quantile(maxima, share)
  return Math.max(LEAST_CUSUM, seen) + missing / (2 * allowance)
}

/** Likewise for the EWMA, extrapolated by the tail of a normal, exp(−h² / 2). */
export function ewmaThreshold(maxima: readonly number[], share: number): number {
  const { seen, missing } = quantile(maxima, share)
  return Math.sqrt(Math.max(LEAST_EWMA, seen) ** 2 + 2 * missing)
}

/**
 * For a CUSUM of likelihood ratios no traffic is needed: its mean time between false alarms is at
 * least exp(h) bins (Lorden 1971).
 */
export function likelihoodThreshold(bins: number, share: number): number {
  return Math.log(Math.max(1, bins) / share)
}

/** `missing`: nats between the share that the sample shows at its maximum and the one asked for. */
function quantile(values: readonly number[], share: number): { seen: number; missing: number } {
  const sorted = values.toSorted((a, b) => a - b)
  const rank = Math.ceil((sorted.length + 1) * (1 - share))
  if (rank <= sorted.length) return { seen: sorted[rank - 1] as number, missing: 0 }
  return { seen: sorted.at(-1) ?? 0, missing: Math.log(1 / ((sorted.length + 1) * share)) }
}
