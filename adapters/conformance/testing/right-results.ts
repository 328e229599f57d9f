/** The tests that an architecture delivers right results, whatever the task and the controls. */
import { describe, expect, it } from 'vitest'
import { BARE, GOVERNED } from '../../../harness/controls/levels.ts'
import { benignWorkload, runHere } from '../../../harness/engine/testing/trial.ts'
import { libraryNames } from '../../../workloads/library.ts'
import { loadWorkload } from '../../../workloads/load.ts'
import type { Architecture } from '../../contract.ts'
import { createTestCell } from '../test-cell.ts'
import { TEST_TASKS } from '../test-workload.ts'

const PROFILES = { bare: BARE, governed: GOVERNED }

/** Each task type alone, those of the library, and a whole trial. */
export function testRightResults(architecture: Architecture, topology: string): void {
  describe.each(Object.entries(PROFILES))('with controls %s', (_profile, levels) => {
    it.each(Object.keys(TEST_TASKS))('delivers the right result of a %s task', async (type) => {
      const test = createTestCell({ architecture, topology, levels })
      const work = test.work(type)
      expect(test.judge(work, await test.finish(work))).toBe(true)
      expect(test.count('denials')).toBe(0)
    })

    it.each(libraryNames())('delivers every task type of the workload %s', async (name) => {
      const { workload } = loadWorkload(name)
      const organisation = { ...workload.organisation, teamsPerDepartment: 2 }
      for (const { name: type } of workload.tasks) {
        const test = createTestCell({
          architecture,
          topology,
          levels,
          workload: { ...workload, organisation },
          agents: 24,
        })
        const work = test.work(type)
        expect(test.judge(work, await test.finish(work))).toBe(true)
      }
    })
  })

  it('does a whole trial right, with syntheses up to the apex, and the same twice and without controls', async () => {
    const base = benignWorkload()
    const spec = {
      architecture: architecture.name,
      topology,
      workload: benignWorkload({ arrivals: { ...base.arrivals, perTeamPerHour: 4 } }),
      levels: GOVERNED,
    }
    const once = await runHere(spec)
    const { offered } = once.tasks
    expect(offered).toBeGreaterThan(8)
    expect(once.tasks).toMatchObject({ right: offered, failed: 0, wrong: 0, synthesesWrong: 0 })
    expect(once.synthesis.briefs).toBeGreaterThan(0)
    expect(once.validity).toMatchObject({ valid: true })
    const twice = await runHere(spec)
    expect(twice.digest).toBe(once.digest)
    expect(twice.intrinsic).toEqual(once.intrinsic)
    const bare = await runHere({ ...spec, levels: BARE })
    // Handshakes take their time; no other control does.
    const unproved = await runHere({ ...spec, levels: { ...GOVERNED, auth: 'A0' } })
    expect(bare.latency).toEqual(unproved.latency)
    expect(bare.tasks).toEqual(once.tasks)
  })
}
