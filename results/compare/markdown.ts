/** A comparison as Markdown, for a comment on a pull request. */
import { amountText } from '../objectives/amount.ts'
import type { ComparedRow, ComparisonDocument } from './comparison-document.ts'
import { effectText, noteLines, sideText, summaryLines, verdictText } from './describe.ts'

const MARKS: Readonly<Record<ComparedRow['verdict'], string>> = {
  better: '▲',
  worse: '▼',
  equivalent: '≈',
  undecided: '~',
  'no evidence': '?',
  'not comparable': '✕',
}

/** Sides, differences, and a table for each size; what is worse or unknown first. */
export function comparisonMarkdown(document: ComparisonDocument): string {
  const { a, b, rows, margin, gate } = document
  const title =
    gate === null
      ? 'Muster comparison'
      : `Muster comparison: ${gate.holds ? 'holds' : 'does not hold'}`
  const [summary = '', ...rest] = summaryLines(document)
  const sizes = [...new Set(rows.map((row) => row.agents))]
  const parts = [
    `### ${title}`,
    `- A: ${plain(sideText(a))}\n- B: ${plain(sideText(b))}`,
    list(noteLines(document)),
    plain(summary),
    ...(rest.length === 0 ? [] : [list(rest.map((line) => line.trim()))]),
    ...sizes.map((agents) => tableOf(agents, document.rows, margin)),
  ]
  return `${parts.join('\n\n')}\n`
}

function tableOf(agents: number, rows: readonly ComparedRow[], margin: number): string {
  const lines = rows
    .filter((row) => row.agents === agents)
    .map(
      (row) =>
        `| ${[
          plain(row.entrant),
          plain(row.metric),
          plain(amountText(row.a, row.unit)),
          plain(amountText(row.b, row.unit)),
          plain(effectText(row)),
          row.pairing,
          `${MARKS[row.verdict]} ${plain(verdictText(row, margin))}${isClear(row) ? '' : `: ${plain(row.because)}`}`,
        ].join(' | ')} |`,
    )
  return [
    `**${agents.toLocaleString('en-US')} agents**`,
    '',
    '| entrant | metric | A | B | B / A, or B − A | pairing | verdict |',
    '|---|---|--:|--:|--:|---|---|',
    ...lines,
  ].join('\n')
}

function isClear({ verdict }: ComparedRow): boolean {
  return verdict !== 'no evidence' && verdict !== 'not comparable'
}

function list(lines: readonly string[]): string {
  return lines.map((line) => `- ${plain(line)}`).join('\n')
}

/** Text that Markdown leaves alone: names come from files, and may be anything. */
function plain(text: string): string {
  return text
    .replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]+/gu, ' ')
    .replace(/[\\`*_[\]<>|#~&@]/g, (sign) => `&#${sign.codePointAt(0)};`)
}
