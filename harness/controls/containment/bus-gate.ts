import type { VirtualUs } from '../../kernel/units.ts'

/**
 * The gate where messages of other cells enter. While it is closed they wait in a queue, which loses
 * nothing and keeps their order; the one that re-opens it delivers them before anything newer.
 *
 * That the queue is durable needs no file: the simulated cell does not crash.
 */
export class BusGate<M> {
  private waiting: M[] = []
  private until: VirtualUs | undefined

  get isClosed(): boolean {
    return this.until !== undefined
  }

  /**
   * Closes until a time, or extends a closure; never shortens one. Returns the time from which this
   * call adds to the closure, or undefined if it adds nothing.
   */
  close(now: VirtualUs, until: VirtualUs): VirtualUs | undefined {
    const from = this.until ?? now
    if (until <= from) return undefined
    this.until = until
    return from
  }

  /** Keeps a message that arrived while the gate was closed. */
  hold(message: M): void {
    this.waiting.push(message)
  }

  /** Opens when the time has come. Returns what has waited, oldest first; undefined if it stays closed. */
  reopen(now: VirtualUs): readonly M[] | undefined {
    if (this.until === undefined || now < this.until) return undefined
    this.until = undefined
    const released = this.waiting
    this.waiting = []
    return released
  }
}
