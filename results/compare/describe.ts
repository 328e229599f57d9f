/** Parts of a comparison in words, the same in every format. */
import { amountText } from '../objectives/amount.ts'
import type { ComparedRow, ComparedSide, ComparisonDocument } from './comparison-document.ts'

/** `better`, `equivalent within ±5 %`, …; with tiers where they changed. */
export function verdictText({ verdict, tierA, tierB }: ComparedRow, margin: number): string {
  const words =
    verdict === 'equivalent'
      ? `equivalent within ±${Number((100 * margin).toPrecision(4))} %`
      : verdict
  return tierA !== undefined && tierB !== undefined && tierA !== null && tierB !== null
    ? `${words}, tier ${tierA === tierB ? tierA : `${tierA} → ${tierB}`}`
    : words
}

/** The estimate with its interval, as a ratio or as a difference with its sign. */
export function effectText({ scale, estimate, low, high, unit }: ComparedRow): string {
  if (estimate === null) return '–'
  const text =
    scale === 'ratio'
      ? (value: number): string => value.toFixed(3)
      : (value: number): string => `${value > 0 ? '+' : ''}${amountText(value, unit)}`
  if (low === null || high === null || low === high) return text(estimate)
  return `${text(estimate)} (${text(low)} – ${text(high)})`
}

/** One line about a side. */
export function sideText({
  from,
  startedAt,
  version,
  commit,
  seed,
  trials,
  state,
}: ComparedSide): string {
  const ended = state === 'completed' ? '' : `, ${state}`
  return `${from}: muster ${version} (${commit}), ${startedAt.slice(0, 16).replace('T', ' ')}, seed ${seed}, ${trials} trials${ended}`
}

/** What comes before the rows: what differs, and what to keep in mind. */
export function noteLines({ differences, notes }: ComparisonDocument): string[] {
  return [
    ...(differences.length === 0
      ? ['no difference of machine or package']
      : differences.map(({ what, a, b }) => `${what}: ${a} → ${b}`)),
    ...notes,
  ]
}

/** Counts of the verdicts, and what the gate says. */
export function summaryLines({ rows, gate, confidence }: ComparisonDocument): string[] {
  const counts = new Map<string, number>()
  for (const { verdict } of rows) counts.set(verdict, (counts.get(verdict) ?? 0) + 1)
  const said = [...counts].map(([verdict, count]) => `${count} ${verdict}`).join(', ')
  const undecided = counts.get('undecided') ?? 0
  const open =
    undecided === 0
      ? ''
      : ` ${undecided} ${undecided === 1 ? 'row is' : 'rows are'} undecided: more trials, or fewer metrics, make intervals narrower.`
  return [
    `${rows.length} rows: ${said === '' ? 'nothing to compare' : said}. B against A; all intervals hold together at ${100 * confidence} %.`,
    ...(gate === null
      ? []
      : gate.holds
        ? [
            `The gate holds: nothing is shown to be worse, and something was measured for every row.${open}`,
          ]
        : ['The gate does not hold:', ...gate.failing.map((line) => `  ${line}`)]),
  ]
}
