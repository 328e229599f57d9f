import { expect, test } from 'vitest'
import type { ObjectiveRecord } from '../../results/objectives/objective-record.ts'
import { renderObjectives } from './objectives.ts'

const RECORD: ObjectiveRecord = {
  objective: 'p99Ms < 120 s for <b>*',
  entrant: '<script>@bare',
  agents: 78_000,
  metric: 'p99Ms',
  statistic: 'p99',
  comparison: '<',
  bound: 120_000,
  unit: 'ms',
  n: 3,
  value: 100,
  low: 90,
  high: 110,
  verdict: 'holds',
  because: 'the whole interval is within the bound',
}

test('a run without objectives has no section of them', () => {
  expect(renderObjectives([])).toBeUndefined()
})

test('every verdict is counted and shown with its value and its reason', () => {
  const markup = renderObjectives([
    RECORD,
    { ...RECORD, verdict: 'does not hold', because: 'beyond' },
    { ...RECORD, verdict: 'no evidence', value: null, low: null, high: null, because: 'no task' },
  ])?.markup
  expect(markup).toContain('1 of 3 hold, 1 do not, and for\n1 there is no evidence')
  expect(markup).toMatch(/100\u00a0ms<small\s*>90\u00a0ms – 110\u00a0ms<\/small\s*>/)
  expect(markup).toContain('no task')
  expect(markup?.match(/<tr>/g)).toHaveLength(4)
})

test('texts of a workload are only ever text', () => {
  const markup = renderObjectives([RECORD])?.markup
  expect(markup).toContain('p99Ms &lt; 120 s for &lt;b&gt;*')
  expect(markup).not.toContain('<script>')
})

test('many verdicts are counted by objective first, with the places that differ', () => {
  const many = Array.from({ length: 9 }, (_, index): ObjectiveRecord => ({
    ...RECORD,
    entrant: `e${index}@bare`,
    verdict: index === 4 ? 'does not hold' : 'holds',
  }))
  const markup = renderObjectives(many)?.markup ?? ''
  const [counted = '', listed = ''] = markup.split('<details>')
  expect(counted).toMatch(/<\/span>8 of 9<\/span/)
  expect(counted).toMatch(/<\/span>1 of 9<\/span\s*>[^]*<small>e4@bare at 78,000<\/small/)
  expect(counted).toContain('e0@bare at 78,000, e1@bare at 78,000, e2@bare at 78,000 and 5 more')
  expect(listed).toContain('All 9 verdicts')
  expect(listed.match(/<tr>/g)).toHaveLength(10)
})
