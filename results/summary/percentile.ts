/** A latency percentile over the trials of a cell. */
import { usToMs } from '../../harness/kernel/units.ts'
import { Histogram, mergeHistograms } from '../histogram.ts'
import type { CompletedTrial } from '../record.ts'
import { percentileFloor } from '../stats/binomial-floor.ts'
import { medianInterval } from '../stats/interval.ts'

/**
 * `value`: of all tasks of all trials together, with a 95 % interval across trials where at least two
 * trials have the percentile. `censored`: its rank is a task that failed or never ended, so all that is
 * known is that it is longer than `overMs`. `too few`: fewer tasks than the binomial floor asks for, so
 * there is no evidence and no number to rank by. `none`: no task.
 */
export type Percentile =
  | {
      readonly kind: 'value'
      readonly ms: number
      readonly lowMs: number | null
      readonly highMs: number | null
    }
  | { readonly kind: 'censored'; readonly overMs: number | null }
  | { readonly kind: 'too few'; readonly count: number; readonly needs: number }
  | { readonly kind: 'none' }

/** Virtual latency of the tasks of a cell. */
export interface LatencySummary {
  /** Tasks that have a latency, over all trials. */
  readonly count: number
  readonly censoredShare: number
  /** Over the tasks that have one; read it beside `censoredShare`. */
  readonly meanMs: number | null
  readonly p50: Percentile
  readonly p90: Percentile
  readonly p99: Percentile
  readonly p999: Percentile
  readonly maxMs: number | null
}

/** Merges the trials' histograms and reads the percentiles off them. */
export function summariseLatency(trials: readonly CompletedTrial[]): LatencySummary {
  const byTrial = trials.map((trial) => Histogram.decode(trial.latency.histogram))
  const merged = mergeHistograms(byTrial)
  const percentile = (q: number): Percentile => percentileOf(merged, byTrial, q)
  return {
    count: merged.count,
    censoredShare: merged.censoredShare,
    meanMs: merged.meanUs === null ? null : usToMs(merged.meanUs),
    p50: percentile(0.5),
    p90: percentile(0.9),
    p99: percentile(0.99),
    p999: percentile(0.999),
    maxMs: merged.maxUs === null ? null : usToMs(merged.maxUs),
  }
}

/** Any quantile of the tasks of all trials together. */
export function latencyPercentile(trials: readonly CompletedTrial[], q: number): Percentile {
  const byTrial = trials.map((trial) => Histogram.decode(trial.latency.histogram))
  return percentileOf(mergeHistograms(byTrial), byTrial, q)
}

function percentileOf(merged: Histogram, byTrial: readonly Histogram[], q: number): Percentile {
  const us = merged.quantile(q)
  if (us === null) return { kind: 'none' }
  const count = merged.count + merged.censored
  const needs = percentileFloor(q)
  if (count < needs) return { kind: 'too few', count, needs }
  if (us === Infinity) {
    return { kind: 'censored', overMs: merged.maxUs === null ? null : usToMs(merged.maxUs) }
  }
  const ms = usToMs(us)
  const ofTrials = byTrial.map((histogram) => histogram.quantile(q)).filter((v) => v !== null)
  // A trial whose percentile is censored has no finite place in an interval.
  const { low, high } = ofTrials.includes(Infinity)
    ? { low: null, high: null }
    : medianInterval(ofTrials.map(usToMs), 'log')
  if (low === null || high === null) return { kind: 'value', ms, lowMs: null, highMs: null }
  // The pooled tasks can give a figure just outside the trials' own; the interval is widened to hold it.
  return { kind: 'value', ms, lowMs: Math.min(low, ms), highMs: Math.max(high, ms) }
}

/** Percentiles of single trials that trials are compared by. */
const COMPARED = { p50Ms: 0.5, p99Ms: 0.99 } as const

/** A trial's own percentile: null where it is censored, or the trial has too few tasks for it. */
export function trialPercentile(
  trial: CompletedTrial,
  figure: keyof typeof COMPARED,
): number | null {
  return trial.tasks.offered < percentileFloor(COMPARED[figure]) ? null : trial.latency[figure]
}
