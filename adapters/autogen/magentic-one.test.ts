import { describe, expect, it } from 'vitest'
import { type Ledger, MagenticOneOrchestrator } from './magentic-one.ts'
import { runScript, type ScriptedTeam } from './testing/scripted-team.ts'

const going: Ledger = {
  satisfied: false,
  progress: true,
  looping: false,
  next: 'p0',
  instruction: 'do it',
}

/** Runs a team whose orchestrator reads these ledgers, then is satisfied. Counts its model calls. */
function runMagentic(
  participants: number,
  ledgers: readonly (Ledger | undefined)[],
): { team: ScriptedTeam; calls: number; spoken: number } {
  let own = 0
  let read = 0
  const team = runScript({
    participants,
    createManager: (options) =>
      new MagenticOneOrchestrator(options, {
        ask: (question, _prompt, done) => {
          own++
          done(question)
        },
        ledger: (_prompt, done) => {
          own++
          done(read < ledgers.length ? ledgers[read++] : { ...going, satisfied: true })
        },
      }),
  })
  const spoken = team.turns.filter((turn) => !turn.endsWith(' reset')).length
  return { team, calls: own + spoken, spoken }
}

const rounds = (count: number): Ledger[] => Array.from({ length: count }, () => going)

describe('a Magentic-One team', () => {
  it.each([
    [3, 10],
    [0, 4],
    [1, 6],
    [2, 8],
    [5, 14],
    [12, 28],
  ])('takes for %i rounds %i model calls', (count, calls) => {
    const run = runMagentic(3, rounds(count))
    expect(run.spoken).toBe(count)
    expect(run.calls).toBe(calls)
    expect(run.team.result?.stop.error).toBeUndefined()
  })

  it('sends 2n reset envelopes and five for each round besides eight', () => {
    for (const [n, count] of [
      [1, 1],
      [3, 3],
      [5, 2],
    ] as const) {
      expect(runMagentic(n, rounds(count)).team.meter.envelopes).toBe(8 + 2 * n + 5 * count)
    }
  })

  it('replans with two more calls and n resets when it has stalled three times', () => {
    const stall: Ledger = { ...going, progress: false }
    const run = runMagentic(4, [stall, stall, stall])
    // Two rounds are spoken; the third ledger replans, the fourth is satisfied.
    expect(run.spoken).toBe(2)
    expect(run.calls).toBe(2 + 4 + 2 + 2 + 1)
    expect(run.team.turns.filter((turn) => turn.endsWith(' reset'))).toHaveLength(2 * 4)
  })

  it('asks again for a ledger that cannot be read, ten times at most', () => {
    expect(runMagentic(2, [undefined, going]).calls).toBe(2 * 1 + 4 + 1)
    const lost = runMagentic(2, new Array<undefined>(20).fill(undefined))
    expect(lost.calls).toBe(2 + 10)
    expect(lost.team.result?.stop.error).toContain('ledger')
  })

  it('hands every broadcast to the speaker who is asked', () => {
    const { team } = runMagentic(2, [going, { ...going, next: 'p1' }])
    expect(team.turns.slice(2)).toEqual([
      'p0: task\nfacts\nplan | do it',
      'p1: task\nfacts\nplan | do it | t2 | do it',
    ])
  })
})
