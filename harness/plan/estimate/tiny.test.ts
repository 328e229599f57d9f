import { expect, it } from 'vitest'
import { testWorkload } from '../../../adapters/conformance/test-workload.ts'
import type { ArrivalSpec } from '../../../workloads/workload.ts'
import { BARE } from '../../controls/levels.ts'
import type { PlannedTrial } from '../plan.ts'
import { isTiny } from './tiny.ts'

const planned = (agents: number, trials = 1): PlannedTrial[] =>
  Array.from({ length: trials }, (_, trial) => ({
    entrant: 'mesh@bare',
    architecture: 'mesh',
    topology: 'direct',
    profile: 'bare',
    purpose: 'main',
    controls: BARE,
    agents,
    trial,
    seed: 1,
  }))

const workload = (changes: Partial<ArrivalSpec> = {}, minCpuS = 0) => {
  const base = testWorkload()
  return testWorkload({
    arrivals: { ...base.arrivals, perTeamPerHour: 1, ...changes },
    measure: { ...base.measure, minCpuS },
  })
}

it('a few trials with few agents and tasks are tiny', () => {
  expect(isTiny(planned(78, 40), workload())).toBe(true)
})

it.each([
  ['many agents', planned(7800), workload()],
  ['many tasks', planned(78), workload({ perTeamPerHour: 10_000 })],
  ['many trials', planned(780, 1000), workload()],
  ['long measured windows', planned(78, 10), workload({}, 10)],
  ['tasks whose number is not known', planned(78), workload({ process: 'closed' })],
])('%s are not', (_what, trials, spec) => {
  expect(isTiny(trials, spec)).toBe(false)
})
