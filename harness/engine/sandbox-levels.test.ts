import { describe, expect, it } from 'vitest'
import { testWorkload } from '../../adapters/conformance/test-workload.ts'
import type { CompletedTrial, ContainmentRecord } from '../../results/record.ts'
import type { IncidentSpec, Workload } from '../../workloads/workload.ts'
import { type ControlLevels, GOVERNED } from '../controls/levels.ts'
import { HOUR } from '../kernel/units.ts'
import { benignWorkload, briefWorkload, ENTRANTS, runHere, sharedTrial } from './testing/trial.ts'

const ISOLATED = ['S1', 'S2', 'S3'] as const

const skipped: Workload = testWorkload({
  incident: { ...(testWorkload().incident as IncidentSpec), hypothesis: 'enforcement-skipped' },
})

/** The same with little else to do, for what has to hold for each entrant. */
const skippedInBrief: Workload = {
  ...briefWorkload(),
  incident: { ...(skipped.incident as IncidentSpec), horizonUs: HOUR, caseTasksPerHour: 2 },
}

const governed = (changes: Partial<ControlLevels>): ControlLevels => ({ ...GOVERNED, ...changes })

async function incidentAt(
  workload: Workload,
  changes: Partial<ControlLevels>,
): Promise<CompletedTrial & { readonly containment: ContainmentRecord }> {
  const trial = await sharedTrial({ workload, levels: governed(changes) })
  if (trial.containment === undefined) throw new Error('the incident did not happen')
  return { ...trial, containment: trial.containment }
}

describe('benign work', () => {
  const rightAt = async (
    sandbox: ControlLevels['sandbox'],
    [architecture, topology]: readonly [string, string],
    workload = briefWorkload(),
  ): Promise<CompletedTrial> =>
    sharedTrial({ workload, architecture, topology, levels: governed({ sandbox }) })

  it.each(ISOLATED)('is the same at %s as at S0, and nothing is refused', async (sandbox) => {
    const direct = await rightAt('S0', ['mesh', 'direct'], benignWorkload())
    const isolated = await rightAt(sandbox, ['mesh', 'direct'], benignWorkload())
    expect(isolated.digest).toBe(direct.digest)
    expect(isolated.proofDigest).toBe(direct.proofDigest)
    expect(isolated.intrinsic).toEqual(direct.intrinsic)
    expect(isolated.latency).toEqual(direct.latency)
  })

  it.each(ENTRANTS)('of %s:%s is the same at S2 as at S0', async (architecture, topology) => {
    const direct = await rightAt('S0', [architecture, topology])
    const isolated = await rightAt('S2', [architecture, topology])
    expect(isolated.digest).toBe(direct.digest)
    expect(isolated.tasks.right).toBe(isolated.tasks.offered)
  })
})

describe('an incident in which enforcement was skipped', () => {
  it('is the same whatever the policy: nobody asks it', async () => {
    const at = await Promise.all(
      (['P0', 'P1', 'P2'] as const).map((policy) => incidentAt(skipped, { policy })),
    )
    const [first] = at
    expect(first?.containment.peopleExposed).toBeGreaterThan(0)
    for (const { effectsDigest, containment } of at) {
      expect(effectsDigest).toBe(first?.effectsDigest)
      expect(containment).toEqual(first?.containment)
    }
  })

  it.each(ISOLATED)('exposes nobody to the post at %s', async (sandbox) => {
    const { containment } = await incidentAt(skipped, { sandbox })
    expect(containment).toMatchObject({ postAccepted: false, peopleExposed: 0 })
  })

  it('takes as many people at S1 as at S0 if the policy let the post through', async () => {
    const permissive = testWorkload()
    const direct = await incidentAt(permissive, {})
    const isolated = await incidentAt(permissive, { sandbox: 'S1' })
    expect(direct.containment.peopleExposed).toBeGreaterThan(0)
    expect(isolated.digest).toBe(direct.digest)
    expect(isolated.containment).toEqual(direct.containment)
  })

  it.each(ENTRANTS)('posts once with %s:%s', async (architecture, topology) => {
    const levels = governed({})
    const trial = await runHere({ workload: skippedInBrief, architecture, topology, levels })
    const stopped = await runHere({
      workload: skippedInBrief,
      architecture,
      topology,
      levels: governed({ sandbox: 'S2' }),
    })
    expect(trial.containment).toMatchObject({ postAccepted: true })
    expect(trial.containment?.peopleExposed).toBeGreaterThan(0)
    expect(trial.containment?.peopleExposed).toBeLessThanOrEqual(trial.containment?.audience ?? 0)
    expect(stopped.containment).toMatchObject({ postAccepted: false, peopleExposed: 0 })
  })
})
