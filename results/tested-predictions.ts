/**
 * What a run keeps of a record of predictions that it was given: the verdicts, and which record they
 * are from. The figures stay in that record.
 */
import { createHash } from 'node:crypto'
import { PREDICTIONS_SCHEMA, type PredictionVerdict } from './prediction-record.ts'
import { count, fields, list, type Shape, ShapeError, text, truth, word } from './shape.ts'

export interface TestedPredictions {
  /** When they were tested, ISO 8601. */
  readonly at: string
  /** Of the harness that tested them. */
  readonly version: string
  readonly commit: string
  /** Repetitions of each cell. */
  readonly trials: number
  readonly quick: boolean
  /** SHA-256 in hex over the bytes of `predictions.json`. */
  readonly digest: string
  readonly verdicts: readonly TestedPrediction[]
}

export interface TestedPrediction {
  readonly id: string
  readonly statement: string
  readonly verdict: PredictionVerdict
}

const verdictShape: Shape<PredictionVerdict> = (value, path) => {
  const { kind } = fields<{ readonly kind: PredictionVerdict['kind'] }>({
    kind: word('held', 'did not hold', 'no evidence'),
  })(value, path)
  fields<{ readonly because: string }>({ because: text })(value, path)
  if (kind === 'no evidence') {
    fields<{ readonly lacks: string }>({ lacks: word('sample', 'mechanism') })(value, path)
  }
  return value as PredictionVerdict
}

const predictionShape = fields<TestedPrediction>({
  id: text,
  statement: text,
  verdict: verdictShape,
})

/** As a check on the part of a manifest. */
export const testedPredictionsShape = fields<TestedPredictions>({
  at: text,
  version: text,
  commit: text,
  trials: count,
  quick: truth,
  digest: text,
  verdicts: list(predictionShape),
})

const documentShape = fields<{
  readonly schema: typeof PREDICTIONS_SCHEMA
  readonly at: string
  readonly trials: number
  readonly quick: boolean
  readonly harness: { readonly version: string; readonly commit: string }
  readonly predictions: readonly TestedPrediction[]
}>({
  schema: word(PREDICTIONS_SCHEMA),
  at: text,
  trials: count,
  quick: truth,
  harness: fields<{ readonly version: string; readonly commit: string }>({
    version: text,
    commit: text,
  }),
  predictions: list(predictionShape),
})

/**
 * The verdicts of a `predictions.json`. Throws `SyntaxError` for what is not JSON and `ShapeError`, with
 * the place, for what is no such record or has no prediction.
 */
export function testedPredictionsOf(json: string): TestedPredictions {
  const { at, trials, quick, harness, predictions } = documentShape(JSON.parse(json), '')
  if (predictions.length === 0) throw new ShapeError('predictions', 'at least one', predictions)
  return {
    at,
    version: harness.version,
    commit: harness.commit,
    trials,
    quick,
    digest: createHash('sha256').update(json, 'utf8').digest('hex'),
    verdicts: predictions.map(({ id, statement, verdict }) => ({ id, statement, verdict })),
  }
}
