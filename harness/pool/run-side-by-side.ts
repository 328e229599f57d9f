/** Runs jobs that know nothing of each other on worker threads, for work that is no trial. */
import { Piscina } from 'piscina'
import { MusterError } from '../kernel/errors.ts'
import { builtUrl } from './built-url.ts'
import { hardLimitMiB } from './heap-watch.ts'
import { YOUNG_GENERATION_MIB } from './young-generation.ts'

export interface SideBySideOptions {
  /** Jobs that run at a time. */
  readonly threads: number
  /** Old-generation heap of all threads together, in MiB. */
  readonly heapMiB: number
  /** Told what jobs post to their parent port, as it comes. */
  readonly told: (message: unknown) => void
}

/**
 * Calls the function `name` of a module (named from the package's root, without ending) once for each
 * job; answers in the order of the jobs, whatever order they end in. Throws WORKER_OUT_OF_MEMORY or
 * TRIAL_FAILED after the first failure, and stops the others.
 */
export async function runSideBySide<J, R>(
  module: string,
  name: string,
  jobs: readonly J[],
  { threads, heapMiB, told }: SideBySideOptions,
): Promise<R[]> {
  const pool = new Piscina({
    filename: builtUrl(module),
    name,
    minThreads: threads,
    maxThreads: threads,
    concurrentTasksPerWorker: 1,
    atomics: 'disabled',
    resourceLimits: {
      maxOldGenerationSizeMb: hardLimitMiB(heapMiB / threads),
      maxYoungGenerationSizeMb: YOUNG_GENERATION_MIB,
    },
  })
  pool.on('message', told)
  try {
    return await Promise.all(jobs.map((job) => pool.run(job) as Promise<R>))
  } catch (error) {
    const { message, code, stack } = error as Error & { code?: string }
    if (code === 'ERR_WORKER_OUT_OF_MEMORY') {
      throw new MusterError('WORKER_OUT_OF_MEMORY', message, {
        hint: 'run a smaller size, or fewer at a time (--threads 1)',
      })
    }
    throw new MusterError('TRIAL_FAILED', message, { cause: stack })
  } finally {
    await pool.destroy()
  }
}
