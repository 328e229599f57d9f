import { expect, it } from 'vitest'
import { testWorkload } from '../../../adapters/conformance/test-workload.ts'
import { BARE, type ControlLevels, GOVERNED } from '../../controls/levels.ts'
import type { PlannedTrial } from '../plan.ts'
import { probePlan } from './probe-plan.ts'
import { variantOf } from './variant.ts'

// The workers run the built code: `npx tsc -p tsconfig.build.json` comes first.

const planned = (architecture: string, controls: ControlLevels): PlannedTrial => ({
  entrant: `${architecture}@x`,
  architecture,
  topology: architecture === 'mesh' ? 'direct' : 'sequential',
  profile: 'x',
  purpose: 'main',
  controls,
  agents: 240,
  trial: 0,
  seed: 1,
})

it('a probe measures every architecture of a plan', async () => {
  const plan = [planned('mesh', GOVERNED), planned('crewai', BARE), planned('crewai', GOVERNED)]
  const { costs, cpuMs } = await probePlan(plan, testWorkload())
  expect([...costs.keys()].sort()).toEqual(['crewai', 'mesh'])
  for (const found of costs.values()) {
    expect(found.loadCpuMs).toBeGreaterThan(0)
    expect(found.loadedBytes).toBeGreaterThan(1e6)
    expect(found.openCpuUsPerAgent).toBeGreaterThan(0)
  }
  const mesh = costs.get('mesh')?.variants[variantOf(planned('mesh', GOVERNED))]
  expect(mesh?.task.settledUs).toBeGreaterThan(0)
  expect(cpuMs).toBeGreaterThan(0)
  // Records are kept at L2, whose lines are longer than a hundred bytes.
  expect(mesh?.auditBytesPerTask).toBeGreaterThan(100)
})

it('a probe of a closed loop sees how many tasks are done', async () => {
  const base = testWorkload()
  const arrivals = { ...base.arrivals, process: 'closed' as const, windowUs: 60_000_000 }
  const plan = [planned('mesh', BARE)]
  const { costs } = await probePlan(plan, testWorkload({ arrivals }))
  const variant = costs.get('mesh')?.variants[variantOf(planned('mesh', BARE))]
  // Each of the few teams has at least the task with which it begins in a minute.
  expect(variant?.tasksPerTeamHour).toBeGreaterThanOrEqual(60)
})

it('a probe at a sandbox level is that of the same stack without', () => {
  const boxed = planned('mesh', { ...GOVERNED, sandbox: 'S1', frames: 'F1' })
  expect(variantOf(boxed)).toBe(variantOf(planned('mesh', GOVERNED)))
  expect(variantOf(boxed)).not.toBe(variantOf(planned('mesh', { ...GOVERNED, auth: 'A3' })))
})
