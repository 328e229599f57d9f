import { expect, test } from 'vitest'
import type { CompletedTrial } from '../../results/record.ts'
import { runHere } from '../engine/testing/trial.ts'
import { Repetition } from './repetition.ts'
import { failedTrial } from './run-plan.ts'

async function trialOf(repeated: boolean): Promise<CompletedTrial> {
  return runHere({ agents: 6, repeats: repeated })
}

test('nothing is known of a cell before its first trial has ended', async () => {
  expect(new Repetition().of(await trialOf(false))).toBeUndefined()
})

test.each([true, false])(
  'the first trial of a cell decides for the others: %s',
  async (repeated) => {
    const repetition = new Repetition()
    const first = await trialOf(repeated)
    repetition.ended(first)
    repetition.ended(await trialOf(!repeated))
    expect(repetition.of(first)).toBe(repeated)
    expect(repetition.of({ ...first, agents: 60 })).toBeUndefined()
    expect(repetition.of({ ...first, entrant: 'another' })).toBeUndefined()
  },
)

test('a resumed run goes on as it began', async () => {
  const first = await trialOf(true)
  expect(new Repetition([first]).of(first)).toBe(true)
})

test('a trial that failed decides nothing', async () => {
  const failed = failedTrial(await trialOf(true), new Error('it failed'))
  expect(new Repetition([failed]).of(failed)).toBeUndefined()
})
