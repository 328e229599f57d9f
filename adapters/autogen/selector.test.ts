import { describe, expect, it } from 'vitest'
import { Selector } from './selector.ts'
import { runScript } from './testing/scripted-team.ts'

/** Runs a selector team whose model gives these names in turn; returns the prompts it was asked with. */
function selectBy(
  participants: number,
  maxTurns: number,
  answers: (call: number) => string | undefined,
): { prompts: (readonly string[])[]; turns: readonly string[]; retries: number } {
  const prompts: (readonly string[])[] = []
  let retries = 0
  const { turns } = runScript({
    participants,
    maxTurns,
    select: (roster) =>
      new Selector({
        roster,
        maxAttempts: 3,
        retried: () => retries++,
        ask: (prompt, done) => {
          prompts.push(prompt)
          const name = answers(prompts.length - 1)
          done(name ?? 'nobody', name)
        },
      }),
  })
  return { prompts, turns, retries }
}

const speakers = (turns: readonly string[]): string[] =>
  turns.map((turn) => turn.slice(0, turn.indexOf(':')))

describe('a selector team', () => {
  it.each([
    [5, 10],
    [3, 1],
    [3, 4],
    [4, 9],
    [8, 20],
    [12, 2],
  ])('of %i makes one selector call for each of %i turns', (n, turns) => {
    const run = selectBy(n, turns, (call) => `p${call % n}`)
    expect(run.turns).toHaveLength(turns)
    expect(run.prompts).toHaveLength(turns)
    expect(run.retries).toBe(0)
  })

  it('reads every role and the whole history as one string', () => {
    const { prompts } = selectBy(3, 3, (call) => `p${call}`)
    expect(prompts.map((prompt) => prompt.length)).toEqual([1, 1, 1])
    expect(prompts[2]?.[0]).toMatch(
      /p0: role of p0\np1: role of p1\np2: role of p2[^]*user: task[^]*p0: t0[^]*p1: t1/,
    )
  })

  it('does not ask when one candidate is left', () => {
    const run = selectBy(2, 5, () => 'p1')
    expect(run.prompts).toHaveLength(1)
    expect(speakers(run.turns)).toEqual(['p1', 'p0', 'p1', 'p0', 'p1'])
    expect(selectBy(1, 4, () => undefined).prompts).toHaveLength(0)
  })

  it('asks again with feedback, at most three times, when nobody is named', () => {
    const run = selectBy(3, 1, () => undefined)
    expect(run.prompts.map((prompt) => prompt.length)).toEqual([1, 3, 5])
    expect(run.retries).toBe(2)
    expect(speakers(run.turns)).toEqual(['p0'])
  })

  it('lets the previous speaker go on when only that one was named three times', () => {
    const run = selectBy(3, 2, () => 'p2')
    expect(run.prompts).toHaveLength(1 + 3)
    expect(speakers(run.turns)).toEqual(['p2', 'p2'])
  })
})
