import { describe, expect, it } from 'vitest'
import { parseWorkload } from '../../workloads/load.ts'
import { Organisation } from '../world/organisation.ts'
import { eventsPerWindow, shardsFor } from './shards.ts'

/** One task type of two model calls; the lookahead is 36 s, a hundredth of an hour. */
function organised(agents: number, perTeamPerHour: number) {
  const { workload } = parseWorkload(
    `organisation: { agents: ${agents}, teamsPerDepartment: 10 }
tasks:
  - name: only
    steps: [{ name: one, role: lead, toolRounds: 1 }]
arrivals: { perTeamPerHour: ${perTeamPerHour}, window: 1h, minTasks: 0 }
network: { crossDepartment: { min: 36s, median: 40s } }
`,
    'w.yaml',
  )
  return { workload, organisation: new Organisation(workload.organisation, agents) }
}

describe('the density of a workload', () => {
  it('is tasks × calls × three events over a window', () => {
    const { workload, organisation } = organised(600, 5)
    // 100 teams × 5 tasks × 2 calls × 3 events an hour, in a hundredth of an hour.
    expect(eventsPerWindow(workload, organisation)).toBeCloseTo(30, 9)
  })
})

describe('threads that are asked for', () => {
  it.each([
    [1, 1],
    [2, 2],
    [10, 10],
    [256, 10],
  ])('%d on ten departments make %d shards, however sparse the work', (threads, shards) => {
    const { workload, organisation } = organised(600, 0.01)
    expect(organisation.departments).toBe(10)
    const facts = { usesPromises: false, authenticates: false }
    expect(shardsFor(threads, 1, workload, organisation, facts)).toBe(shards)
  })
})

describe('as many threads as pay off', () => {
  const auto = (
    available: number,
    perTeamPerHour: number,
    usesPromises: boolean,
    authenticates = false,
  ): number => {
    const { workload, organisation } = organised(600, perTeamPerHour)
    return shardsFor('auto', available, workload, organisation, { usesPromises, authenticates })
  }

  it('are one for sparse work', () => {
    expect(auto(8, 0.01, false)).toBe(1)
  })

  it('are more for denser work, up to what the machine has', () => {
    // 120 events a window pay for six threads at 20 each.
    expect(auto(8, 20, false)).toBe(6)
    expect(auto(2, 20, false)).toBe(2)
  })

  it('are more for messages that are authenticated', () => {
    expect(auto(8, 2, false)).toBe(1)
    expect(auto(8, 2, false, true)).toBe(3)
  })

  it('are more for code that costs more an event', () => {
    expect(auto(4, 1, false)).toBe(1)
    expect(auto(4, 1, true)).toBe(3)
  })

  it('are never more than departments', () => {
    expect(auto(64, 1000, false)).toBe(10)
  })
})
