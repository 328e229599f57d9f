/**
 * The Universal Scalability Law over the sizes of an entrant. A size of N agents with T tasks for each
 * CPU-second could do N·T tasks a second if every agent had a core of its own: that is X(N), so that σ
 * and κ say how the CPU cost of a task grows with the organisation, 1 + σ(N − 1) + κN(N − 1).
 */
import { purpose, uniform } from '../../harness/kernel/random.ts'
import type { TrialRecord } from '../record.ts'
import { CONFIDENCE, type Estimate } from '../stats/interval.ts'
import { median, quantile } from '../stats/quantile.ts'
import {
  fitUsl,
  type UslCoefficients,
  uslPeak,
  type UslPoint,
  uslThroughput,
} from '../stats/usl.ts'
import { type Cell, cellsOf, compareText, valuesOf } from './cells.ts'

export type ScalingLaw =
  | {
      readonly kind: 'fitted'
      /** Trials behind it. */
      readonly n: number
      /** Tasks for each CPU-second of one agent. */
      readonly lambda: Estimate
      readonly sigma: Estimate
      readonly kappa: Estimate
      /** Size at which N·T would stop growing; null if it does not, or beyond ten times the largest. */
      readonly peakAgents: number | null
      /** Largest distance of the law from a size's median, in %. */
      readonly worstMisfitPercent: number
    }
  | { readonly kind: 'no evidence'; readonly because: string }

const LEAST_SIZES = 4
const LEAST_TRIALS = 2
/** A law that misses a size by more does not describe the figures. */
const MOST_MISFIT_PERCENT = 20
const RESAMPLES = 200
const SEED = 1
const RESAMPLE = purpose('usl-resample')
/** Sizes beyond this multiple of the largest one are no forecast. */
const FORECAST = 10

/** The law of each entrant of the `main` trials, by entrant. */
export function scalingLaws(trials: readonly TrialRecord[]): Map<string, ScalingLaw> {
  const cells = cellsOf(trials, 'main')
  const entrants = [...new Set(cells.map(({ entrant }) => entrant))].sort(compareText)
  return new Map(
    entrants.map((entrant) => [entrant, lawOf(cells.filter((cell) => cell.entrant === entrant))]),
  )
}

function lawOf(cells: readonly Cell[]): ScalingLaw {
  return fitScalingLaw(
    cells.map(({ agents, completed }) => ({
      agents,
      tasksPerCpuS: valuesOf(completed, (trial) => trial.cost.tasksPerCpuS),
    })),
  )
}

/** A size and its trials' tasks for each CPU-second. */
export interface MeasuredSize {
  readonly agents: number
  readonly tasksPerCpuS: readonly number[]
}

/**
 * Fits relative distances, because noise grows with the figure. Intervals are of the percentile
 * bootstrap over trials within each size; logarithms are spread by √(n/(n − 1)) about their mean, or
 * a few trials would vary too little (Rao & Wu 1988).
 */
export function fitScalingLaw(all: readonly MeasuredSize[]): ScalingLaw {
  const sizes = all.filter(({ tasksPerCpuS }) => tasksPerCpuS.some((value) => value > 0))
  if (sizes.length < LEAST_SIZES) {
    return noEvidence(`${sizes.length} sizes; ${LEAST_SIZES} are needed`)
  }
  const few = sizes.find(({ tasksPerCpuS }) => tasksPerCpuS.length < LEAST_TRIALS)
  if (few !== undefined) {
    return noEvidence(
      `one trial of ${few.agents} agents tells no spread; ${LEAST_TRIALS} are needed`,
    )
  }
  const fit = fitUsl(pointsOf(sizes), 'relative')
  if (fit === null) return noEvidence('the fit does not converge')
  const worstMisfitPercent = misfitPercent(fit, sizes)
  if (worstMisfitPercent > MOST_MISFIT_PERCENT) {
    return noEvidence(
      `the law misses a size by ${worstMisfitPercent.toFixed(0)} %: it does not describe these figures`,
    )
  }
  const fits = resampledFits(sizes)
  if (fits.length < RESAMPLES * CONFIDENCE) {
    return noEvidence('the coefficients cannot be told apart at this noise')
  }
  const largest = Math.max(...sizes.map(({ agents }) => agents))
  const n = sizes.reduce((sum, { tasksPerCpuS }) => sum + tasksPerCpuS.length, 0)
  const tail = (1 - CONFIDENCE) / 2
  const estimate = (name: keyof UslCoefficients): Estimate => {
    const values = fits.map((one) => one[name])
    return { n, value: fit[name], low: quantile(values, tail), high: quantile(values, 1 - tail) }
  }
  const peak = uslPeak(fit)
  return {
    kind: 'fitted',
    n,
    lambda: estimate('lambda'),
    sigma: estimate('sigma'),
    kappa: estimate('kappa'),
    peakAgents: peak !== null && peak <= FORECAST * largest ? peak : null,
    worstMisfitPercent,
  }
}

function noEvidence(because: string): ScalingLaw {
  return { kind: 'no evidence', because }
}

function pointsOf(sizes: readonly MeasuredSize[]): UslPoint[] {
  return sizes.flatMap(({ agents, tasksPerCpuS }) =>
    tasksPerCpuS.map((tasks) => ({ n: agents, x: agents * tasks })),
  )
}

function misfitPercent(fit: UslCoefficients, sizes: readonly MeasuredSize[]): number {
  return Math.max(
    ...sizes.map(({ agents, tasksPerCpuS }) => {
      const measured = median(tasksPerCpuS) as number
      return 100 * Math.abs(uslThroughput(fit, agents) / agents / measured - 1)
    }),
  )
}

function resampledFits(sizes: readonly MeasuredSize[]): UslCoefficients[] {
  return Array.from({ length: RESAMPLES }, (_, resample) => {
    const drawn = sizes.map(({ agents, tasksPerCpuS }, at) => {
      const logs = tasksPerCpuS.map(Math.log)
      const n = logs.length
      const mean = logs.reduce((sum, v) => sum + v, 0) / n
      const spread = Math.sqrt(n / (n - 1))
      return {
        agents,
        tasksPerCpuS: logs.map((_log, i) => {
          const log = logs[Math.floor(uniform(SEED, RESAMPLE, resample, at, i) * n)] as number
          return Math.exp(mean + spread * (log - mean))
        }),
      }
    })
    return fitUsl(pointsOf(drawn), 'relative')
  }).filter((fit) => fit !== null)
}
