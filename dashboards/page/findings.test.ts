import { describe, expect, test } from 'vitest'
import { exampleRun } from '../../results/example-run.ts'
import { buildViewModel } from '../view-model.ts'
import { findingsOf } from './findings.ts'

const { manifest, trials } = exampleRun()
const findings = findingsOf(buildViewModel(manifest, trials).view)
const sentences = findings.flatMap((finding) => finding.sentences)

const COMPARATIVE =
  /\b(more|less|fewer|faster|slower|better|worse|best|worst|highest|lowest|higher|lower|leads|wins|ratio|multiple)\b/i
const INTERVAL = /\([^()]*\d[^()]*(–| to )[^()]*\d[^()]*\)/

describe('findings', () => {
  test('cover every subject that was measured', () => {
    expect(findings.map((finding) => finding.about)).toEqual([
      'Outcome',
      'Throughput',
      'Scaling',
      'Latency',
      'Price of trust',
      'Incident',
    ])
  })

  test('compare only with an interval in the same sentence', () => {
    const comparing = sentences.filter((sentence) => COMPARATIVE.test(sentence))
    expect(comparing.length).toBeGreaterThan(3)
    for (const sentence of comparing) expect(sentence).toMatch(INTERVAL)
  })

  test('give a verdict on the two highest throughputs', () => {
    const [sentence = ''] = findings[1]?.sentences ?? []
    expect(sentence).toMatch(
      /^At 78,000 agents, as-shipped: mesh completes .* and crewai .*resolved\.$/,
    )
  })

  test('do not claim an order that one trial cannot carry', () => {
    const single = trials.filter((trial) => trial.trial === 0)
    const found = findingsOf(buildViewModel({ ...manifest, trials: 1 }, single).view)
    const throughput = found.find((finding) => finding.about === 'Throughput')?.sentences ?? []
    expect(throughput).toHaveLength(2)
    for (const sentence of throughput) expect(sentence).toMatch(/not resolved\.$/)
  })

  test('say what was censored', () => {
    const text = sentences.join(' ')
    expect(text).toContain(
      'langchain, crewai and autogen not contained within 60\u00a0min (censored)',
    )
    expect(text).toContain('(censored) with 1.5\u00a0% censored')
  })
})
