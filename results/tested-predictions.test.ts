import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { parseManifest } from './record-shape.ts'
import { testedPredictionsOf } from './tested-predictions.ts'
import { examplePredictions } from './testing/example-predictions.ts'
import { exampleRun } from './testing/example-run.ts'

const json = `${JSON.stringify(examplePredictions())}\n`

describe('the verdicts that a run is given', () => {
  test('are those of the record, without its figures, and name its bytes', () => {
    const tested = testedPredictionsOf(json)
    expect(tested.digest).toBe(createHash('sha256').update(json).digest('hex'))
    expect(tested.commit).toBe('abcdef123456')
    expect(tested.verdicts).toEqual(
      examplePredictions().predictions.map(({ id, statement, verdict }) => ({
        id,
        statement,
        verdict,
      })),
    )
  })

  test('are read back from the manifest of a run', () => {
    const manifest = { ...exampleRun().manifest, predictions: testedPredictionsOf(json) }
    expect(parseManifest(JSON.parse(JSON.stringify(manifest)))).toEqual(manifest)
  })

  test.each([
    ['[]', 'an object'],
    ['{"schema":"muster/predictions@2"}', 'schema should be muster/predictions@1'],
    [json.replace('"held"', '"proved"'), 'verdict.kind should be held'],
    [json.replace('"mechanism"', '"luck"'), 'verdict.lacks should be sample or mechanism'],
    [
      json.replace(/"predictions":\[.*\]/, '"predictions":[]'),
      'predictions should be at least one',
    ],
  ])('are refused with their place: %.40s', (text, place) => {
    expect(() => testedPredictionsOf(text)).toThrow(place)
  })

  test('are refused if they are cut off', () => {
    expect(() => testedPredictionsOf(json.slice(0, -20))).toThrow(SyntaxError)
  })
})
