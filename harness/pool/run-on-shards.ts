/**
 * Runs a task on worker threads that exchange messages, as the shards of a trial do, for work that is no
 * trial: one long-lived piscina task for each shard, joined by the same exchange.
 */
import type { MessagePort } from 'node:worker_threads'
import { Piscina } from 'piscina'
import { builtUrl } from './built-url.ts'
import { abortExchange, connectShards, createExchangeMemory } from './shared-exchange.ts'
import { YOUNG_GENERATION_MIB } from './young-generation.ts'

/** What the worker's function is given. Plain data, but for the ports, which are transferred. */
export interface ShardJob<T> {
  readonly task: T
  readonly shard: number
  readonly shards: number
  readonly memory: SharedArrayBuffer
  readonly ports: readonly (MessagePort | undefined)[]
}

/**
 * Calls the function `name` of a module (named from the package's root, without ending) once on each of
 * `shards` fresh threads; answers by shard. Throws what a shard threw, after the others have stopped.
 */
export async function runOnShards<T, R>(
  module: string,
  name: string,
  shards: number,
  task: T,
): Promise<R[]> {
  const memory = createExchangeMemory(shards)
  const pool = new Piscina({
    filename: builtUrl(module),
    name,
    minThreads: shards,
    maxThreads: shards,
    concurrentTasksPerWorker: 1,
    atomics: 'disabled',
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MIB },
  })
  try {
    const runs = connectShards(shards).map(async (ports, shard) => {
      const job: ShardJob<T> = { task, shard, shards, memory, ports }
      const transferList = ports.filter((port) => port !== undefined)
      try {
        return { value: (await pool.run(job, { transferList })) as R }
      } catch (error) {
        abortExchange(memory, shards)
        return { error }
      }
    })
    const ends = await Promise.all(runs)
    const errors = ends.flatMap((end) => ('error' in end ? [end.error] : []))
    // A shard that was told to stop is not the cause.
    const cause = errors.find((error) => (error as { code?: string }).code !== 'INTERRUPTED')
    if (errors.length > 0) throw cause ?? errors[0]
    return ends.map((end) => (end as { value: R }).value)
  } finally {
    await pool.destroy()
  }
}
