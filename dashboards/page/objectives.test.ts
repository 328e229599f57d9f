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
  expect(markup).toMatch(/100 ms<small\s*>90 ms – 110 ms<\/small\s*>/)
  expect(markup).toContain('no task')
  expect(markup?.match(/<tr>/g)).toHaveLength(4)
})

test('texts of a workload are only ever text', () => {
  const markup = renderObjectives([RECORD])?.markup
  expect(markup).toContain('p99Ms &lt; 120 s for &lt;b&gt;*')
  expect(markup).not.toContain('<script>')
})
