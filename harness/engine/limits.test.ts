import { expect, it } from 'vitest'
import { GOVERNED } from '../controls/levels.ts'
import { HOUR, MINUTE } from '../kernel/units.ts'
import { benignWorkload, ENTRANTS, runHere } from './testing/trial.ts'

/**
 * The load of the working day, and a department of the default organisation's teams of six. The limits' windows are
 * a minute at most; the real LangChain takes its time, and has twenty of them.
 */
function busyWorkload(architecture: string) {
  const base = benignWorkload()
  const windowUs = architecture === 'langchain' ? 20 * MINUTE : HOUR
  return benignWorkload({
    organisation: { ...base.organisation, teamsPerDepartment: 5, peerTeams: 4 },
    arrivals: { ...base.arrivals, windowUs, perTeamPerHour: 9.25 },
    limits: { ...base.limits, tasksInFlightPerDepartment: 64 },
  })
}

for (const [architecture, topology] of ENTRANTS) {
  it(`limits change nothing of benign work on ${architecture}:${topology}`, async () => {
    const run = (limits: 'R0' | 'R1') =>
      runHere({
        levels: { ...GOVERNED, limits },
        workload: busyWorkload(architecture),
        agents: 60,
        architecture,
        topology,
      })
    const [free, limited] = [await run('R0'), await run('R1')]
    expect(limited.intrinsic.opens).toBeGreaterThan(0)
    expect(limited.intrinsic.denials).toBe(0)
    expect(limited.digest).toBe(free.digest)
    expect(limited.proofDigest).toBe(free.proofDigest)
  })
}
