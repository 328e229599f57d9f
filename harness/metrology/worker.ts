/** One shard's part of the self-test, on a thread of the pool. */
import { solo } from '../engine/trial-exchange.ts'
import type { ShardResult } from '../engine/shard-result.ts'
import type { ShardJob } from '../pool/run-on-shards.ts'
import { SharedExchange } from '../pool/shared-exchange.ts'
import type { VirtualUs } from '../kernel/units.ts'
import { EPIDEMIC, runEpidemics } from './epidemic.ts'
import { runNullTrial } from './null-trial.ts'
import { type MetrologyReport, runQuickMetrology } from './quick.ts'
import type { QueueSpec } from './queue/queue-spec.ts'
import { type Replication, runQueues } from './queue/run-queues.ts'

export interface MetrologyTask {
  readonly seed: number
  readonly specs: readonly QueueSpec[]
}

/** What a shard hands back. Plain data. */
export interface MetrologyShard {
  readonly replications: readonly Replication[]
  readonly infections: readonly (readonly VirtualUs[])[]
  readonly nullTrial: Pick<ShardResult, 'tally' | 'counters' | 'latency'>
}

/** The quick part, on one thread, so that its garbage goes with it. */
export function runQuickShard({
  task,
}: ShardJob<{ readonly seed: number }>): Promise<MetrologyReport> {
  return runQuickMetrology(task.seed)
}

export async function runMetrologyShard(job: ShardJob<MetrologyTask>): Promise<MetrologyShard> {
  const { task, shard, shards, memory, ports } = job
  const { seed, specs } = task
  const exchange = shards === 1 ? { ...solo } : new SharedExchange(memory, shard, shards, ports)
  const place = { seed, shard, shards, exchange }
  const { tally, counters, latency } = await runNullTrial(seed, place)
  return {
    nullTrial: { tally, counters, latency },
    infections: await runEpidemics(EPIDEMIC, place),
    replications: await runQueues({ specs, ...place }),
  }
}
