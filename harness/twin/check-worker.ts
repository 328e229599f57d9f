/** One run of the twin beside the wall clock, on a thread of its own. */
import type { ShardJob } from '../pool/run-on-shards.ts'
import { runTwin, type TwinRun, type TwinRunSpec } from './twin-run.ts'

/** What a fresh worker thread runs, by `runOnShards` with one shard. */
export function runTwinHere({ task }: ShardJob<TwinRunSpec>): Promise<TwinRun> {
  return runTwin(task)
}
