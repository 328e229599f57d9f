/** What `muster predictions` prints. */
import type { PredictionFigure, PredictionRecord } from '../../../results/prediction-record.ts'
import { formatSeconds } from './seconds.ts'
import { alignColumns } from './table.ts'

/** Every prediction with its verdict, rule and figures, and the count of verdicts at the end. */
export function describePredictions(predictions: readonly PredictionRecord[]): string {
  const parts = predictions.map(describe)
  return `${parts.join('\n')}\n${summary(predictions)}`
}

function describe(record: PredictionRecord): string {
  const { id, statement, test, rule, verdict, figures, trials, seconds } = record
  const lacks = verdict.kind === 'no evidence' ? ` (${verdict.lacks})` : ''
  const head = [
    `${verdict.kind.toUpperCase()}${lacks}  ${id}`,
    `  predicted  ${statement}`,
    `  test       ${test}`,
    `  rule       ${rule}`,
    `  because    ${verdict.because}`,
    `  from       ${trials} trial${trials === 1 ? '' : 's'} in ${formatSeconds(seconds)}`,
  ]
  return `${head.join('\n')}\n${figures.length === 0 ? '' : indent(tableOf(figures))}`
}

function tableOf(figures: readonly PredictionFigure[]): string {
  const header = ['figure', 'n', 'value', '95 % interval', 'unit']
  const rows = figures.map(({ name, unit, n, value, low, high }) => [
    name,
    String(n),
    number(value),
    low === null || high === null ? '–' : `${number(low)} – ${number(high)}`,
    unit,
  ])
  return alignColumns([header, ...rows])
}

function summary(predictions: readonly PredictionRecord[]): string {
  const count = (kind: PredictionRecord['verdict']['kind']): number =>
    predictions.filter(({ verdict }) => verdict.kind === kind).length
  return `${count('held')} held, ${count('did not hold')} did not hold, ${count('no evidence')} without evidence\n`
}

function indent(text: string): string {
  return text.replaceAll(/^(?=.)/gm, '    ')
}

function number(value: number | null): string {
  if (value === null) return '–'
  if (Number.isInteger(value)) return value.toLocaleString('en-US')
  return Math.abs(value) >= 1000 ? Math.round(value).toLocaleString('en-US') : value.toPrecision(3)
}
