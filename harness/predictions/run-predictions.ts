/** Tests every registered prediction, in the order of their registration. */
import { PREDICTIONS, type Prediction } from '../../results/predictions.ts'
import type { PredictionRecord } from '../../results/prediction-record.ts'
import { MusterError } from '../kernel/errors.ts'
import { hostNowMs } from '../kernel/host-clock.ts'
import { EXPERIMENTS } from './experiments.ts'
import {
  type Experiment,
  type Judgement,
  type Laboratory,
  type LaboratorySize,
  noEvidence,
} from './experiment.ts'

export interface PredictionRunOptions {
  /** Ids of the predictions to test. */
  readonly only: readonly string[]
  /** Makes a laboratory that tells `ended` after each trial. */
  readonly laboratory: (ended: () => void) => Laboratory
  readonly started: (prediction: Prediction, planned: number) => void
  readonly ended: (record: PredictionRecord) => void
}

/** Trials that will be run, and the host time in seconds that they are expected to take. */
export function expectedCost(
  size: LaboratorySize,
  only: readonly string[],
): { trials: number; seconds: number } {
  let trials = 0
  let seconds = 0
  for (const experiment of EXPERIMENTS) {
    if (!only.includes(experiment.id)) continue
    const planned = experiment.planned(size)
    trials += planned
    seconds += planned * experiment.secondsPerTrial
  }
  return { trials, seconds }
}

/**
 * One record for each prediction, whatever became of it. A trial that fails makes its prediction one
 * without evidence; only an interruption ends the whole, by a MusterError.
 */
export async function runPredictions(options: PredictionRunOptions): Promise<PredictionRecord[]> {
  const records: PredictionRecord[] = []
  for (const prediction of PREDICTIONS) {
    if (!options.only.includes(prediction.id)) continue
    const experiment = EXPERIMENTS.find(({ id }) => id === prediction.id)
    let trials = 0
    const laboratory = options.laboratory(() => trials++)
    options.started(prediction, experiment?.planned(laboratory) ?? 0)
    const start = hostNowMs()
    const { verdict, figures } = await judgementOf(experiment, laboratory)
    const record: PredictionRecord = {
      ...prediction,
      rule: experiment?.rule ?? '',
      verdict,
      figures,
      trials,
      seconds: (hostNowMs() - start) / 1000,
    }
    records.push(record)
    options.ended(record)
  }
  return records
}

async function judgementOf(
  experiment: Experiment | undefined,
  laboratory: Laboratory,
): Promise<Judgement> {
  if (experiment === undefined) {
    return { verdict: noEvidence('mechanism', 'no experiment tests it'), figures: [] }
  }
  try {
    return await experiment.run(laboratory)
  } catch (error) {
    if (!(error instanceof MusterError) || !isOfOneTrial(error)) throw error
    return { verdict: noEvidence('sample', `a trial failed: ${error.message}`), figures: [] }
  }
}

function isOfOneTrial({ code }: MusterError): boolean {
  return code === 'TRIAL_FAILED' || code === 'TRIAL_TIMED_OUT' || code === 'WORKER_OUT_OF_MEMORY'
}
