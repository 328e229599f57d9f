import { describe, expect, it } from 'vitest'
import { testWorkload } from '../../adapters/conformance/test-workload.ts'
import { parseObjective } from '../../results/objectives/check.ts'
import { resolveEntrants } from '../plan/entrants.ts'
import { MINUTE, SECOND } from '../kernel/units.ts'
import type { HostLoad } from '../engine/host-load.ts'
import { measureCapacity } from './measure-capacity.ts'

const AGENTS = 24

async function capacityOf(places: number, host?: HostLoad) {
  const [entrant] = await resolveEntrants({
    architectures: ['mesh'],
    architecturesFrom: 'here',
    profiles: ['bare'],
    topologies: [],
  })
  const parsed = parseObjective('completedShare >= 0.99')
  if (entrant === undefined || parsed.kind === 'fault') throw new Error('unreachable')
  const record = await measureCapacity({
    workload: testWorkload({
      limits: { tasksInFlightPerDepartment: places, taskDeadlineUs: 30 * MINUTE },
    }),
    entrant,
    agents: AGENTS,
    objectives: [parsed.objective],
    tasks: 800,
    seed: 1,
    search: { start: 60, least: 1, most: 1e6 },
    ...(host === undefined ? {} : { host }),
  })
  if (record.capacity.kind !== 'found') throw new Error(record.capacity.kind)
  return { ...record, ...record.capacity }
}

describe('the capacity of an architecture', () => {
  it('is that of its places: tasks in flight over the time that one takes', async () => {
    const { low, high, points, teams } = await capacityOf(4)
    // At a low rate nothing waits, so latency is the time for which a task holds its place.
    const unloaded = points[0]
    const placeS = (unloaded?.p50Ms ?? 0) / 1000
    const departments = Math.ceil(teams / testWorkload().organisation.teamsPerDepartment)
    const perTeamPerHour = ((departments * 4) / placeS / teams) * 3600
    expect(low).toBeGreaterThan(perTeamPerHour * 0.75)
    expect(high).toBeLessThan(perTeamPerHour * 1.3)
    expect(points.some(({ because }) => because.includes('the backlog grows'))).toBe(true)
  })

  it('is that of its host if work takes time', async () => {
    // A model call takes a second of the only core, and nothing else takes any time.
    const costs = { event: 0, units: { modelCalls: SECOND } }
    const { low, high, teams } = await capacityOf(64, { cores: 1, cellsPerHost: 100, costs })
    const callsPerTask = testWorkload().tasks.reduce(
      (sum, { share, steps }) =>
        sum + share * steps.reduce((calls, step) => calls + step.toolRounds + 1, 0),
      0,
    )
    const perTeamPerHour = 3600 / callsPerTask / teams
    expect(low).toBeGreaterThan(perTeamPerHour * 0.75)
    expect(high).toBeLessThan(perTeamPerHour * 1.3)
  })
})
