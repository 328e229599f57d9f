import { describe, expect, it } from 'vitest'
import type { Workload } from '../../workloads/workload.ts'
import { benignWorkload, ENTRANTS, runHere } from './testing/trial.ts'

/** Two departments of one team each and few tasks: the real LangChain takes its time. */
function smallWorkload(changes: Partial<Workload> = {}): Workload {
  const base = benignWorkload()
  return benignWorkload({
    organisation: { ...base.organisation, teamsPerDepartment: 1 },
    arrivals: { ...base.arrivals, perTeamPerHour: 4 },
    ...changes,
  })
}

describe('a benign trial', () => {
  for (const [architecture, topology] of ENTRANTS) {
    it(`of ${architecture}:${topology} is all right, accounted for, and the same twice`, async () => {
      const spec = { architecture, topology, agents: 12, workload: smallWorkload() }
      const once = await runHere(spec)
      const { tasks } = once
      expect(tasks.offered).toBeGreaterThan(3)
      expect(tasks).toMatchObject({
        completed: tasks.offered,
        right: tasks.offered,
        failed: 0,
        censored: 0,
        wrong: 0,
        synthesesWrong: 0,
      })
      expect(tasks.synthesesRight).toBeGreaterThan(2)
      expect(once.synthesis.briefs).toBeGreaterThan(0)
      expect(once.validity).toMatchObject({ valid: true })
      expect(once.latency).toMatchObject({ count: tasks.offered, censoredShare: 0 })
      const twice = await runHere(spec)
      expect(twice.digest).toBe(once.digest)
      expect(twice.intrinsic).toEqual(once.intrinsic)
    })
  }
})
