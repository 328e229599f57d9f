import { describe, expect, test } from 'vitest'
import type { ComparedRow, ComparedSide, ComparisonDocument } from './comparison-document.ts'
import { gateOf } from './comparison-document.ts'
import { comparisonJunit } from './junit.ts'
import { comparisonMarkdown } from './markdown.ts'

const HOSTILE = `<a href="x">&amp;'|\`]]>\u0000\ud800 @someone`

const SIDE: ComparedSide = {
  from: HOSTILE,
  name: HOSTILE,
  startedAt: '2026-03-18T09:00:00.000Z',
  state: 'completed',
  seed: 1,
  workloadDigest: 'd'.repeat(64),
  version: '0.1.0',
  commit: 'abc',
  trials: 3,
}

function row(verdict: ComparedRow['verdict'], metric = 'p99Ms'): ComparedRow {
  return {
    entrant: HOSTILE,
    agents: 780,
    metric,
    unit: 'ms',
    basis: 'virtual',
    pairing: 'exact',
    nA: 3,
    nB: 3,
    a: 1,
    b: 2,
    scale: 'ratio',
    estimate: 2,
    low: 1.5,
    high: 2.5,
    verdict,
    because: 'for <reasons>',
  }
}

function document(...rows: readonly ComparedRow[]): ComparisonDocument {
  return {
    schema: 'muster/compare@1',
    mode: 'stored',
    a: SIDE,
    b: SIDE,
    margin: 0.05,
    confidence: 0.95,
    differences: [{ what: 'CPU', a: HOSTILE, b: 'other', kind: 'machine' }],
    sameWorkload: true,
    notes: [HOSTILE],
    rows,
    gate: gateOf(rows),
  }
}

/** Checks that tags nest, attributes are quoted, and every & begins an entity. */
function assertWellFormed(xml: string): string[] {
  const open: string[] = []
  const names: string[] = []
  const body = xml.replace(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n/, '')
  const markup = /<(\/?)([a-z-]+)((?: [a-z]+="[^"<]*")*)(\/?)>|([^<]+)/gy
  let at = 0
  for (const match of body.matchAll(markup)) {
    expect(match.index).toBe(at)
    at += match[0].length
    expect(match[0]).not.toMatch(/&(?!(amp|lt|gt|quot|apos|#10);)/)
    const [, closing, name = '', , empty] = match
    if (match[5] !== undefined) continue
    if (closing === '/') expect(open.pop()).toBe(name)
    else {
      names.push(name)
      if (empty === '') open.push(name)
    }
  }
  expect(at).toBe(body.length)
  expect(open).toEqual([])
  return names
}

describe('JUnit', () => {
  test('is well formed whatever the names are', () => {
    const xml = comparisonJunit(document(row('worse'), row('better'), row('no evidence')))
    const names = assertWellFormed(xml)
    expect(names.filter((name) => name === 'testcase')).toHaveLength(3)
    expect(names.filter((name) => name === 'failure')).toHaveLength(2)
    expect(xml).toContain('tests="3" failures="2"')
    // oxlint-disable-next-line no-control-regex -- XML 1.0 cannot hold it at all
    expect(xml).not.toMatch(/[\u0000-\u0008]|\p{Cs}/u)
  })

  test('without rows is a failure', () => {
    const xml = comparisonJunit(document())
    assertWellFormed(xml)
    expect(xml).toContain('tests="1" failures="1"')
  })
})

describe('Markdown', () => {
  test('keeps its tables whatever the names are', () => {
    const text = comparisonMarkdown(document(row('worse'), row('equivalent')))
    const table = text.split('\n').filter((line) => line.startsWith('|'))
    expect(table).toHaveLength(4)
    for (const line of table) expect(line.split('|')).toHaveLength(9)
  })

  test('mentions nobody and holds no markup of names', () => {
    const text = comparisonMarkdown(document(row('worse')))
    expect(text).not.toMatch(/@someone|<a|`/)
  })

  test('says at the top whether the gate holds', () => {
    expect(comparisonMarkdown(document(row('worse')))).toMatch(/^### .*does not hold\n/)
    expect(comparisonMarkdown(document(row('better')))).toMatch(/^### .*: holds\n/)
  })
})
