/**
 * A simulated host: a fixed number of cores that its cells' work occupies in virtual time. An event
 * takes a core in the order of due times and keeps it until its work is done; a cell's own events
 * follow one another, as on the one thread that a department's framework has.
 */
import type { WorkClock } from './timeline.ts'
import type { VirtualUs } from './units.ts'
import type { WorkPauses } from './work-pauses.ts'

export class HostCores {
  /** Time that cores were occupied. */
  busyUs = 0
  private readonly freeAt: Float64Array
  private readonly doneUs: Float64Array
  private readonly pauses: readonly (WorkPauses | undefined)[]
  private readonly events: Float64Array
  private readonly factorOf: (core: number, nth: number) => number
  private taken = 0
  private startUs: VirtualUs = 0
  private before = 0

  /**
   * `pausesOf` tells how the program on a core pauses: whose work it does makes no difference.
   * `factorOf` tells by what the work of a core's event `nth` is multiplied.
   */
  constructor(
    cores: number,
    pausesOf: (core: number) => WorkPauses | undefined = () => undefined,
    factorOf: (core: number, nth: number) => number = () => 1,
  ) {
    this.events = new Float64Array(cores)
    this.factorOf = factorOf
    this.freeAt = new Float64Array(cores)
    this.doneUs = new Float64Array(cores)
    this.pauses = Array.from({ length: cores }, (_, core) => pausesOf(core))
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
    this.startUs = Math.max(readyUs, freeAt[this.taken] as number)
    this.before = this.totalUs(0)
    this.events[this.taken] = (this.events[this.taken] as number) + 1
    return this.startUs
  }

  /** By what the work of the event on the core that was taken last is multiplied. */
  factor(): number {
    return this.factorOf(this.taken, (this.events[this.taken] as number) - 1)
  }

  /** The moment, for the event on the core that was taken last, after so much work of its own. */
  after(workUs: number): VirtualUs {
    return this.startUs + this.totalUs(workUs) - this.before
  }

  /** That event is over; returns when. */
  release(workUs: number): VirtualUs {
    const to = this.after(workUs)
    this.freeAt[this.taken] = to
    this.doneUs[this.taken] = (this.doneUs[this.taken] as number) + workUs
    this.busyUs += to - this.startUs
    return to
  }

  /** Whole µs of a sum that only grows, so that no rounding adds up. */
  private totalUs(moreUs: number): number {
    const workUs = (this.doneUs[this.taken] as number) + moreUs
    return Math.floor(workUs + (this.pauses[this.taken]?.until(workUs) ?? 0))
  }
}

/** What the work of one cell takes. */
export interface WorkPrices {
  /** For each event. */
  readonly eventUs: number
  /** For each time that an event sends something off. Default 0. */
  readonly followUs?: number | undefined
  /** On top: all work of the cell so far, which only grows. */
  readonly workUs: () => number
}

/** What all of an event's work takes. */
export interface ChargedWork extends WorkPrices {
  /** What comes before the event reads the clock, by what it has done so far. Default: all of it. */
  readonly lead?: WorkPrices | undefined
  /** By what the work of the cell's event `nth` is multiplied. Default: by 1. */
  readonly factor?: ((nth: number) => number) | undefined
}

/** The clock of one cell on a host whose work costs what a fixed table says. */
export class ChargedClock implements WorkClock {
  private readonly host: HostCores
  private readonly work: ChargedWork
  private events = 0
  private running = false
  private freeAt: VirtualUs = 0
  private before = 0
  private leadBefore = 0
  private follows = 0
  private seenUs = 0
  private factor = 1

  constructor(host: HostCores, work: ChargedWork) {
    this.host = host
    this.work = work
  }

  begin(dueUs: VirtualUs): void {
    this.host.take(Math.max(dueUs, this.freeAt))
    this.before = this.work.workUs()
    this.leadBefore = this.work.lead?.workUs() ?? 0
    this.follows = 0
    this.seenUs = 0
    this.factor = this.host.factor() * (this.work.factor?.(this.events) ?? 1)
    this.events++
    this.running = true
  }

  now(dueUs: VirtualUs): VirtualUs {
    if (!this.running) return dueUs
    const { lead } = this.work
    this.seenUs =
      lead === undefined ? this.taken(this.work, this.before) : this.taken(lead, this.leadBefore)
    return this.host.after(this.seenUs)
  }

  leave(): void {
    this.follows++
  }

  end(): void {
    // It was not over before what it has shown.
    this.freeAt = this.host.release(Math.max(this.seenUs, this.taken(this.work, this.before)))
    this.running = false
  }

  private taken({ eventUs, followUs = 0, workUs }: WorkPrices, before: number): number {
    return this.factor * (eventUs + followUs * this.follows + workUs() - before)
  }
}
