import { describe, expect, it } from 'vitest'
import { loadWorkload } from './load.ts'
import { overrideWorkload, type WorkloadOverrides } from './override.ts'
import { WorkloadError } from './workload-error.ts'

const { workload, digest } = loadWorkload('organisation')

function problemsOf(overrides: WorkloadOverrides) {
  try {
    overrideWorkload(workload, overrides, { known: { architectures: ['mesh', 'crewai'] } })
  } catch (error) {
    if (error instanceof WorkloadError) return error.problems
  }
  throw new Error('no WorkloadError was thrown')
}

describe('overriding a workload', () => {
  it('replaces what is given and keeps the rest and the digest', () => {
    const given = { trials: 5, architectures: ['mesh:default'], profiles: ['bare'] }
    const changed = overrideWorkload(workload, given)
    expect(changed.workload).toEqual({ ...workload, measure: { ...workload.measure, ...given } })
    expect(changed.digest).toBe(digest)
  })

  it('lets the run find its number of trials, and takes that back for a number', () => {
    const auto = overrideWorkload(workload, { trials: 'auto', aa: true })
    expect(auto.digest).toBe(digest)
    expect(auto.workload.measure).toMatchObject({
      trials: 20,
      stopping: { precision: 0.05 },
      aa: true,
    })
    const five = overrideWorkload(auto.workload, { trials: 5 }).workload.measure
    expect(five).toMatchObject({ trials: 5, aa: true })
    expect(five).not.toHaveProperty('stopping')
    expect(overrideWorkload(auto.workload, { aa: true }).workload).toEqual(auto.workload)
  })

  it('changes nothing when nothing is given', () => {
    expect(overrideWorkload(workload, {})).toEqual({ workload, digest, warnings: [] })
  })

  it('moves the auth ladder to the largest size not above its own', () => {
    const small = overrideWorkload(workload, { agents: [78, 780] }).workload
    expect(small.organisation.agents).toEqual([78, 780])
    expect(small.measure.auth?.agents).toBe(780)
    expect(
      overrideWorkload(workload, { agents: [780, 78_000] }).workload.measure.auth?.agents,
    ).toBe(780)
  })

  it('leaves the auth ladder out when every size is above its own', () => {
    const large = overrideWorkload(workload, { agents: [78_000] }).workload
    expect(large.measure).not.toHaveProperty('auth')
  })

  it('warns of sizes that are not whole teams', () => {
    expect(overrideWorkload(workload, { agents: [100] }).warnings).toEqual([
      '--agents: 100 agents are not whole teams of 6: the last team gets 4 more',
    ])
  })

  it('refuses a size below one team, naming the flag', () => {
    expect(problemsOf({ agents: [3] })).toMatchObject([
      { code: 'ORGANISATION_IMPOSSIBLE', where: '--agents' },
    ])
  })

  it('applies the rules of the file to every flag', () => {
    expect(
      problemsOf({ agents: [-1], trials: 0, architectures: ['mesh', 'crwai'], profiles: [] }),
    ).toMatchObject([
      { where: '--agents', message: '--agents is -1; expected at least 1' },
      { where: '--trials', message: '--trials is 0; expected at least 1' },
      { where: '--profiles', message: '--profiles is too short; expected at least 1' },
    ])
    expect(problemsOf({ architectures: ['mesh', 'crwai'] })).toMatchObject([
      { where: '--architectures', hint: 'did you mean "crewai"?' },
    ])
  })
})
