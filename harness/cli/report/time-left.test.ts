import { describe, expect, it } from 'vitest'
import { TimeLeft, type TimedTrial } from './time-left.ts'

const trial = (architecture: string, agents: number): TimedTrial => ({
  architecture,
  topology: 'default',
  agents,
})

describe('time left', () => {
  it('is unknown before a trial has ended', () => {
    expect(new TimeLeft().estimate([trial('mesh', 78)])).toBeUndefined()
  })

  it('is nothing when no trial is left', () => {
    const left = new TimeLeft()
    left.ended(trial('mesh', 78), 2)
    expect(left.estimate([])).toBe(0)
  })

  it('takes the mean of the same system and size', () => {
    const left = new TimeLeft()
    left.ended(trial('mesh', 78), 2)
    left.ended(trial('mesh', 78), 4)
    left.ended(trial('mesh', 780), 100)
    expect(left.estimate([trial('mesh', 78), trial('mesh', 78)])).toBe(6)
  })

  it('estimates an unseen kind from its system and its size', () => {
    const left = new TimeLeft()
    left.ended(trial('mesh', 78), 1)
    left.ended(trial('mesh', 780), 3)
    left.ended(trial('crewai', 78), 5)
    // crewai takes 5 s, 780 agents take 3 s, all take (1 + 3 + 5) / 3 = 3 s: 5 × 3 / 3.
    expect(left.estimate([trial('crewai', 780)])).toBe(5)
  })

  it('takes the mean of all for a kind about which nothing is known', () => {
    const left = new TimeLeft()
    left.ended(trial('mesh', 78), 1)
    left.ended(trial('mesh', 780), 3)
    expect(left.estimate([trial('autogen', 7800)])).toBe(2)
  })
})
