/**
 * The virtual timeline of one cell: its clock, its pending events, its digest, and the only door to
 * other cells. Events are ordered by (time, cell of origin, that cell's counter), so what a cell does
 * cannot depend on how cells are spread over threads.
 */
import { RunningDigest } from './digest.ts'
import { MusterError } from './errors.ts'
import { EventQueue, type EventId, type Handler } from './event-queue.ts'
import type { CellId, VirtualUs } from './units.ts'

/** A message on its way to another cell. Its payload must survive structured cloning. */
export interface CellMessage {
  readonly to: CellId
  readonly at: VirtualUs
  readonly order: number
  readonly payload: unknown
}

/**
 * What an event's moment is, where work takes time: a host's cores may start it late, and what it has
 * done so far puts off what follows from it. Without one, work takes no time.
 */
export interface WorkClock {
  /** An event that was due at `dueUs` begins. */
  begin(dueUs: VirtualUs): void
  /** Now, at least `dueUs`, which is when the last event was due; whole µs. */
  now(dueUs: VirtualUs): VirtualUs
  /** What `now` tells next matters beyond this event. */
  show?(): void
  /** Likewise: the event sends off what follows from it. */
  leave?(): void
  /** The event and all code that it woke are still. */
  end(): void
}

const COUNTER_RANGE = 4294967296

export class Timeline {
  readonly id: CellId
  readonly lookaheadUs: VirtualUs
  readonly digest: RunningDigest = new RunningDigest()
  /** Called with each message that arrives from another cell. */
  onMessage: (payload: unknown) => void = () => {}
  /** When the event that runs was due; equal to `now` where work takes no time. */
  due: VirtualUs = 0
  /** Events run so far. */
  events = 0
  /** Messages sent so far. */
  sent = 0
  private readonly queue = new EventQueue()
  private counter = 0
  private readonly post: (message: CellMessage) => void
  private clock: WorkClock | undefined

  constructor(id: CellId, lookaheadUs: VirtualUs, post: (message: CellMessage) => void) {
    this.id = id
    this.lookaheadUs = lookaheadUs
    this.post = post
  }

  get now(): VirtualUs {
    return this.clock === undefined ? this.due : this.clock.now(this.due)
  }

  /** Puts the cell at a moment between events, where no driver does. */
  set now(time: VirtualUs) {
    this.due = time
  }

  /** From here on this cell's work takes time, as `clock` says. */
  workBy(clock: WorkClock): void {
    this.clock = clock
  }

  /** Now, where a latency depends on it: what the event did before is part of that, the rest is not. */
  moment(): VirtualUs {
    this.clock?.show?.()
    return this.now
  }

  /**
   * Runs `handler(arg)` at a virtual time, which must not be past. A late event may still ask for a
   * moment between its due time and now: that one is late too.
   */
  at<T>(time: VirtualUs, handler: Handler<T>, arg: T): EventId {
    if (!(time >= this.due)) throw misuse(`event at ${time} µs is before now, ${this.due} µs`)
    return this.queue.push(time, this.nextOrder(), handler as Handler<unknown>, arg)
  }

  /** Runs `handler(arg)` after a virtual delay of whole microseconds. */
  after<T>(delay: VirtualUs, handler: Handler<T>, arg: T): EventId {
    this.clock?.leave?.()
    return this.at(this.now + delay, handler, arg)
  }

  cancel(id: EventId): void {
    this.queue.cancel(id)
  }

  /** Sends to another cell (or this one) with a delay of at least the lookahead. */
  send(to: CellId, delay: VirtualUs, payload: unknown): void {
    if (!(delay >= this.lookaheadUs)) {
      throw misuse(`a message between cells took ${delay} µs; lookahead is ${this.lookaheadUs} µs`)
    }
    this.clock?.leave?.()
    this.sent++
    this.post({ to, at: this.now + delay, order: this.nextOrder(), payload })
  }

  /** Accepts a message; it keeps the order that its origin gave it. */
  accept(message: CellMessage): void {
    this.queue.push(message.at, message.order, this.receive, message.payload)
  }

  /** Time of the earliest pending event, or Infinity. */
  nextTime(): VirtualUs {
    return this.queue.nextTime()
  }

  /** Runs every event earlier than `limit`. */
  runUntil(limit: VirtualUs): void {
    while (this.queue.nextTime() < limit) this.runOne()
  }

  /** Runs the earliest event; the caller has checked that there is one. */
  runOne(): void {
    const time = this.queue.nextTime()
    const order = this.queue.nextOrder()
    this.due = time
    this.clock?.begin(time)
    if (!this.queue.runNext()) return
    this.events++
    this.digest.add(time)
    this.digest.add(order)
  }

  /** Every driver that uses work clocks says when an event's code is still. */
  settled(): void {
    this.clock?.end()
  }

  /** Time, then order: which of two cells' next events is first. */
  isBefore(other: Timeline): boolean {
    const [mine, theirs] = [this.nextTime(), other.nextTime()]
    return mine < theirs || (mine === theirs && this.queue.nextOrder() < other.queue.nextOrder())
  }

  private readonly receive = (payload: unknown): void => this.onMessage(payload)

  private nextOrder(): number {
    return this.id * COUNTER_RANGE + this.counter++
  }
}

function misuse(message: string): MusterError {
  return new MusterError('KERNEL_MISUSE', message)
}
