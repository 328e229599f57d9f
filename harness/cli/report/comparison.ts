/** A comparison as text for stdout. */
import type { ComparisonDocument } from '../../../results/compare/comparison-document.ts'
import {
  effectText,
  noteLines,
  sideText,
  summaryLines,
  verdictText,
} from '../../../results/compare/describe.ts'
import { amountText } from '../../../results/objectives/amount.ts'
import { alignColumns } from './table.ts'

/** Sides, what differs, one line for each row, and the counts. */
export function comparisonText(document: ComparisonDocument): string {
  const { a, b, rows, margin } = document
  const header = ['entrant', 'agents', 'metric', 'A', 'B', 'B/A', 'pairing', 'verdict']
  const lines = rows.map((row) => [
    row.entrant,
    row.agents.toLocaleString('en-US'),
    row.metric,
    amountText(row.a, row.unit),
    amountText(row.b, row.unit),
    effectText(row),
    row.pairing,
    verdictText(row, margin),
  ])
  const reasons = new Set(
    rows
      .filter((row) => row.verdict === 'no evidence' || row.verdict === 'not comparable')
      .map((row) => `${row.verdict}, ${row.metric}: ${row.because}`),
  )
  return [
    `A  ${sideText(a)}\nB  ${sideText(b)}\n`,
    noteLines(document)
      .map((line) => `   ${line}\n`)
      .join(''),
    rows.length === 0 ? '' : `\n${alignColumns([header, ...lines])}`,
    reasons.size === 0 ? '' : `\n${[...reasons].map((line) => `${line}\n`).join('')}`,
    `\n${summaryLines(document)
      .map((line) => `${line}\n`)
      .join('')}`,
  ].join('')
}
