/** A stage agent: it does one step at a time, in the order in which steps arrive. */
import type { StepRun } from './step-run.ts'

const COMPACT_FROM = 1024

export class StageAgent {
  private readonly queue: StepRun[] = []
  private head = 0
  private running: StepRun | undefined

  submit(run: StepRun): void {
    this.queue.push(run)
    if (this.running === undefined) this.startNext()
  }

  /** The running step has its answer. */
  release(run: StepRun): void {
    if (this.running !== run) return
    this.running = undefined
    this.startNext()
  }

  /** Takes a step back, running or not; whatever it still brings is ignored. */
  cancel(run: StepRun): void {
    run.cancelled = true
    this.release(run)
  }

  /** Takes all of its steps back at once, so that none of them starts on the way. */
  dismiss(): void {
    if (this.running !== undefined) this.running.cancelled = true
    for (let i = this.head; i < this.queue.length; i++) (this.queue[i] as StepRun).cancelled = true
    this.running = undefined
    this.queue.length = 0
    this.head = 0
  }

  private startNext(): void {
    while (this.head < this.queue.length) {
      const next = this.queue[this.head++] as StepRun
      if (next.cancelled) continue
      this.running = next
      next.begin()
      break
    }
    if (this.head === this.queue.length || this.head > COMPACT_FROM) {
      if (this.head * 2 > this.queue.length) {
        this.queue.splice(0, this.head)
        this.head = 0
      }
    }
  }
}
