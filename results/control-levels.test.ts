import { describe, expect, it } from 'vitest'
import { levelsOf } from '../harness/controls/profile.ts'
import { CONTROL_STAGES } from './control-levels.ts'
import { parseManifest } from './record-shape.ts'
import { exampleRun } from './testing/example-run.ts'

/** Levels that a profile may be given, from what it says about one that there is not. */
function knownLevels(): string[] {
  try {
    levelsOf('bare/Z9', 'mesh')
  } catch (error) {
    const { hint } = error as { hint: string }
    return hint.replace('one of: ', '').split(', ')
  }
  throw new Error('Z9 was taken for a level')
}

describe('the control levels', () => {
  it('are explained one and all, each under its stage', () => {
    const explained = Object.values(CONTROL_STAGES).flatMap(({ levels }) => Object.keys(levels))
    expect(explained.toSorted()).toEqual(knownLevels().toSorted())
    for (const [stage, { levels }] of Object.entries(CONTROL_STAGES)) {
      for (const level of Object.keys(levels)) {
        expect(levelsOf(`bare/${level}`, 'mesh')).toHaveProperty(stage, level)
      }
    }
  })

  it('are of the stages that a trial has', () => {
    expect(Object.keys(CONTROL_STAGES).toSorted()).toEqual(
      Object.keys(levelsOf('bare', 'mesh')).toSorted(),
    )
  })
})

describe('the levels of a stored run', () => {
  const withControls = (changes: object): unknown => {
    const { manifest } = exampleRun()
    const [first] = manifest.entrants
    const controls = { ...first?.controls, ...changes }
    return JSON.parse(JSON.stringify({ ...manifest, entrants: [{ ...first, controls }] }))
  }

  it('may leave out stages that came later', () => {
    const changes = { capabilities: undefined, frames: undefined }
    expect(() => parseManifest(withControls(changes))).not.toThrow()
  })

  it.each(['capabilities', 'frames', 'auth'])('are refused where %s is no text', (stage) => {
    expect(() => parseManifest(withControls({ [stage]: 1 }))).toThrow(stage)
  })
})
