/** Where kept audit records go. */
export interface AuditSink {
  /** Takes one line without its line end. False: not taken, and the message must not go on. */
  append(line: string): boolean
  /** Writes out what is buffered. Idempotent. */
  close(): void
}

/** Takes every line and keeps none; the records' work is done and their number is counted. */
export const discardingSink: AuditSink = {
  append: () => true,
  close: () => {},
}

/** Keeps the newest lines in memory. */
export class MemorySink implements AuditSink {
  private readonly capacity: number
  private kept: string[] = []

  /** Holds at least the `capacity` newest lines and at most twice as many. */
  constructor(capacity = Infinity) {
    this.capacity = capacity
  }

  /** The lines held, oldest first. */
  get lines(): readonly string[] {
    return this.kept
  }

  append(line: string): boolean {
    this.kept.push(line)
    if (this.kept.length >= 2 * this.capacity) this.kept = this.kept.slice(-this.capacity)
    return true
  }

  close(): void {}
}
