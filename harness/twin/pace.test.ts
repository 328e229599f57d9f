import { describe, expect, it } from 'vitest'
import { loadAt, type Pace } from './pace.ts'

const pace: Pace = {
  utilisation: { least: 0.05, most: 0.25 },
  wallS: { least: 10, most: 40 },
  tasks: 1_000,
}

describe('the load at a pace', () => {
  it('is light and has more tasks than asked for where they are cheap', () => {
    // 1,000 tasks of 100 µs are 0.1 s of work: a hundredth of the least time.
    const load = loadAt(pace, 100)
    expect(load.utilisation).toBe(0.05)
    expect(load.tasks).toBeCloseTo(5_000, 6)
  })

  it('is what the tasks come to in the least time where that is in between', () => {
    expect(loadAt(pace, 1_000)).toEqual({ utilisation: 0.1, tasks: 1_000 })
  })

  it('takes longer where tasks are dear', () => {
    const load = loadAt(pace, 5_000)
    expect(load.utilisation).toBe(0.25)
    // 5 s of work in 20 s.
    expect(load.tasks).toBeCloseTo(1_000, 6)
  })

  it('has fewer tasks where those would take too long', () => {
    const load = loadAt(pace, 100_000)
    expect(load.utilisation).toBe(0.25)
    expect(load.tasks).toBeCloseTo(100, 6)
  })
})
