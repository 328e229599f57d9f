/**
 * Whether an objective holds for the trials of one entrant at one size. It holds only if the whole
 * interval is on the right side of the bound, and does not hold only if the whole interval is on the
 * wrong side. Everything else is no evidence, which is never a pass.
 */
import type { CompletedTrial, TrialRecord } from '../record.ts'
import { type Estimate, meanInterval, medianInterval } from '../stats/interval.ts'
import { proportionInterval } from '../stats/proportion.ts'
import { latencyPercentile } from '../summary/percentile.ts'
import type { Objective } from './check.ts'
import type { Comparison } from './grammar.ts'
import type { ObjectiveVerdict } from './objective-record.ts'
import { dimensionOf } from './unit.ts'

export interface Evaluation {
  /** Trials behind the value. */
  readonly n: number
  readonly value: number | null
  readonly low: number | null
  readonly high: number | null
  readonly verdict: ObjectiveVerdict
  readonly because: string
}

/** A figure with its interval, or why there is none; the value is shown beside that if there is one. */
type Seen =
  | { readonly kind: 'seen'; readonly estimate: Estimate }
  | { readonly kind: 'unseen'; readonly estimate: Estimate; readonly because: string }

/** Judges an objective by trials of one entrant and size. */
export function evaluateObjective(
  objective: Objective,
  trials: readonly TrialRecord[],
): Evaluation {
  const completed = trials.filter((trial) => trial.kind === 'completed')
  const seen = look(objective, completed)
  const { n, value, low, high } = seen.estimate
  const shown = { n, value, low, high }
  if (seen.kind === 'unseen') return { ...shown, verdict: 'no evidence', because: seen.because }
  if (low === null || high === null) {
    const because = 'one trial has no interval; run at least two (--trials)'
    return { ...shown, verdict: 'no evidence', because }
  }
  const { comparison, bound } = objective
  if (isOn(low, comparison, bound) && isOn(high, comparison, bound)) {
    const doubt = doubtAbout(trials, completed)
    return doubt === undefined
      ? { ...shown, verdict: 'holds', because: 'the whole interval is within the bound' }
      : { ...shown, verdict: 'no evidence', because: doubt }
  }
  if (!isOn(low, comparison, bound) && !isOn(high, comparison, bound)) {
    return { ...shown, verdict: 'does not hold', because: 'the whole interval is beyond the bound' }
  }
  const because = 'the bound is inside the interval; more trials make it narrower'
  return { ...shown, verdict: 'no evidence', because }
}

function isOn(value: number, comparison: Comparison, bound: number): boolean {
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

/** Trials that did not end, or are not valid, might have said otherwise. */
function doubtAbout(
  trials: readonly TrialRecord[],
  completed: readonly CompletedTrial[],
): string | undefined {
  const failed = trials.length - completed.length
  const invalid = completed.filter((trial) => !trial.validity.valid).length
  if (failed > 0) return `${failed} of ${trials.length} trials failed`
  return invalid > 0 ? `${invalid} of ${trials.length} trials are not valid` : undefined
}

function look(objective: Objective, completed: readonly CompletedTrial[]): Seen {
  const { metric, statistic } = objective
  if (completed.length === 0) return unseen('no trial was completed')
  if (statistic.kind === 'percentile') return lookAtTasks(completed, statistic.q)
  if (metric.of.kind === 'tasks' && statistic.kind === 'max') {
    const longest = completed.map((trial) => trial.latency.maxMs)
    const censored = completed.some((trial) => trial.latency.censoredShare > 0)
    return lookAtTrials(
      longest.map((ms) => (censored ? Infinity : (ms ?? undefined))),
      objective,
    )
  }
  return lookAtTrials(completed.map(metric.value), objective)
}

function lookAtTasks(completed: readonly CompletedTrial[], q: number): Seen {
  const n = completed.length
  const percentile = latencyPercentile(completed, q)
  switch (percentile.kind) {
    case 'none':
      return unseen('there was no task')
    case 'too few':
      return unseen(
        `${percentile.count} tasks are too few: this percentile needs ${percentile.needs} (99 % binomial floor)`,
        { n, value: null, low: null, high: null },
      )
    case 'censored': {
      const over =
        percentile.overMs === null ? '' : `; it is longer than ${Math.floor(percentile.overMs)} ms`
      return unseen(
        `the percentile is a task that failed or had not ended when the clock stopped${over}`,
        { n, value: null, low: null, high: null },
      )
    }
    case 'value': {
      const estimate = { n, value: percentile.ms, low: percentile.lowMs, high: percentile.highMs }
      return { kind: 'seen', estimate }
    }
  }
}

function lookAtTrials(values: readonly (number | undefined)[], objective: Objective): Seen {
  const { metric, statistic } = objective
  const known = values.filter((value) => value !== undefined)
  const n = known.length
  if (n === 0) return unseen(`no trial has a sample of ${metric.name}`)
  const censored = known.filter((value) => value === Infinity).length
  if (censored > 0) {
    return unseen(
      `it is censored in ${censored} of ${n} trials: what was waited for did not come`,
      {
        n,
        value: null,
        low: null,
        high: null,
      },
    )
  }
  return { kind: 'seen', estimate: within(estimateOf(known, objective), metric.unit) }

  function within({ low, high, ...rest }: Estimate, unit: typeof metric.unit): Estimate {
    // No metric is below 0 and no share above 1, so an interval never is either.
    const most = dimensionOf(unit) === 'share' ? 1 : Infinity
    return {
      ...rest,
      low: low === null ? null : Math.max(0, low),
      high: high === null ? null : Math.min(most, high),
    }
  }

  function estimateOf(of: readonly number[], { metric: { of: kind } }: Objective): Estimate {
    const [first] = of
    // Logarithms would bend equal values in the last digit, and a bound may be right there.
    if (n > 1 && kind.kind !== 'chance' && of.every((one) => one === first)) {
      return { n, value: first ?? null, low: first ?? null, high: first ?? null }
    }
    switch (statistic.kind) {
      case 'min':
      case 'max': {
        const value = statistic.kind === 'min' ? Math.min(...of) : Math.max(...of)
        return { n, value, low: value, high: value }
      }
      case 'mean':
        if (kind.kind === 'chance') return proportionInterval(of.filter((v) => v === 1).length, n)
        return meanInterval(of)
      default:
        return medianInterval(of, 'log')
    }
  }
}

function unseen(
  because: string,
  estimate: Estimate = { n: 0, value: null, low: null, high: null },
): Seen {
  return { kind: 'unseen', estimate, because }
}
