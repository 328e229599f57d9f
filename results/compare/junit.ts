/** A comparison as JUnit XML, which continuous integration shows as tests. */
import { amountText } from '../objectives/amount.ts'
import type { ComparedRow, ComparisonDocument } from './comparison-document.ts'
import { effectText, noteLines, sideText, verdictText } from './describe.ts'

/** A test case for each row: worse, and what there is no evidence for, are failures. */
export function comparisonJunit(document: ComparisonDocument): string {
  const { rows, a, b, margin } = document
  const failures = rows.filter(isFailure).length
  const about = [`A: ${sideText(a)}`, `B: ${sideText(b)}`, ...noteLines(document)].join('\n')
  const empty = rows.length === 0
  const counts = `tests="${empty ? 1 : rows.length}" failures="${empty ? 1 : failures}" errors="0" skipped="0"`
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="muster compare" ${counts}>`,
    `  <testsuite name="${escape(`${a.name} → ${b.name}`)}" ${counts}>`,
    ...(empty
      ? [
          '    <testcase classname="muster compare" name="rows"><failure message="there is nothing to compare"/></testcase>',
        ]
      : rows.map((row) => caseOf(row, margin))),
    `    <system-out>${escape(about)}</system-out>`,
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n')
}

function caseOf(row: ComparedRow, margin: number): string {
  const name = `${row.metric} at ${row.agents} agents`
  const figures = `${amountText(row.a, row.unit)} → ${amountText(row.b, row.unit)}, ${effectText(row)}, ${row.pairing}`
  const said = `${verdictText(row, margin)}: ${row.because}`
  const head = `    <testcase classname="${escape(row.entrant)}" name="${escape(name)}">`
  const body = isFailure(row)
    ? `<failure type="${escape(row.verdict)}" message="${escape(said)}">${escape(figures)}</failure>`
    : `<system-out>${escape(`${said}; ${figures}`)}</system-out>`
  return `${head}${body}</testcase>`
}

function isFailure({ verdict }: ComparedRow): boolean {
  return verdict === 'worse' || verdict === 'no evidence' || verdict === 'not comparable'
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  '\n': '&#10;',
}

/** XML 1.0 has no way at all to write most control characters and lone surrogates. */
function escape(text: string): string {
  return text
    .replace(/(?![\t\n])\p{Cc}|[\ufffe\uffff]|\p{Cs}/gu, '\ufffd')
    .replace(/[&<>"'\n]/g, (sign) => ESCAPES[sign] ?? sign)
}
