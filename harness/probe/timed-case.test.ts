import { describe, expect, it } from 'vitest'
import { batched, timeInTurns, timingOf } from './timed-case.ts'

describe('a timing', () => {
  it('interpolates its quantiles, whatever the order of the samples', () => {
    const timing = timingOf([4, 1, 3, 2], 10)
    expect(timing).toMatchObject({ leastNs: 10, p25Ns: 17.5, medianNs: 25, p75Ns: 32.5 })
    expect(timing.samples).toBe(4)
  })

  it('of one sample is that sample', () => {
    expect(timingOf([7], 1)).toEqual({
      medianNs: 7,
      p25Ns: 7,
      p75Ns: 7,
      leastNs: 7,
      p99Ns: 7,
      samples: 1,
    })
  })
})

describe('cases', () => {
  it('take turns, each prepared before every run', () => {
    const turns: string[] = []
    let prepared = false
    const one = (name: string) => ({
      name,
      batch: 1,
      prepare: () => {
        prepared = true
      },
      run: () => {
        expect(prepared).toBe(true)
        prepared = false
        if (turns.at(-1) !== name) turns.push(name)
      },
    })
    const timings = timeInTurns([one('a'), one('b')], { rounds: 3, roundMs: 0 }, () => {})
    expect(turns).toEqual(['a', 'b', 'a', 'b', 'a', 'b'])
    for (const { samples } of timings) expect(samples).toBeGreaterThanOrEqual(3)
  })

  it('that throw end the measurement', () => {
    const broken = {
      name: 'broken',
      batch: 1,
      run: () => {
        throw new Error('refused')
      },
    }
    expect(() => timeInTurns([broken], { rounds: 1, roundMs: 0 }, () => {})).toThrow('refused')
  })

  it('do the thing as often as their batch says', () => {
    let done = 0
    const one = batched('count', () => {
      done++
    })
    done = 0
    one.run()
    expect(done).toBe(one.batch)
  })
})
