/** The only file that reads the host's clocks and meters. What it returns never reaches behaviour. */
import { constants, type PerformanceEntry, PerformanceObserver } from 'node:perf_hooks'
import { getHeapStatistics, setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/**
 * Monotonic host time in milliseconds. `performance.now` would leave garbage behind each time (seen on
 * Node 20), which a loop that waits by reading the clock turns into collections.
 */
export function hostNowMs(): number {
  const [seconds, nanoseconds] = process.hrtime()
  return seconds * 1e3 + nanoseconds * 1e-6
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
  collectGarbage()
  const { used_heap_size, external_memory } = getHeapStatistics()
  return used_heap_size + external_memory
}

/** Full garbage collection of this thread. */
export function collectGarbage(): void {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  // Twice: what the first collection makes unreachable through weak references goes in the second.
  collect()
  collect()
}

/** A time in which this thread's collector let nothing else run. */
export interface Collection {
  /** When it began, as `hostNowMs` tells. */
  readonly atMs: number
  readonly ms: number
  /** Of young objects alone, which is short and comes often. */
  readonly isMinor: boolean
}

/** What an entry of type `gc` has on top. */
interface GcDetail {
  readonly detail: { readonly kind: number }
}

/** Lists this thread's collections, in time, until `stop` is called. */
export function watchCollections(): { stop(): Promise<Collection[]> } {
  const seen: Collection[] = []
  const offsetMs = hostNowMs() - performance.now()
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as (PerformanceEntry & GcDetail)[]) {
      const { startTime, duration, detail } = entry
      const isMinor = detail.kind === constants.NODE_PERFORMANCE_GC_MINOR
      seen.push({ atMs: startTime + offsetMs, ms: duration, isMinor })
    }
  })
  observer.observe({ entryTypes: ['gc'] })
  return {
    stop: async () => {
      // Entries are made in one later turn of the event loop and handed over in the next.
      for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve))
      observer.disconnect()
      return seen.sort((a, b) => a.atMs - b.atMs)
    },
  }
}

/** Counts this thread's garbage-collection time, in milliseconds, until `stop` is called. */
export function countGc(): { stop(): Promise<number> } {
  const watch = watchCollections()
  return {
    stop: async () => (await watch.stop()).reduce((sum, { ms }) => sum + ms, 0),
  }
}
