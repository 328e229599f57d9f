import { expect, test } from 'vitest'
import type { Workload } from '../../../workloads/workload.ts'
import { loadArchitecture } from '../../../adapters/registry.ts'
import type { CompletedTrial } from '../../../results/record.ts'
import { GOVERNED } from '../levels.ts'
import type { CedarOptions } from './cedar-policy.ts'
import { runShardTrial } from '../../engine/shard-trial.ts'
import { solo } from '../../engine/trial-exchange.ts'
import type { TrialSpec } from '../../engine/trial-spec.ts'
import { benignWorkload, recordOf, runHere, testSpec } from '../../engine/testing/trial.ts'
import { runTrial } from '../../pool/run-trial.ts'

// The workers run the built code: `npm run build` comes first.

const P2 = { ...GOVERNED, policy: 'P2' } as const

test('a governed organisation at P2 gets everything right and behaves as at P1', async () => {
  const table = await runHere({ levels: GOVERNED, agents: 48 })
  const cedar = await runHere({ levels: P2, agents: 48 })
  expect(cedar.tasks.completed).toBeGreaterThan(20)
  expect(cedar.tasks).toMatchObject({ failed: 0, wrong: 0, right: cedar.tasks.offered })
  expect(cedar.intrinsic.denials).toBe(0)
  expect(cedar.intrinsic.decisions).toBeGreaterThan(100)
  expect(cedar.digest).toBe(table.digest)
  expect(cedar.effectsDigest).toBe(table.effectsDigest)
  expect(cedar.intrinsic).toEqual(table.intrinsic)
})

/** A trial at P2 that remembers decisions or, if `cedar` says nothing of a cache, none. */
async function trialAt(changes: Partial<TrialSpec>, cedar?: CedarOptions): Promise<CompletedTrial> {
  const spec = testSpec({ levels: P2, ...changes })
  const result = await runShardTrial(spec, {
    shard: 0,
    exchange: { ...solo },
    architecture: await loadArchitecture('mesh'),
    ...(cedar === undefined ? {} : { drill: { guard: () => ({ cedar }) } }),
  })
  return recordOf(spec, [result])
}

test.each([
  ['of which all is allowed', benignWorkload],
  ['of which some is refused', overreaching],
] as const)('a trial %s is the same with and without remembered decisions', async (_, workload) => {
  const changes = { workload: workload(), agents: 48 }
  const asked = await trialAt(changes, {})
  const remembered = await trialAt(changes)
  expect(asked.policyCache).toBeUndefined()
  const { hits, misses, bypasses } = remembered.policyCache ?? { hits: 0, misses: 0, bypasses: 0 }
  expect(hits + misses + bypasses).toBe(remembered.intrinsic.decisions)
  expect(hits).toBeGreaterThan(misses)
  const { digest, effectsDigest, proofDigest, intrinsic, tasks } = asked
  expect(remembered).toMatchObject({ digest, effectsDigest, proofDigest, intrinsic, tasks })
})

/** Writers post too; those of departments other than content policy may not. */
function overreaching(): Workload {
  const { tasks, ...rest } = benignWorkload()
  return {
    ...rest,
    tasks: tasks.map((task) => ({
      ...task,
      steps: task.steps.map((step) => (step.tool === 'post' ? { ...step, role: 'writer' } : step)),
    })),
  }
}

test('P2 refuses on worker threads what P1 refuses here', async () => {
  const workload = overreaching()
  const allowed = await runHere({ workload, levels: { ...GOVERNED, policy: 'P0' } })
  const table = await runHere({ workload, levels: GOVERNED })
  const spec = testSpec({ workload, levels: P2, shards: 2 })
  const { shards } = await runTrial(spec, { timeoutS: 120, heapMiB: 1024 })
  const cedar = recordOf(spec, shards)
  expect(allowed.intrinsic.denials).toBe(0)
  expect(table.intrinsic.denials).toBeGreaterThan(0)
  expect(cedar.intrinsic).toEqual(table.intrinsic)
  expect(cedar.digest).toBe(table.digest)
})
