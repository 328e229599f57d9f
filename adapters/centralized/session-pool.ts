/** The sessions of one department's assistant: who finds none free waits in line. */

/** Whoever wants a session. */
export interface Visitor {
  /** True once nobody wants it served any more; it is skipped when its turn comes. */
  readonly over: boolean
  /** The session is there; it is held until `leave`. */
  seated(): void
}

const COMPACT_FROM = 1024

export class SessionPool {
  private free: number
  private readonly line: Visitor[] = []
  private head = 0
  private calling = false

  /** `sessions` is at least one. */
  constructor(sessions: number) {
    this.free = sessions
  }

  /** Those in line, also those that are over and not yet skipped. */
  get waiting(): number {
    return this.line.length - this.head
  }

  /** First come, first served; a free session is given at once. */
  enter(visitor: Visitor): void {
    this.line.push(visitor)
    this.call()
  }

  /** Gives a session back. */
  leave(): void {
    this.free++
    this.call()
  }

  /** Calls those next in line. A visitor that leaves at once is met by the same loop, not a deeper one. */
  private call(): void {
    if (this.calling) return
    this.calling = true
    while (this.free > 0 && this.head < this.line.length) {
      const next = this.line[this.head++] as Visitor
      if (next.over) continue
      this.free--
      next.seated()
    }
    this.calling = false
    if (this.head === this.line.length || this.head > COMPACT_FROM) {
      if (this.head * 2 > this.line.length) {
        this.line.splice(0, this.head)
        this.head = 0
      }
    }
  }
}
