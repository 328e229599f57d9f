/** Calibration on a thread of its own, where no other entrant has shaped the compiled code. */
import type { ShardJob } from '../pool/run-on-shards.ts'
import type { Calibration } from './calibrate.ts'
import { calibrate } from './calibrate-entrant.ts'
import type { PassSpec } from './pass.ts'

/** What a fresh worker thread runs, by `runOnShards` with one shard. */
export function calibrateHere({ task }: ShardJob<PassSpec>): Promise<Calibration> {
  return calibrate(task)
}
