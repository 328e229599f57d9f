/** The long-lived task of one shard: piscina runs it once for each shard and trial. */
import { join } from 'node:path'
import type { MessagePort } from 'node:worker_threads'
import { loadArchitecture } from '../../adapters/registry.ts'
import { CheckpointFile } from '../controls/audit/checkpoint/checkpoint-file.ts'
import { FileSink } from '../controls/audit/file-sink.ts'
import { FrameMac, type Framing, PlainFraming } from '../controls/frames/frame-mac.ts'
import { shardOf } from '../engine/host-load.ts'
import { runShardTrial } from '../engine/shard-trial.ts'
import type { ShardResult } from '../engine/shard-result.ts'
import { solo } from '../engine/trial-exchange.ts'
import type { TrialSpec } from '../engine/trial-spec.ts'
import type { CellMessage } from '../kernel/timeline.ts'
import { HeapWatch } from './heap-watch.ts'
import { SharedExchange } from './shared-exchange.ts'

/** What a worker is given. Plain data, but for the ports, which are transferred. */
export interface ShardTask {
  readonly spec: TrialSpec
  readonly shard: number
  readonly memory: SharedArrayBuffer
  readonly ports: readonly (MessagePort | undefined)[]
  /** Heap that this shard may use, in MiB. */
  readonly heapMiB: number
  /** Directory for audit records; it exists. */
  readonly auditDirectory: string
}

/** An error does not survive the way between threads whole, so it travels as data. */
export type ShardOutcome =
  | { readonly kind: 'done'; readonly result: ShardResult }
  | {
      readonly kind: 'failed'
      readonly code: string
      readonly message: string
      readonly stack: string
    }

export async function runShard(task: ShardTask): Promise<ShardOutcome> {
  try {
    return { kind: 'done', result: await runTask(task) }
  } catch (error) {
    const { message, stack = '', code = '' } = error as Error & { code?: string }
    return { kind: 'failed', code, message, stack }
  }
}

/** The key that signs checkpoints is the file's own: no cell can reach it. */
function openAudit(
  directory: string,
  shard: number,
  pass: number,
  { levels, workload }: TrialSpec,
): FileSink {
  const name = `shard-${shard}-pass-${pass}.log`
  const options = workload.audit === undefined ? {} : { durability: workload.audit.durability }
  if (levels.audit !== 'L3') return new FileSink(directory, name, options)
  const checkpoints = new CheckpointFile(join(directory, name))
  return new FileSink(directory, name, { ...options, checkpoints })
}

async function runTask(task: ShardTask): Promise<ShardResult> {
  const { spec, shard, memory, ports, heapMiB, auditDirectory } = task
  const heap = new HeapWatch(heapMiB)
  const architecture = await loadArchitecture(spec.architecture)
  const framing: Framing<CellMessage> =
    spec.levels.frames === 'F1' ? new FrameMac(spec.seed, shard, spec.shards) : new PlainFraming()
  const exchange =
    spec.shards === 1
      ? { ...solo }
      : new SharedExchange(memory, shard, spec.shards, ports, framing, (cell) =>
          shardOf(cell, spec.shards, spec.host),
        )
  const keepsRecords = spec.levels.audit !== 'L0'
  const result = await runShardTrial(spec, {
    shard,
    exchange: heap.watchMeetings(exchange),
    architecture: heap.watchOpening(architecture),
    ...(keepsRecords ? { openAudit: (pass) => openAudit(auditDirectory, shard, pass, spec) } : {}),
  })
  return { ...result, frames: framing.sent }
}
