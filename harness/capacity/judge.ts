/** Whether one trial at a rate shows that the system keeps up: by its objectives and by its backlog. */
import type { Objective } from '../../results/objectives/check.ts'
import type { CompletedTrial } from '../../results/record.ts'
import { latencyPercentile } from '../../results/summary/percentile.ts'

export type LoadVerdict =
  { readonly kind: 'passes' } | { readonly kind: 'fails' | 'no evidence'; readonly because: string }

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

/**
 * Judges a trial. It fails by the first objective that it misses or by its backlog. An objective without
 * a sample, such as a percentile with too few tasks behind it, is no evidence and lets nothing pass.
 */
export function judgeLoad(
  trial: CompletedTrial,
  backlog: readonly number[],
  objectives: readonly Objective[],
): LoadVerdict {
  const looked = objectives.map((objective) => ({ objective, seen: look(trial, objective) }))
  const missed = looked.find(({ seen }) => seen.kind === 'misses')
  if (missed !== undefined) return { kind: 'fails', because: missed.objective.text }
  if (isSaturated(backlog, trial.tasks.offered)) {
    return { kind: 'fails', because: 'the backlog grows' }
  }
  for (const { objective, seen } of looked) {
    if (seen.kind !== 'unseen') continue
    return { kind: 'no evidence', because: `${objective.text}: ${seen.because}` }
  }
  return { kind: 'passes' }
}

type Look =
  { readonly kind: 'holds' | 'misses' } | { readonly kind: 'unseen'; readonly because: string }

function look(trial: CompletedTrial, objective: Objective): Look {
  const { metric, statistic } = objective
  if (statistic.kind === 'percentile') {
    const percentile = latencyPercentile([trial], statistic.q)
    switch (percentile.kind) {
      case 'value':
        return against(percentile.ms, objective)
      case 'censored':
        return against(Infinity, objective)
      case 'none':
        return { kind: 'unseen', because: 'no task came; raise --tasks' }
      case 'too few':
        return {
          kind: 'unseen',
          because: `${percentile.count} tasks are too few, it needs ${percentile.needs}; raise --tasks`,
        }
    }
  }
  if (metric.of.kind === 'tasks' && statistic.kind === 'max') {
    const { maxMs, censoredShare } = trial.latency
    return against(censoredShare > 0 ? Infinity : (maxMs ?? undefined), objective)
  }
  return against(metric.value(trial), objective)
}

function against(value: number | undefined, { comparison, bound, metric }: Objective): Look {
  if (value === undefined) {
    return { kind: 'unseen', because: `a benign window has no sample of ${metric.name}` }
  }
  return { kind: isWithin(value, comparison, bound) ? 'holds' : 'misses' }
}

function isWithin(value: number, comparison: Objective['comparison'], bound: number): boolean {
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
