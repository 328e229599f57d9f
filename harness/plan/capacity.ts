/** What this machine gives a trial: threads and memory, cgroup limits included. */
import { readFileSync } from 'node:fs'
import { availableParallelism, totalmem } from 'node:os'

const GIB = 1024 ** 3
const LIMIT_FILES = ['/sys/fs/cgroup/memory.max', '/sys/fs/cgroup/memory/memory.limit_in_bytes']

/** Memory limit of the container in bytes, if there is one below the machine's memory. */
export function memoryLimitBytes(files: readonly string[] = LIMIT_FILES): number | undefined {
  for (const file of files) {
    try {
      const limit = Number(readFileSync(file, 'utf8').trim())
      if (Number.isFinite(limit) && limit > 0 && limit < totalmem()) return limit
    } catch {
      // Not this kind of system.
    }
  }
  return undefined
}

/** Old-generation heap for all workers of a trial, in MiB: 60 % of memory, at most 16 GiB. */
export function workerHeapMiB(bytes = memoryLimitBytes() ?? totalmem()): number {
  return Math.floor(Math.min(bytes * 0.6, 16 * GIB) / 1024 ** 2)
}

export function defaultThreads(): number {
  return availableParallelism()
}
