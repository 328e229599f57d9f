import { describe, expect, it } from 'vitest'
import { percentileFloor } from '../../results/stats/binomial-floor.ts'
import { chooseObjectives, objectivesFor, tasksNeeded } from './choose-objectives.ts'

const DEADLINE_MS = 60_000
const USUAL = ['taskLatencyMs p99 <= 60000 ms', 'completedShare >= 0.99']

function textsFor(ofWorkload: readonly string[], given: readonly string[], entrant = 'mesh@bare') {
  const chosen = chooseObjectives(ofWorkload, given, DEADLINE_MS)
  return objectivesFor(chosen, entrant, 78).map(({ text }) => text)
}

describe('the objectives of a search', () => {
  it('are those of the workload and those that are given', () => {
    expect(textsFor(['completedShare >= 0.9'], ['p50Ms < 5 s'])).toEqual([
      'completedShare >= 0.9',
      'p50Ms < 5 s',
    ])
  })

  it('are the usual ones if there is none', () => {
    expect(textsFor([], [])).toEqual(USUAL)
    expect(textsFor(['exposedPeople < 50'], [])).toEqual(USUAL)
  })

  it('of a workload are left out with the reason where a search cannot judge them', () => {
    const { objectives, leftOut } = chooseObjectives(
      ['tasksPerCpuS > 5', 'exposedPeople < 50', 'p50Ms < 5 s'],
      [],
      DEADLINE_MS,
    )
    expect(objectives.map(({ text }) => text)).toEqual(['p50Ms < 5 s'])
    expect(leftOut).toEqual([
      { objective: 'tasksPerCpuS > 5', because: 'is a cost of this machine' },
      { objective: 'exposedPeople < 50', because: expect.stringContaining('incident') },
    ])
  })

  it('are refused where they are given and cannot be judged', () => {
    for (const text of ['tasksPerCpuS > 5', 'exposedPeople < 50', 'p50 < 5 s']) {
      expect(() => chooseObjectives([], [text], DEADLINE_MS)).toThrow(
        expect.objectContaining({ code: 'USAGE', where: '--objective' }),
      )
    }
  })

  it('go by entrant and size', () => {
    const own = ['p50Ms < 5 s for crewai@*', 'p50Ms < 6 s @ agents=780', 'p50Ms < 7 s @ agents=78']
    expect(textsFor(own, [])).toEqual(['p50Ms < 7 s @ agents=78'])
    expect(textsFor(own, [], 'crewai@bare')).toHaveLength(2)
    expect(textsFor(own.slice(0, 2), [])).toEqual(USUAL)
  })
})

describe('the tasks of a trial', () => {
  it('are enough for the rarest percentile that is asked for', () => {
    const needed = (text: string) =>
      tasksNeeded(chooseObjectives([], [text], DEADLINE_MS).objectives)
    expect(needed('completedShare > 0.5')).toBe(0)
    for (const [name, q] of [
      ['p99', 0.99],
      ['p99.9', 0.999],
    ] as const) {
      const tasks = needed(`taskLatencyMs ${name} < 5 s`)
      // Six deviations of a Poisson number above the floor, and not many times the floor.
      expect(tasks - 5 * Math.sqrt(tasks)).toBeGreaterThan(percentileFloor(q))
      expect(tasks).toBeLessThan(2 * percentileFloor(q))
    }
  })
})
