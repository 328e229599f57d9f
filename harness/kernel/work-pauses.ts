/**
 * Pauses of a simulated host's program, such as garbage collection: work is interrupted at moments that
 * depend on how much was done, as a collector is called by what was allocated.
 */
import { deriveSeed, exponential, purpose, uniform } from './random.ts'
import type { CellId } from './units.ts'

const GAP = purpose('host.pause.gap')
const LENGTH = purpose('host.pause.length')

/** How often a program pauses and for how long. */
export interface PauseCosts {
  /** Mean work between two pauses, in µs of CPU time. */
  readonly everyUs: number
  /** Lengths in µs, equally likely, at least one. */
  readonly lengthsUs: readonly number[]
}

/** The pauses of one cell's work; a pure function of the seed and the cell. */
export class WorkPauses {
  private readonly costs: PauseCosts
  private readonly seed: number
  private count = 0
  private nextAtUs = 0
  private totalUs = 0

  constructor(costs: PauseCosts, seed: number, cell: CellId) {
    this.costs = costs
    this.seed = deriveSeed(seed, GAP, cell)
    this.nextAtUs = this.gap()
  }

  /** Length of all pauses by the time that so much work was done, which only grows. */
  until(workUs: number): number {
    while (workUs >= this.nextAtUs) {
      const { lengthsUs } = this.costs
      const drawn = Math.floor(uniform(this.seed, LENGTH, this.count) * lengthsUs.length)
      this.totalUs += lengthsUs[drawn] as number
      this.count++
      this.nextAtUs += this.gap()
    }
    return this.totalUs
  }

  /** Exponential, because one cell has a part of the allocations that call its host's collector. */
  private gap(): number {
    return exponential(this.costs.everyUs, this.seed, GAP, this.count)
  }
}
