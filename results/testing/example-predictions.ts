/** Made-up verdicts on three predictions, one of each kind. For tests of the pages. */
import {
  PREDICTIONS_SCHEMA,
  type PredictionFigure,
  type PredictionRecord,
  type PredictionsDocument,
} from '../prediction-record.ts'
import { PREDICTIONS } from '../predictions.ts'

function figure(name: string, unit: string, value: number | null, half?: number): PredictionFigure {
  const ends =
    half === undefined || value === null ? [null, null] : ([value - half, value + half] as const)
  return { name, unit, n: 5, value, low: ends[0] ?? null, high: ends[1] ?? null }
}

function record(
  id: string,
  verdict: PredictionRecord['verdict'],
  figures: readonly PredictionFigure[],
): PredictionRecord {
  const registered = PREDICTIONS.find((one) => one.id === id)
  if (registered === undefined) throw new Error(`no prediction ${id}`)
  return { ...registered, rule: 'Held: made up.', verdict, figures, trials: 15, seconds: 12.5 }
}

/** `predictions.json` of a search that never was. */
export function examplePredictions(): PredictionsDocument {
  return {
    schema: PREDICTIONS_SCHEMA,
    at: '2026-03-01T10:00:00.000Z',
    harness: { version: '0.1.0', commit: 'abcdef123456', dirty: false },
    machine: {
      node: 'v20.20.2',
      platform: 'linux x64',
      cpuModel: 'Example CPU',
      cpus: 2,
      memoryGiB: 8,
      loadBefore: 0.1,
      nodeOptions: '',
    },
    seed: 1,
    trials: 5,
    quick: false,
    predictions: [
      record('detection-needs-records', { kind: 'held', because: 'later at L1, never at L0' }, [
        figure('trials with an alert, L0', '', 0),
        figure('restricted mean time to detect, L1', 'min', 183, 37),
        figure('restricted mean time to detect, L2', 'min', 96, 27),
        figure('later at L1 than at L2, paired', 'min', 87, 34),
      ]),
      record(
        'global-stop-is-best-and-worst',
        { kind: 'did not hold', because: 'not told apart from C1' },
        [
          figure('people exposed, C1', '', 11.6, 3.9),
          figure('people exposed, C3', '', 11.6, 3.9),
          figure('offline, C1', 'agent-hours', 1.96, 1.4),
          figure('offline, C3', 'agent-hours', 167, 115),
          figure('contained, C1', 'min', null),
        ],
      ),
      record(
        'approvals-help-until-the-queue-breaks',
        { kind: 'no evidence', lacks: 'mechanism', because: 'nobody was asked' },
        [],
      ),
    ],
  }
}
