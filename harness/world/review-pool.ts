/**
 * A department's reviewers (simulated): a finite number of people who take what waits in the order in
 * which it came, one thing at a time. Alerts and approvals wait for the same people.
 */
import type { Timeline } from '../kernel/timeline.ts'
import type { VirtualUs } from '../kernel/units.ts'

/** Anybody may review it. */
export const NOBODY = -1

/** Something that a person must look at. */
export interface Review {
  readonly durationUs: VirtualUs
  /** The place in the pool of the one person who may not review it, or `NOBODY`. */
  readonly excluded: number
  /** Told when a person begins. */
  readonly begun?: () => void
  /** Told who is done, by place in the pool. */
  readonly done: (person: number) => void
}

interface Underway {
  readonly review: Review
  readonly person: number
}

export class ReviewPool {
  people: number
  /** Time that people have spent on finished reviews. */
  busyUs: VirtualUs = 0
  /** Most reviews that have waited at once. */
  longestQueue = 0
  private readonly timeline: Timeline
  private readonly waiting: Review[] = []
  private readonly isBusy: boolean[]
  private busy = 0
  private hasLeft = false

  constructor(timeline: Timeline, people: number) {
    this.timeline = timeline
    this.people = people
    this.isBusy = new Array<boolean>(people).fill(false)
  }

  add(review: Review): void {
    this.waiting.push(review)
    this.assign()
    if (this.waiting.length > this.longestQueue) this.longestQueue = this.waiting.length
  }

  /** Nobody will begin the review; one that has begun goes on. */
  drop(review: Review): void {
    const at = this.waiting.indexOf(review)
    if (at >= 0) this.waiting.splice(at, 1)
  }

  /** Everybody leaves: what they have begun and what waits is never decided. */
  leave(): void {
    this.people = 0
    this.hasLeft = true
  }

  /** Gives the first that a free person may review to that person, until there is none. */
  private assign(): void {
    for (let at = 0; at < this.waiting.length && this.busy < this.people;) {
      const review = this.waiting[at] as Review
      const person = this.freePerson(review.excluded)
      if (person < 0) {
        at++
        continue
      }
      this.waiting.splice(at, 1)
      this.isBusy[person] = true
      this.busy++
      review.begun?.()
      this.timeline.after(review.durationUs, this.finish, { review, person })
    }
  }

  private freePerson(excluded: number): number {
    for (let person = 0; person < this.people; person++) {
      if (!this.isBusy[person] && person !== excluded) return person
    }
    return -1
  }

  private readonly finish = ({ review, person }: Underway): void => {
    if (this.hasLeft) return
    this.isBusy[person] = false
    this.busy--
    this.busyUs += review.durationUs
    review.done(person)
    this.assign()
  }
}
