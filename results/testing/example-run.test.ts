import { expect, test } from 'vitest'
import { exampleRun } from './example-run.ts'
import { Histogram } from '../histogram.ts'
import { parseManifest, parseTrial } from '../record-shape.ts'

const { manifest, trials } = exampleRun()

test('the example run is what a reader of run folders accepts', () => {
  expect(parseManifest(JSON.parse(JSON.stringify(manifest)))).toEqual(manifest)
  for (const trial of trials) expect(parseTrial(JSON.parse(JSON.stringify(trial)))).toEqual(trial)
})

test('the example run is the same on every call', () => {
  expect(exampleRun()).toEqual({ manifest, trials })
})

test('the example run has all cells, one failed trial and censored incidents', () => {
  expect(trials).toHaveLength(manifest.planned)
  expect(trials.filter((t) => t.purpose === 'main')).toHaveLength(4 * 4 * 2 * 3)
  expect(trials.filter((t) => t.purpose === 'auth')).toHaveLength(4 * 3 * 3)
  expect(trials.filter((t) => t.kind === 'failed')).toHaveLength(1)
  const undetected = trials.filter(
    (t) => t.kind === 'completed' && t.containment?.detectMin === null,
  )
  expect(new Set(undetected.map((t) => t.profile))).toEqual(new Set(['as-shipped', 'governed']))
})

test('tasks of the example run add up and agree with their histograms', () => {
  for (const trial of trials) {
    if (trial.kind === 'failed') continue
    const { offered, completed, failed, censored } = trial.tasks
    expect(completed + failed + censored).toBe(offered)
    const histogram = Histogram.decode(trial.latency.histogram)
    expect([histogram.count, histogram.censored]).toEqual([completed, failed + censored])
    expect(trial.latency.censoredShare).toBe((failed + censored) / offered)
  }
})

test('the example run says that it is synthetic', () => {
  expect(manifest.name).toContain('synthetic')
  expect(manifest.warnings.join()).toContain('synthetic')
})
