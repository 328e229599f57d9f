/** The only file that reads the host's clocks and meters. What it returns never reaches behaviour. */

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
