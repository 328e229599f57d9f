/**
 * A simulated host: a fixed number of cores that its cells' work occupies in virtual time. An event
 * takes a core in the order of due times and keeps it until its work is done; a cell's own events
 * follow one another, as on the one thread that a department's framework has.
 */
import type { WorkClock } from './timeline.ts'
import type { VirtualUs } from './units.ts'

export class HostCores {
  /** Time that cores were occupied. */
  busyUs = 0
  private readonly freeAt: Float64Array
  private taken = 0

  constructor(cores: number) {
    this.freeAt = new Float64Array(cores)
  }

  /** Takes a core for an event that could start at `readyUs`; returns when it starts. */
  take(readyUs: VirtualUs): VirtualUs {
    const { freeAt } = this
    this.taken = 0
    for (let core = 1; core < freeAt.length; core++) {
      const [best, other] = [freeAt[this.taken] as number, freeAt[core] as number]
      // Of the cores that are free in time the one that was busy last, so that gaps stay short.
      if (best > readyUs ? other < best : other > best && other <= readyUs) this.taken = core
    }
    return Math.max(readyUs, freeAt[this.taken] as number)
  }

  /** The core that was taken last is free again. */
  release(from: VirtualUs, to: VirtualUs): void {
    this.freeAt[this.taken] = to
    this.busyUs += to - from
  }
}

/** The clock of one cell on a host whose work costs what a fixed table says. */
export class ChargedClock implements WorkClock {
  private readonly host: HostCores
  private readonly eventUs: number
  private readonly workUs: () => number
  private readonly pausesUs: (workUs: number) => number
  private events = 0
  private running = false
  private startUs: VirtualUs = 0
  private freeAt: VirtualUs = 0
  private base = 0

  /**
   * `workUs` is all work of the cell so far, which only grows; `eventUs` comes on top for each event.
   * `pausesUs` is how long the program had paused when so much was done.
   */
  constructor(
    host: HostCores,
    eventUs: number,
    workUs: () => number,
    pausesUs: (workUs: number) => number = () => 0,
  ) {
    this.host = host
    this.eventUs = eventUs
    this.workUs = workUs
    this.pausesUs = pausesUs
  }

  begin(dueUs: VirtualUs): void {
    this.startUs = this.host.take(Math.max(dueUs, this.freeAt))
    this.base = this.total()
    this.events++
    this.running = true
  }

  now(dueUs: VirtualUs): VirtualUs {
    return this.running ? this.startUs + this.total() - this.base : dueUs
  }

  end(): void {
    this.freeAt = this.startUs + this.total() - this.base
    this.running = false
    this.host.release(this.startUs, this.freeAt)
  }

  /** Whole µs of a sum that only grows, so that no rounding adds up. */
  private total(): number {
    const workUs = this.workUs() + this.events * this.eventUs
    return Math.floor(workUs + this.pausesUs(workUs))
  }
}
