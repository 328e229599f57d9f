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

const COUNTER_RANGE = 4294967296

export class Timeline {
  readonly id: CellId
  readonly lookaheadUs: VirtualUs
  readonly digest: RunningDigest = new RunningDigest()
  /** Called with each message that arrives from another cell. */
  onMessage: (payload: unknown) => void = () => {}
  now: VirtualUs = 0
  /** Events run so far. */
  events = 0
  private readonly queue = new EventQueue()
  private counter = 0
  private readonly post: (message: CellMessage) => void

  constructor(id: CellId, lookaheadUs: VirtualUs, post: (message: CellMessage) => void) {
    this.id = id
    this.lookaheadUs = lookaheadUs
    this.post = post
  }

  /** Runs `handler(arg)` at a virtual time, which must not be past. */
  at<T>(time: VirtualUs, handler: Handler<T>, arg: T): EventId {
    if (!(time >= this.now)) throw misuse(`event at ${time} µs is before now, ${this.now} µs`)
    return this.queue.push(time, this.nextOrder(), handler as Handler<unknown>, arg)
  }

  /** Runs `handler(arg)` after a virtual delay of whole microseconds. */
  after<T>(delay: VirtualUs, handler: Handler<T>, arg: T): EventId {
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
    this.now = time
    if (!this.queue.runNext()) return
    this.events++
    this.digest.add(time)
    this.digest.add(order)
  }

  private readonly receive = (payload: unknown): void => this.onMessage(payload)

  private nextOrder(): number {
    return this.id * COUNTER_RANGE + this.counter++
  }
}

function misuse(message: string): MusterError {
  return new MusterError('KERNEL_MISUSE', message)
}
