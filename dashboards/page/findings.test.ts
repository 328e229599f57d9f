import { describe, expect, test } from 'vitest'
import { exampleRun } from '../../results/testing/example-run.ts'
import type { TrialRecord } from '../../results/record.ts'
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

  test('give the blast radius with its range', () => {
    expect(sentences.join(' ')).toContain(
      'Agents that had the guidance in a prompt: langchain 9 (in every trial);',
    )
    const widened = trials.map((trial): TrialRecord =>
      trial.kind === 'completed' && trial.containment !== undefined
        ? { ...trial, containment: { ...trial.containment, blastRadiusAgents: 7 + trial.trial } }
        : trial,
    )
    const found = findingsOf(buildViewModel(manifest, widened).view)
    expect(found.at(-1)?.sentences[0]).toContain(
      'in a prompt: langchain, crewai, autogen and mesh 8 (range 7–9).',
    )
  })

  test('say at which sizes only some trials detect', () => {
    const found = sentences.filter((sentence) => sentence.startsWith('Detected by size'))
    expect(found).toEqual([
      'Detected by size, as-shipped: langchain, crewai and autogen in no trial at any size; mesh in 3 of 3 at any size.',
      'Detected by size, governed: langchain and mesh in 3 of 3 at any size; crewai in 2 of 3 at any size; autogen in 3 of 3 at 78, 780 and 7,800 agents, in 2 of 2 at 78,000.',
    ])
  })

  test('say so when only some trials at the largest size are contained', () => {
    const late = trials.map((trial): TrialRecord => {
      if (trial.kind === 'failed' || trial.containment === undefined) return trial
      const containMin = trial.trial === 0 ? 20 : null
      return { ...trial, containment: { ...trial.containment, containMin } }
    })
    const found = findingsOf(buildViewModel(manifest, late).view)
    expect(found.at(-1)?.sentences[0]).toContain(
      'contained only in 1 of 3 trials (median censored at 60\u00a0min)',
    )
  })

  test('say what was censored', () => {
    const text = sentences.join(' ')
    expect(text).toContain(
      'langchain, crewai and autogen not contained within 60\u00a0min (censored)',
    )
    expect(text).toContain('(censored) with 1.5\u00a0% censored')
  })
})
