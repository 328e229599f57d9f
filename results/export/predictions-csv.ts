import type { PredictionFigure, PredictionRecord } from '../prediction-record.ts'
import { plain, tableToCsv } from './columns.ts'

interface Row {
  readonly prediction: PredictionRecord
  /** Null for a prediction without figures, so that none is missing from the table. */
  readonly figure: PredictionFigure | null
}

/** `predictions.csv`: one line for each figure of each prediction. */
export function predictionsCsv(predictions: readonly PredictionRecord[]): string {
  const rows = predictions.flatMap((prediction): Row[] =>
    prediction.figures.length === 0
      ? [{ prediction, figure: null }]
      : prediction.figures.map((figure) => ({ prediction, figure })),
  )
  return tableToCsv<Row>(
    [
      plain('prediction', ({ prediction }) => prediction.id),
      plain('verdict', ({ prediction }) => prediction.verdict.kind),
      plain('because', ({ prediction }) => prediction.verdict.because),
      plain('figure', ({ figure }) => figure?.name ?? null),
      plain('unit', ({ figure }) => figure?.unit ?? null),
      plain('n', ({ figure }) => figure?.n ?? null),
      plain('value', ({ figure }) => figure?.value ?? null),
      plain('low', ({ figure }) => figure?.low ?? null),
      plain('high', ({ figure }) => figure?.high ?? null),
    ],
    rows,
  )
}
