/**
 * Runs one trial on fresh worker threads: one long-lived piscina task for each shard. A worker that
 * throws, runs out of memory or never yields fails this trial with a reason, and nothing else.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { MessagePort } from 'node:worker_threads'
import { Piscina } from 'piscina'
import type { ShardResult } from '../engine/shard-result.ts'
import type { TrialSpec } from '../engine/trial-spec.ts'
import { MusterError } from '../kernel/errors.ts'
import { residentBytes } from '../kernel/host-clock.ts'
import { builtUrl } from './built-url.ts'
import { hardLimitMiB } from './heap-watch.ts'
import { abortExchange, connectShards, createExchangeMemory } from './shared-exchange.ts'
import type { ShardOutcome, ShardTask } from './worker.ts'
import { YOUNG_GENERATION_MIB } from './young-generation.ts'

export interface RunTrialOptions {
  /** The trial fails when it takes longer on the host. */
  readonly timeoutS: number
  /** Old-generation heap of all workers together, in MiB. */
  readonly heapMiB: number
  readonly signal?: AbortSignal
}

export interface TrialShards {
  readonly shards: readonly ShardResult[]
  /** Highest resident memory of the process that was seen while the trial ran. */
  readonly peakBytes: number
}

const MEMORY_SAMPLE_MS = 250
const GRACE_MS = 2_000

/** Runs all shards of a trial. Throws TRIAL_FAILED, TRIAL_TIMED_OUT, WORKER_OUT_OF_MEMORY or INTERRUPTED. */
export async function runTrial(spec: TrialSpec, options: RunTrialOptions): Promise<TrialShards> {
  const { shards } = spec
  const heapMiB = options.heapMiB / shards
  const memory = createExchangeMemory(shards)
  const auditDirectory = await mkdtemp(join(tmpdir(), 'muster-audit-'))
  const pool = new Piscina({
    filename: builtUrl('harness/pool/worker'),
    name: 'runShard',
    minThreads: shards,
    maxThreads: shards,
    concurrentTasksPerWorker: 1,
    atomics: 'disabled',
    resourceLimits: {
      maxOldGenerationSizeMb: hardLimitMiB(heapMiB),
      maxYoungGenerationSizeMb: YOUNG_GENERATION_MIB,
    },
  })
  let peakBytes = residentBytes()
  const sampler = setInterval(() => {
    peakBytes = Math.max(peakBytes, residentBytes())
  }, MEMORY_SAMPLE_MS)
  const watch = watchFor(options, () => abortExchange(memory, shards))
  try {
    const ports = connectShards(shards)
    const tasks = Array.from({ length: shards }, (_, shard) => {
      const mine = ports[shard] as (MessagePort | undefined)[]
      const task: ShardTask = { spec, shard, memory, ports: mine, heapMiB, auditDirectory }
      const transferList = mine.filter((port) => port !== undefined)
      return outcomeOf(pool.run(task, { transferList })).then((outcome) => {
        if (outcome.kind === 'failed') abortExchange(memory, shards)
        return outcome
      })
    })
    const settled = await Promise.race([Promise.all(tasks), watch.fired])
    if (settled instanceof MusterError) throw settled
    // Shards that were told to stop may have ended before the watch fired.
    if (watch.cause !== undefined) throw watch.cause
    return { shards: resultsOf(settled), peakBytes: Math.max(peakBytes, residentBytes()) }
  } finally {
    watch.stop()
    clearInterval(sampler)
    await pool.destroy()
    await rm(auditDirectory, { recursive: true, force: true })
  }
}

/** Fires with an error when the time is up or the user interrupts. */
function watchFor(
  { timeoutS, signal }: RunTrialOptions,
  abort: () => void,
): { fired: Promise<MusterError>; cause: MusterError | undefined; stop: () => void } {
  let stop = (): void => {}
  let cause: MusterError | undefined
  const fired = new Promise<MusterError>((resolve) => {
    const end = (error: MusterError): void => {
      cause = error
      abort()
      // Shards that wait end by themselves; one that never yields is terminated with the pool.
      grace = setTimeout(() => resolve(error), GRACE_MS)
    }
    let grace: NodeJS.Timeout | undefined
    const timer = setTimeout(
      () =>
        end(
          new MusterError('TRIAL_TIMED_OUT', `the trial took longer than ${timeoutS} s`, {
            hint: 'raise measure.trialTimeout, or run a smaller size',
          }),
        ),
      timeoutS * 1000,
    )
    const interrupted = (): void => resolve(new MusterError('INTERRUPTED', 'interrupted'))
    signal?.addEventListener('abort', interrupted)
    if (signal?.aborted === true) interrupted()
    stop = () => {
      clearTimeout(timer)
      clearTimeout(grace)
      signal?.removeEventListener('abort', interrupted)
    }
  })
  return {
    fired,
    get cause() {
      return cause
    },
    stop: () => stop(),
  }
}

/** What a shard's task came to; a worker that died is an outcome too. */
async function outcomeOf(task: Promise<unknown>): Promise<ShardOutcome> {
  try {
    return (await task) as ShardOutcome
  } catch (error) {
    const { message, stack = '', code = '' } = error as Error & { code?: string }
    return { kind: 'failed', code, message, stack }
  }
}

function resultsOf(outcomes: readonly ShardOutcome[]): ShardResult[] {
  const failures = outcomes.filter((outcome) => outcome.kind === 'failed')
  // A shard that was told to stop is not the cause.
  const cause = failures.find((failure) => failure.code !== 'INTERRUPTED') ?? failures[0]
  if (cause === undefined) {
    return outcomes.map((outcome) => (outcome as { result: ShardResult }).result)
  }
  if (cause.code === 'ERR_WORKER_OUT_OF_MEMORY' || cause.code === 'WORKER_OUT_OF_MEMORY') {
    throw new MusterError('WORKER_OUT_OF_MEMORY', cause.message, {
      hint: 'run a smaller size, fewer threads, or fewer tasks in flight',
    })
  }
  throw new MusterError('TRIAL_FAILED', cause.message, { cause: cause.stack })
}
