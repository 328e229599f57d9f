/** The record of `muster predictions`: what became of each registered prediction, with its figures. */
import type { EnvironmentRecord, RunManifest } from './record.ts'

export const PREDICTIONS_SCHEMA = 'muster/predictions@1'

/** What an experiment says about a prediction. */
export type PredictionVerdict =
  | { readonly kind: 'held'; readonly because: string }
  | { readonly kind: 'did not hold'; readonly because: string }
  | {
      readonly kind: 'no evidence'
      /** `sample`: too few or too noisy trials. `mechanism`: what is asked about did not happen. */
      readonly lacks: 'sample' | 'mechanism'
      readonly because: string
    }

/** One figure behind a verdict, with its 95 % interval where the trials allow one. */
export interface PredictionFigure {
  readonly name: string
  /** Empty for plain counts and ratios. */
  readonly unit: string
  /** Trials, or pairs of trials, behind it. */
  readonly n: number
  /** Null where there is nothing to give, such as the time of something that never happened. */
  readonly value: number | null
  readonly low: number | null
  readonly high: number | null
}

export interface PredictionRecord {
  readonly id: string
  /** As registered. */
  readonly statement: string
  readonly test: string
  /** How figures become a verdict; fixed before the trials. */
  readonly rule: string
  readonly verdict: PredictionVerdict
  readonly figures: readonly PredictionFigure[]
  /** Trials that were run for it. */
  readonly trials: number
  /** Host time that they took. */
  readonly seconds: number
}

export interface PredictionsDocument {
  readonly schema: typeof PREDICTIONS_SCHEMA
  readonly at: string
  readonly harness: RunManifest['harness']
  readonly machine: EnvironmentRecord
  readonly seed: number
  /** Repetitions of each cell. */
  readonly trials: number
  readonly quick: boolean
  readonly predictions: readonly PredictionRecord[]
}
