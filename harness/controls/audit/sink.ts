import type { Checkpoint } from './checkpoint/checkpoint.ts'

/** What a log is at a moment: a checkpoint that nobody has signed yet. */
export interface TreeHead extends Checkpoint {
  /** Proves that the log goes on from what it was at `size` records; however it has grown since. */
  provesFrom(size: number): Buffer[]
}

/** Where kept audit records go. */
export interface AuditSink {
  /** Takes one line without its line end. False: not taken, and the message must not go on. */
  append(line: string): boolean
  /**
   * Takes what L3 says its log is, to be signed and kept outside the cell. False: not taken, and
   * nothing more may be recorded. A sink without this cannot serve L3.
   */
  checkpoint?(head: TreeHead): boolean
  /** Records that were taken and could then not be kept. Absent: none ever are. */
  readonly lost?: number
  /** Writes out what is buffered. Idempotent. */
  close(): void
}

/** Takes every line and keeps none; the records' work is done and their number is counted. */
export const discardingSink: AuditSink = {
  append: () => true,
  checkpoint: () => true,
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
