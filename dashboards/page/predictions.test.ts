import { expect, test } from 'vitest'
import { testedPredictionsOf } from '../../results/tested-predictions.ts'
import { examplePredictions } from '../../results/testing/example-predictions.ts'
import { exampleRun } from '../../results/testing/example-run.ts'
import { renderDashboard } from '../publish.ts'
import { renderTestedPredictions } from './predictions.ts'

const tested = testedPredictionsOf(JSON.stringify(examplePredictions()))

test('a run that was given no predictions says nothing of them', () => {
  expect(renderTestedPredictions(undefined)).toBeUndefined()
})

test('verdicts are counted, listed with their reasons, and told apart from the run', () => {
  const markup = renderTestedPredictions(tested)?.markup ?? ''
  expect(markup).toMatch(/1 of 3 held, 1 did not, and for\s1 there is no evidence/)
  expect(markup).toContain('not by\nthis run: 2026-03-01, muster 0.1.0, commit abcdef123456')
  expect(markup).toContain(tested.digest)
  for (const { statement, verdict } of tested.verdicts) {
    expect(markup).toContain(statement)
    expect(markup).toContain(`<td>${verdict.because}</td>`)
  }
})

test('on the page of a run they have a place and run nothing', async () => {
  const { manifest, trials } = exampleRun()
  const evil = '</script><img src=x onerror=alert(1)> <!--'
  const verdicts = tested.verdicts.map(({ verdict }) => ({
    id: evil,
    statement: evil,
    verdict: { ...verdict, because: evil },
  }))
  const predictions = { ...tested, at: evil, commit: evil, digest: evil, verdicts }
  const page = await renderDashboard({ ...manifest, predictions }, trials)
  expect(page).toContain('<a href="#predictions">Predictions</a>')
  expect(page).toContain('&lt;img src=x')
  expect(page.split('<script')).toHaveLength(2)
  expect(page).not.toContain('<img')
  expect(page).not.toContain('<!--')
})
