/**
 * A server with a fixed number of places (simulated): who finds none free waits in line, first come
 * first served. Nobody leaves the line: a client that has given up is served all the same, as by an
 * HTTP server that is not told.
 */
import type { Timeline } from '../kernel/timeline.ts'
import type { VirtualUs } from '../kernel/units.ts'

interface Job {
  readonly durationUs: VirtualUs
  readonly done: () => void
}

/** Served jobs at the head of the line are cut off in pieces of this many. */
const CUT = 1024

export class FiniteServer {
  served = 0
  /** Time that places have spent on finished jobs. */
  busyUs: VirtualUs = 0
  /** Most jobs that have waited at once. */
  longestQueue = 0
  private readonly timeline: Timeline
  private readonly places: number
  private waiting: Job[] = []
  private head = 0
  private busy = 0

  constructor(timeline: Timeline, places: number) {
    this.timeline = timeline
    this.places = places
  }

  add(durationUs: VirtualUs, done: () => void): void {
    const job = { durationUs, done }
    if (this.busy < this.places) {
      this.begin(job)
      return
    }
    this.waiting.push(job)
    this.longestQueue = Math.max(this.longestQueue, this.waiting.length - this.head)
  }

  private begin(job: Job): void {
    this.busy++
    this.timeline.after(job.durationUs, this.finish, job)
  }

  private readonly finish = ({ durationUs, done }: Job): void => {
    this.busy--
    this.served++
    this.busyUs += durationUs
    const next = this.waiting[this.head]
    if (next !== undefined) {
      this.head++
      if (this.head === CUT) {
        this.waiting = this.waiting.slice(CUT)
        this.head = 0
      }
      this.begin(next)
    }
    done()
  }
}
