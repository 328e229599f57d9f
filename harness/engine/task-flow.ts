/**
 * Tasks in the system over virtual time, counted apart from their latencies: Little's law compares the
 * two, so a task that is lost, ended twice or timed from a wrong start shows.
 */
import type { VirtualUs } from '../kernel/units.ts'

export class TaskFlow {
  /** Latest arrival against its intended time; 0 unless the timeline is wrong. */
  arrivalLateUs = 0
  /** Time from arrival to end of tasks that failed, which have no latency. */
  failedUs = 0
  private inSystem = 0
  private integralUs = 0
  private changedAt: VirtualUs = 0

  /** A task arrives. */
  enter(now: VirtualUs): void {
    this.pass(now)
    this.inSystem++
  }

  /** A task ends, either way. */
  leave(now: VirtualUs): void {
    this.pass(now)
    this.inSystem--
  }

  arrived(now: VirtualUs, intended: VirtualUs): void {
    const late = now - intended
    if (late > this.arrivalLateUs) this.arrivalLateUs = late
  }

  /** Task-microseconds in the system from 0 to `end`, which is no earlier than the last change. */
  inSystemUs(end: VirtualUs): number {
    return this.integralUs + this.inSystem * (end - this.changedAt)
  }

  private pass(now: VirtualUs): void {
    this.integralUs += this.inSystem * (now - this.changedAt)
    this.changedAt = now
  }
}
