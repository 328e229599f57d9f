/**
 * What cold code adds. A trial begins on a fresh thread, and its first tasks cost several times what
 * later ones do; code that runs on promises and classes of many packages takes longest to warm.
 */

/** In tasks: what all cold ones add, in tasks that are warm, and how many it takes to be through. */
export interface Warming {
  readonly added: number
  readonly settling: number
}

/** Windows of 8 to 117 tasks in turn on one thread: 61, 50, 39, 25, 21, 19 ms of CPU time a task. */
export const OF_PROMISES: Warming = { added: 100, settling: 45 }
/** Warm after so short a time that a trial's warm-up has it. */
export const OF_CALLBACKS: Warming = { added: 0, settling: 1 }

/** What the first `tasks` tasks of a thread cost, in warm tasks. */
export function warmTasks(tasks: number, { added, settling }: Warming): number {
  return tasks + added * (1 - Math.exp(-tasks / settling))
}

/**
 * The engine's own cold code and that of architectures of callbacks goes by CPU time: on a thread that
 * has used `cpuS`, so much of it was compiling and code that was not yet compiled, in seconds. From
 * windows of 5 to 10,000 tasks in turn on the governed mesh: a second in all.
 */
export function coldCpuS(cpuS: number): number {
  return 1 - Math.exp(-cpuS)
}

/** The correction is not believed beyond this share of what was measured. */
const LEAST_WARM = 0.5

/** What a window takes in warm code that took `windowS` on a thread that had used `beforeS`. */
export function warmCpuS(windowS: number, beforeS: number): number {
  const cold = coldCpuS(beforeS + windowS) - coldCpuS(beforeS)
  return Math.max(windowS * LEAST_WARM, windowS - cold)
}
