/**
 * Pauses of a simulated host's program, such as garbage collection: work is interrupted at moments that
 * depend on how much was done, as a collector is called by what was allocated.
 */
import { deriveSeed, purpose, uniform } from './random.ts'

const PHASE = purpose('host.pause.phase')
const LENGTH = purpose('host.pause.length')

/** How often a program pauses in one way and for how long. */
export interface PauseCosts {
  /** Work between two pauses, in µs of CPU time. */
  readonly everyUs: number
  /** Lengths in µs, equally likely, at least one. */
  readonly lengthsUs: readonly number[]
}

/** The pauses of the work on one core; a pure function of the seed, the host and the core. */
export class WorkPauses {
  private readonly kinds: readonly PausesOfKind[]

  constructor(costs: readonly PauseCosts[], seed: number, host: number, core: number) {
    const own = deriveSeed(seed, PHASE, host, core)
    this.kinds = costs.map((kind, nth) => new PausesOfKind(kind, deriveSeed(own, PHASE, nth)))
  }

  /** Length of all pauses by the time that so much work was done, which only grows. */
  until(workUs: number): number {
    let us = 0
    for (const kind of this.kinds) us += kind.until(workUs)
    return us
  }
}

/**
 * They come at even distances from a random first one on: a collector runs when a space is full, and
 * alike work allocates alike.
 */
class PausesOfKind {
  private readonly costs: PauseCosts
  private readonly seed: number
  private count = 0
  private nextAtUs: number
  private totalUs = 0

  constructor(costs: PauseCosts, seed: number) {
    this.costs = costs
    this.seed = seed
    this.nextAtUs = uniform(seed, PHASE) * costs.everyUs
  }

  until(workUs: number): number {
    const { everyUs, lengthsUs } = this.costs
    while (workUs >= this.nextAtUs) {
      const drawn = Math.floor(uniform(this.seed, LENGTH, this.count) * lengthsUs.length)
      this.totalUs += lengthsUs[drawn] as number
      this.count++
      this.nextAtUs += everyUs
    }
    return this.totalUs
  }
}
