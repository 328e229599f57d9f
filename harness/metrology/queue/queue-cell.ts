/**
 * One replication of a queue on a kernel timeline: customers arrive, wait for one of c servers in the
 * order of their arrival, are served and leave. Each arrival and each departure is an event; waits go
 * into the project's histogram. All luck is keyed by replication and customer.
 */
import type { Histogram } from '../../../results/histogram.ts'
import { exponential, purpose } from '../../kernel/random.ts'
import type { Timeline } from '../../kernel/timeline.ts'
import { InputWalkSums } from './input-walk-sums.ts'
import { type QueueSpec, SERVICE_US } from './queue-spec.ts'

const GAP = purpose('metrology.gap')
const SERVICE = purpose('metrology.service')

const FIRST_CAPACITY = 256

export interface QueueCellOptions {
  readonly timeline: Timeline
  readonly spec: QueueSpec
  readonly seed: number
  readonly replication: number
  /** Takes the waits, in µs. */
  readonly waits: Histogram
  /** Factor on every service time behind the inputs' back: 1, but in a test of the test. */
  readonly slowdown: number
}

export class QueueCell {
  readonly waits: Histogram
  readonly inputs: InputWalkSums
  private readonly timeline: Timeline
  private readonly spec: QueueSpec
  private readonly seed: number
  private readonly key: number
  private readonly slowdown: number
  private readonly gapMeanUs: number
  private readonly total: number
  private arrived = 0
  private free: number
  // Waiting customers: a ring of arrival times, service times and whether they are counted.
  private arrivals = new Float64Array(FIRST_CAPACITY)
  private services = new Float64Array(FIRST_CAPACITY)
  private counted = new Uint8Array(FIRST_CAPACITY)
  private head = 0
  private waiting = 0

  constructor({ timeline, spec, seed, replication, waits, slowdown }: QueueCellOptions) {
    this.timeline = timeline
    this.spec = spec
    this.seed = seed
    this.key = spec.number * 65536 + replication
    this.waits = waits
    this.slowdown = slowdown
    this.gapMeanUs = SERVICE_US / (spec.load * spec.servers)
    this.total = spec.warmUp + spec.customers
    this.free = spec.servers
    this.inputs = new InputWalkSums(spec)
    timeline.at(0, this.arrive, 0)
  }

  private readonly arrive = (nth: number): void => {
    const { timeline, spec, seed, key } = this
    const serviceUs =
      spec.service === 'constant'
        ? SERVICE_US
        : Math.round(exponential(SERVICE_US, seed, SERVICE, nth, key))
    const gapUs = Math.round(exponential(this.gapMeanUs, seed, GAP, nth, key))
    const isCounted = nth >= spec.warmUp
    this.inputs.add(serviceUs, gapUs, isCounted)
    this.arrived++
    if (this.free > 0) {
      this.free--
      if (isCounted) this.waits.record(0)
      timeline.after(Math.round(serviceUs * this.slowdown), this.leave, undefined)
    } else {
      this.enqueue(serviceUs, isCounted ? 1 : 0)
    }
    if (this.arrived < this.total) timeline.after(gapUs, this.arrive, nth + 1)
  }

  private readonly leave = (): void => {
    if (this.waiting === 0) {
      this.free++
      return
    }
    const { timeline, head } = this
    this.head = (head + 1) & (this.arrivals.length - 1)
    this.waiting--
    if (this.counted[head] === 1) this.waits.record(timeline.now - (this.arrivals[head] as number))
    timeline.after(
      Math.round((this.services[head] as number) * this.slowdown),
      this.leave,
      undefined,
    )
  }

  private enqueue(serviceUs: number, counted: 0 | 1): void {
    if (this.waiting === this.arrivals.length) this.grow()
    const at = (this.head + this.waiting++) & (this.arrivals.length - 1)
    this.arrivals[at] = this.timeline.now
    this.services[at] = serviceUs
    this.counted[at] = counted
  }

  private grow(): void {
    const length = this.arrivals.length
    const unroll = <A extends Float64Array | Uint8Array>(from: A, to: A): A => {
      for (let i = 0; i < length; i++) to[i] = from[(this.head + i) & (length - 1)] as number
      return to
    }
    this.arrivals = unroll(this.arrivals, new Float64Array(length * 2))
    this.services = unroll(this.services, new Float64Array(length * 2))
    this.counted = unroll(this.counted, new Uint8Array(length * 2))
    this.head = 0
  }
}
