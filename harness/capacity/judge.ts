/** Whether one trial at a rate shows that the system keeps up: by its objectives and by its backlog. */
import type { Objective } from '../../results/objectives/check.ts'
import type { CompletedTrial } from '../../results/record.ts'
import { latencyPercentile } from '../../results/summary/percentile.ts'

export type LoadVerdict =
  { readonly kind: 'passes' } | { readonly kind: 'fails'; readonly because: string }

/** A growth of the backlog that luck alone gives in one trial of forty: two standard deviations. */
const DEVIATIONS = 2
/** Share of the arrivals that must be left over, so that long windows do not tell trifles. */
const LEAST_SHARE = 0.02

/**
 * The growth of the backlog in the second half of the arrival window, in tasks: the slope of the line
 * through its slices times their number. What comes in by chance is Poisson distributed.
 */
export function backlogGrowth(backlog: readonly number[]): number {
  const half = backlog.slice(backlog.length >> 1)
  const middle = (half.length - 1) / 2
  let cross = 0
  let square = 0
  half.forEach((tasks, slice) => {
    cross += (slice - middle) * tasks
    square += (slice - middle) ** 2
  })
  return square === 0 ? 0 : (cross / square) * half.length
}

/** True if the backlog grew by more than chance, and by more than a trifle of what came in. */
export function isSaturated(backlog: readonly number[], offered: number): boolean {
  const arrivals = offered / 2
  const growth = backlogGrowth(backlog)
  return growth > DEVIATIONS * Math.sqrt(arrivals) && growth > LEAST_SHARE * arrivals
}

/** Judges a trial. A percentile that has too few tasks behind it is no evidence, and so does not pass. */
export function judgeLoad(
  trial: CompletedTrial,
  backlog: readonly number[],
  objectives: readonly Objective[],
): LoadVerdict {
  const missed = objectives.find((objective) => !holds(trial, objective))
  if (missed !== undefined) return { kind: 'fails', because: missed.text }
  if (isSaturated(backlog, trial.tasks.offered)) {
    return { kind: 'fails', because: 'the backlog grows' }
  }
  return { kind: 'passes' }
}

function holds(
  trial: CompletedTrial,
  { metric, statistic, comparison, bound }: Objective,
): boolean {
  let value = metric.value(trial)
  if (statistic.kind === 'percentile') {
    const percentile = latencyPercentile([trial], statistic.q)
    if (percentile.kind === 'value') value = percentile.ms
    else value = percentile.kind === 'censored' ? Infinity : undefined
  }
  if (value === undefined) return false
  switch (comparison) {
    case '<':
      return value < bound
    case '<=':
      return value <= bound
    case '>':
      return value > bound
    case '>=':
      return value >= bound
  }
}
