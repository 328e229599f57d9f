/** The only file that reads the host's clocks and meters. What it returns never reaches behaviour. */
import { PerformanceObserver } from 'node:perf_hooks'
import { getHeapStatistics, setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** Monotonic host time in milliseconds. */
export function hostNowMs(): number {
  return performance.now()
}

/** Wall-clock time as an ISO 8601 string in UTC. */
export function hostTimestamp(): string {
  return new Date().toISOString()
}

/** CPU time of the whole process (all threads), user and system, in microseconds. */
export function processCpuUs(): number {
  const { user, system } = process.cpuUsage()
  return user + system
}

/** Resident memory of the process in bytes. */
export function residentBytes(): number {
  return process.memoryUsage.rss()
}

/** Resolves after a real delay in milliseconds. */
export function hostSleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

/** Heap of this thread that is in use, garbage that has not been collected included, in bytes. */
export function usedHeapBytes(): number {
  return getHeapStatistics().used_heap_size
}

/** Live memory of this thread in bytes, heap and array buffers, after a full garbage collection. */
export function liveBytes(): number {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  // Twice: what the first collection makes unreachable through weak references goes in the second.
  collect()
  collect()
  const { used_heap_size, external_memory } = getHeapStatistics()
  return used_heap_size + external_memory
}

/** Counts this thread's garbage-collection time, in milliseconds, until `stop` is called. */
export function countGc(): { stop(): Promise<number> } {
  let ms = 0
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) ms += entry.duration
  })
  observer.observe({ entryTypes: ['gc'] })
  return {
    stop: async () => {
      // Entries are made in one later turn of the event loop and handed over in the next.
      for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve))
      observer.disconnect()
      return ms
    },
  }
}
