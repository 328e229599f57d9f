/**
 * An experiment tests one registered prediction: it runs trials and hands what it observed to a pure
 * function that judges. The rule is part of the experiment and is printed with the verdict.
 */
import type { PredictionFigure, PredictionVerdict } from '../../results/prediction-record.ts'
import type { Estimate } from '../../results/stats/interval.ts'
import type { CompletedTrial } from '../../results/record.ts'
import type { ControlLevels } from '../controls/levels.ts'
import type { Workload } from '../../workloads/workload.ts'

export interface Judgement {
  readonly verdict: PredictionVerdict
  readonly figures: readonly PredictionFigure[]
}

export interface Experiment {
  /** Of the prediction in `results/predictions.ts`. */
  readonly id: string
  /** How figures become a verdict. */
  readonly rule: string
  /** Trials that it will run at so many repetitions. */
  planned(size: LaboratorySize): number
  /** Expected host time of one of them on two cores, in seconds. */
  readonly secondsPerTrial: number
  run(laboratory: Laboratory): Promise<Judgement>
}

export interface LaboratorySize {
  /** Repetitions of each cell, with different seeds. */
  readonly trials: number
  /** Smaller organisations and fewer cells. */
  readonly quick: boolean
}

/** What differs from a trial of the mesh, bare, on the small workload. */
export interface TrialChanges {
  /** Number of the repetition; it fixes the seed, so equal numbers are pairs. */
  readonly trial: number
  readonly workload?: Workload
  readonly architecture?: string
  readonly topology?: string
  readonly levels?: ControlLevels
  readonly agents?: number
  /** Measured CPU time; default none, and no warm-up. */
  readonly minCpuS?: number
}

/** Where experiments get their trials. */
export interface Laboratory extends LaboratorySize {
  /** Small, with an incident (library workload `smoke`). */
  readonly small: Workload
  /** The defaults of the schema (library workload `organisation`), for default staffing. */
  readonly organisation: Workload
  /** Runs a whole trial. Throws a `MusterError` if it fails or is not valid. */
  trial(changes: TrialChanges): Promise<CompletedTrial>
  /** Seed of a repetition, for what is run without `trial`. */
  seedOf(trial: number): number
  /** Counts a trial that was run without `trial`. */
  countTrial(): void
}

/** Fewest pairs from which an interval may decide. */
export const LEAST_TRIALS = 3

export function held(because: string): PredictionVerdict {
  return { kind: 'held', because }
}

export function didNotHold(because: string): PredictionVerdict {
  return { kind: 'did not hold', because }
}

export function noEvidence(lacks: 'sample' | 'mechanism', because: string): PredictionVerdict {
  return { kind: 'no evidence', lacks, because }
}

export function figure(name: string, unit: string, estimate: Estimate): PredictionFigure {
  const { n, value, low, high } = estimate
  return { name, unit, n, value, low, high }
}

/** A figure that was counted, with nothing to estimate. */
export function counted(name: string, unit: string, value: number, n: number): PredictionFigure {
  return { name, unit, n, value, low: null, high: null }
}

/** `task` for 0 … n−1, one after the other. */
export async function inTurn<T>(n: number, task: (nth: number) => Promise<T>): Promise<T[]> {
  const results: T[] = []
  for (let nth = 0; nth < n; nth++) results.push(await task(nth))
  return results
}

/** The containment record of a trial whose workload has an incident. */
export function containmentOf(trial: CompletedTrial): NonNullable<CompletedTrial['containment']> {
  if (trial.containment === undefined) throw new RangeError('the trial had no incident')
  return trial.containment
}
