/** What is usual: centre and scale of the counts of a group of agents, robustly. */

export interface Baseline {
  readonly centre: number
  readonly scale: number
}

/** Least scale: of counts, of which a half is the smallest step worth a standard deviation. */
const LEAST_SCALE = 0.5

/**
 * Of counts given as (value → how often). The scale is 1.4826 · MAD, or 1.2533 · mean absolute
 * deviation where more than half of the counts are alike and MAD is 0 (Iglewicz and Hoaglin 1993).
 * The centre is the larger of median and mean, so that benign traffic, which is skewed, does not
 * drift upwards against it.
 */
export function baselineOf(counts: ReadonlyMap<number, number>): Baseline {
  const total = sum(counts, () => 1)
  if (total === 0) return { centre: 0, scale: LEAST_SCALE }
  const median = medianOf(counts, total)
  const mean = sum(counts, (value) => value) / total
  const deviations = new Map<number, number>()
  for (const [value, times] of counts) {
    const deviation = Math.abs(value - median)
    deviations.set(deviation, (deviations.get(deviation) ?? 0) + times)
  }
  const mad = medianOf(deviations, total)
  const spread = mad > 0 ? 1.4826 * mad : (1.2533 * sum(deviations, (value) => value)) / total
  return { centre: Math.max(median, mean), scale: Math.max(LEAST_SCALE, spread) }
}

function medianOf(counts: ReadonlyMap<number, number>, total: number): number {
  let left = total / 2
  for (const value of [...counts.keys()].sort((a, b) => a - b)) {
    left -= counts.get(value) as number
    if (left <= 0) return value
  }
  return 0
}

function sum(counts: ReadonlyMap<number, number>, pick: (value: number) => number): number {
  let total = 0
  for (const [value, times] of counts) total += pick(value) * times
  return total
}
