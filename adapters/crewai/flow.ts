/**
 * A flow: methods that start at once (`@start`) or when all methods that they listen to have ended
 * (`@listen(and_(…))`). Methods that are ready run side by side. The first one that fails ends the
 * flow; what the others still bring is not looked at.
 */
import type { EventBus } from './event-bus.ts'

/** One method of a flow. */
export interface FlowMethod {
  /** Positions of the methods that it listens to, joined by `and_`. Empty: a start method. */
  readonly after: readonly number[]
  /** `done` is called once, with the reason if the method fails. */
  run(done: (failure?: string) => void): void
}

/** Made for one kickoff. */
export class Flow {
  private readonly bus: EventBus
  private readonly workId: number
  private readonly methods: readonly FlowMethod[]
  private readonly missing: number[]
  private left: number
  private ended = false
  private done: (failure?: string) => void = () => {}

  constructor(bus: EventBus, workId: number, methods: readonly FlowMethod[]) {
    this.bus = bus
    this.workId = workId
    this.methods = methods
    this.missing = methods.map((method) => method.after.length)
    this.left = methods.length
    bus.emit('flow_created', workId, -1)
  }

  kickoff(done: (failure?: string) => void): void {
    this.done = done
    this.bus.emit('flow_started', this.workId, -1)
    this.methods.forEach((method, index) => {
      if (method.after.length === 0) this.start(method, index)
    })
  }

  private start(method: FlowMethod, index: number): void {
    if (this.ended) return
    this.bus.emit('method_execution_started', this.workId, -1)
    method.run((failure) => {
      if (this.ended) return
      if (failure !== undefined) {
        this.bus.emit('method_execution_failed', this.workId, -1)
        this.ended = true
        this.done(failure)
        return
      }
      this.bus.emit('method_execution_finished', this.workId, -1)
      if (--this.left === 0) {
        this.ended = true
        this.bus.emit('flow_finished', this.workId, -1)
        this.done()
        return
      }
      this.release(index)
    })
  }

  private release(finished: number): void {
    this.methods.forEach((method, index) => {
      if (!method.after.includes(finished)) return
      this.missing[index] = (this.missing[index] as number) - 1
      if (this.missing[index] === 0) this.start(method, index)
    })
  }
}
