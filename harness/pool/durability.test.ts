import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { MessagePort } from 'node:worker_threads'
import { Piscina } from 'piscina'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { testWorkload } from '../../adapters/conformance/test-workload.ts'
import type { AuditSpec } from '../../workloads/workload.ts'
import { muster } from '../cli/testing/muster.ts'
import { GOVERNED } from '../controls/levels.ts'
import { recordOf, testSpec } from '../engine/testing/trial.ts'
import { builtUrl } from './built-url.ts'
import { connectShards, createExchangeMemory } from './shared-exchange.ts'
import type { ShardOutcome, ShardTask } from './worker.ts'

// The workers run the built code: `npx tsc -p tsconfig.build.json` comes first.

const THREADS = 2

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'muster-durability-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

/** A governed trial on two threads as `runTrial` makes it, but its trails stay. */
async function runKeepingTrails(durability: AuditSpec['durability']) {
  const base = testWorkload()
  const spec = testSpec({
    workload: testWorkload({
      organisation: { ...base.organisation, teamsPerDepartment: 1, departmentsPerDivision: 3 },
      audit: { durability },
    }),
    agents: 54,
    shards: THREADS,
    levels: GOVERNED,
  })
  const memory = createExchangeMemory(THREADS)
  const pool = new Piscina({
    filename: builtUrl('harness/pool/worker'),
    name: 'runShard',
    minThreads: THREADS,
    maxThreads: THREADS,
    concurrentTasksPerWorker: 1,
    atomics: 'disabled',
  })
  try {
    const runs = connectShards(THREADS).map(
      (ports: readonly (MessagePort | undefined)[], shard) => {
        const task: ShardTask = {
          spec,
          shard,
          memory,
          ports,
          heapMiB: 1024,
          auditDirectory: folder,
        }
        const transferList = ports.filter((port) => port !== undefined)
        return pool.run(task, { transferList }) as Promise<ShardOutcome>
      },
    )
    return { spec, outcomes: await Promise.all(runs) }
  } finally {
    await pool.destroy()
  }
}

it('group durability on two threads leaves a trail on each that audit verify accepts', async () => {
  const { spec, outcomes } = await runKeepingTrails({
    fsync: 'group',
    records: 7,
    windowUs: 60_000_000,
  })
  const results = outcomes.flatMap((outcome) => (outcome.kind === 'done' ? [outcome.result] : []))
  const trial = recordOf(spec, results)
  expect(trial.validity.conditions.filter(({ holds }) => !holds)).toEqual([])
  const logs = readdirSync(folder).sort()
  expect(logs).toEqual(['shard-0-pass-0.log', 'shard-1-pass-0.log'])
  let records = 0
  for (const log of logs) {
    const { code, stdout } = await muster(['audit', 'verify', log, '--json'], { cwd: folder })
    expect(code).toBe(0)
    records += (JSON.parse(stdout) as { records: number }).records
  }
  const taken = results.reduce((sum, { liveness }) => sum + liveness.tally.records, 0)
  expect(records).toBe(taken)
  expect(records).toBeGreaterThan(100)
})

it('a durability that there is not stops every thread: it reaches the sinks', async () => {
  const { outcomes } = await runKeepingTrails({ fsync: 'group', records: 0, windowUs: 10 })
  expect(outcomes.map((one) => (one.kind === 'failed' ? one.code : one.kind))).toEqual([
    'INTERNAL',
    'INTERNAL',
  ])
  expect(readdirSync(folder)).toEqual([])
})
