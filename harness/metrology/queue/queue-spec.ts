/** The queues that the harness measures itself on. Plain data: it is sent to workers. */

export interface QueueSpec {
  /** As on the table, e.g. `M/M/1 at 0.95`. */
  readonly name: string
  /** Keeps the luck of two queues apart. */
  readonly number: number
  readonly servers: number
  /** ρ: offered work for each server. */
  readonly load: number
  readonly service: 'exponential' | 'constant'
  /** Independent replications; each is a cell with a timeline of its own. */
  readonly replications: number
  /** Customers of a replication that are counted. */
  readonly customers: number
  /** Customers of a replication that come before, while the queue fills from empty. */
  readonly warmUp: number
  /** Customers in a step of the walk that serves as a control variate. */
  readonly block: number
  /** Thresholds of that walk, in mean service times. */
  readonly thresholds: readonly number[]
}

/** Mean service time in virtual µs: long enough for whole microseconds to be exact to 1e-6. */
export const SERVICE_US = 1_000_000

/**
 * Relaxation times of M/M/1, 1/(1 − √ρ)² services, that a queue is given to forget that it began
 * empty: what is left of the start is e^{−20} of it.
 */
const RELAXATIONS = 20

/** Customers until the empty start is forgotten, in whole blocks. */
export function warmUpOf(load: number, servers: number, block: number): number {
  const relaxation = servers / (1 - Math.sqrt(load)) ** 2
  return Math.ceil((RELAXATIONS * relaxation) / block) * block
}
