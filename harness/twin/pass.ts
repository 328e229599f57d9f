/** One pass of a benign window on this thread, for whatever clock it is to be run by. */
import type { Architecture } from '../../adapters/contract.ts'
import { loadArchitecture } from '../../adapters/registry.ts'
import { Histogram } from '../../results/histogram.ts'
import type { IntrinsicCounter } from '../../results/record.ts'
import { type Benign, snapshot } from '../engine/benign-snapshot.ts'
import type { CellRuntime } from '../engine/cell-runtime.ts'
import { withSandboxes } from '../engine/sandboxed.ts'
import { livenessOf } from '../engine/liveness-tally.ts'
import { benignEndUs, type TrialSpec } from '../engine/trial-spec.ts'
import { openPass } from '../engine/shard-pass.ts'
import type { ShardResult } from '../engine/shard-result.ts'
import { solo } from '../engine/trial-exchange.ts'
import { BACKLOG_SLICES, type TaskDesk } from '../engine/task-desk.ts'
import { alone, type Shard } from '../kernel/shard.ts'
import type { VirtualUs } from '../kernel/units.ts'
import { Organisation } from '../world/organisation.ts'
import type { Workload } from '../../workloads/workload.ts'

export interface PassResult {
  /** What a trial's record is made of; figures of the host are 0. */
  readonly shard: ShardResult
  readonly counters: Readonly<Record<IntrinsicCounter, number>>
  /** Latencies of tasks; those that failed are censored samples. */
  readonly tasks: Histogram
  /** Tasks in the system at the end of each slice of the arrival window. */
  readonly backlog: readonly number[]
}

/** What is different about a pass. */
export interface PassOptions {
  /** Told the cells before the first event. */
  readonly opened?: (cells: readonly CellRuntime[]) => void
  /** Told of each end of a task; a task that failed has no latency. */
  readonly ended?: TaskDesk['onEnd']
  /** Drives the shard. Default: in virtual time. */
  readonly drive?: (shard: Shard, untilUs: VirtualUs) => Promise<void>
}

/** A trial as one pass on this thread. */
export type PassSpec = Omit<TrialSpec, 'shards' | 'minCpuS' | 'warmUp'>

/** Runs the benign window of a trial once; audit records are made and dropped. */
export async function runPass(
  spec: PassSpec,
  { opened, ended, drive = (shard, untilUs) => shard.run(untilUs, alone) }: PassOptions = {},
): Promise<PassResult> {
  const architecture: Architecture = await loadArchitecture(spec.architecture)
  const whole: TrialSpec = { ...spec, shards: 1, minCpuS: 0, warmUp: false }
  const organisation = new Organisation(spec.workload.organisation, spec.agents)
  const endUs = benignEndUs(spec.workload)
  return withSandboxes(
    whole,
    { shard: 0, exchange: solo, architecture },
    async (trial, options) => {
      const pass = openPass(trial, options, organisation, undefined, endUs, 0)
      try {
        for (const { tasks } of pass.cells) if (tasks !== undefined) tasks.onEnd = ended
        opened?.(pass.cells)
        await drive(pass.shard, endUs)
        const benign = snapshot(pass, organisation, endUs)
        const { offered, completed } = benign.tally
        const tasks = Histogram.decode(benign.latency)
        tasks.recordCensored(offered - completed - benign.tally.failed)
        return {
          shard: shardOf(benign, livenessOf(pass.cells, 0)),
          counters: benign.counters,
          tasks,
          backlog: backlogOf(pass.cells),
        }
      } finally {
        pass.close()
      }
    },
  )
}

function backlogOf(cells: readonly CellRuntime[]): number[] {
  let tasks = 0
  return Array.from({ length: BACKLOG_SLICES }, (_, slice) => {
    for (const cell of cells) tasks += cell.tasks?.backlogChanges[slice] ?? 0
    return tasks
  })
}

function shardOf(benign: Benign, liveness: ShardResult['liveness']): ShardResult {
  return {
    ...benign,
    digests: benign.benignDigests,
    effects: new Map(),
    proofs: new Map(),
    traces: new Map(),
    repeatable: true,
    liveness,
    passes: 1,
    repeated: false,
    incidentCpuUs: 0,
    cpuUs: 0,
    wallMs: 0,
    waitedMs: 0,
    setupCpuUs: 0,
    setupWallMs: 0,
    gcMs: 0,
    idleBytes: 0,
    peakBytes: 0,
  }
}

/** A workload without what comes after the benign window. */
export function benignOf(workload: Workload): Workload {
  const { incident: _, ...benign } = workload
  return benign
}
