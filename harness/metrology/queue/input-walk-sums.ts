/**
 * What the drawn inputs of a replication come to, whatever the queue does with them: their means, and
 * the walk V ← max(0, V + Σ service/c − Σ gap) over blocks of customers. `theory/input-walk.ts` knows
 * its law, so the luck that a replication had with its inputs can be told and taken off.
 */
import { type QueueSpec, SERVICE_US } from './queue-spec.ts'

export class InputWalkSums {
  serviceUs = 0
  gapUs = 0
  customers = 0
  private readonly block: number
  private readonly share: number
  private readonly thresholdsUs: readonly number[]
  private readonly above: Float64Array
  private value = 0
  private step = 0
  private inBlock = 0
  private steps = 0
  private sum = 0

  constructor({ block, servers, thresholds }: QueueSpec) {
    this.block = block
    this.share = 1 / servers
    this.thresholdsUs = thresholds.map((t) => t * SERVICE_US)
    this.above = new Float64Array(thresholds.length)
  }

  add(serviceUs: number, gapUs: number, counted: boolean): void {
    this.step += serviceUs * this.share - gapUs
    if (counted) {
      this.serviceUs += serviceUs
      this.gapUs += gapUs
      this.customers++
    }
    if (++this.inBlock < this.block) return
    this.inBlock = 0
    this.value = Math.max(0, this.value + this.step)
    this.step = 0
    if (!counted) return
    this.steps++
    this.sum += this.value
    for (let at = 0; at < this.above.length; at++) {
      if (this.value > (this.thresholdsUs[at] as number))
        this.above[at] = (this.above[at] as number) + 1
    }
  }

  /** Mean of the walk in mean service times, then the shares of its steps above each threshold. */
  means(): number[] {
    return [this.sum / SERVICE_US, ...this.above].map((sum) => sum / this.steps)
  }
}
