/**
 * Runs a shard in real time: every event waits for its moment on the host's clock. For checking the
 * virtual twin against reality at small scale; it is alone by design.
 */
import { hostNowMs, hostSleep, processCpuUs } from './host-clock.ts'
import type { Shard } from './shard.ts'
import type { Timeline, WorkClock } from './timeline.ts'
import { type VirtualUs, MS, usToMs } from './units.ts'

export interface WallRun {
  /** Largest lateness of an event against its due time, in milliseconds. */
  readonly maxLatenessMs: number
  readonly meanLatenessMs: number
  readonly events: number
  /** Share of the time that events and the code that they woke kept the thread busy. */
  readonly utilisation: number
  /** Share of the events' time that the machine took from them; measured with `live` only. */
  readonly stolen: number
}

export interface WallOptions {
  /** Virtual seconds for each host second. Default 1. */
  readonly speed?: number
  /**
   * Cells read the host's clock: an event that the busy thread starts late is late for all that
   * follows from it. The clock stands still while the machine has taken the processor away, and while
   * a timer oversleeps: what is left is the program's own. Without it, cells' clocks show due times,
   * and digests are the virtual driver's.
   */
  readonly live?: boolean
}

/** Timers fire up to a millisecond or two late; the rest of a wait is spent on the thread. */
const TIMER_SLACK_MS = 2

/** Runs until no event due earlier than `until` is left. Throws what an event or `fail` threw. */
export async function runOnWallClock(
  shard: Shard,
  until: VirtualUs,
  { speed = 1, live = false }: WallOptions = {},
): Promise<WallRun> {
  const clock = new HostClock(speed)
  if (live) for (const timeline of shard.timelines) timeline.workBy(clock)
  let events = 0
  let busyMs = 0
  let sumLatenessMs = 0
  let maxLatenessMs = 0
  let stolenMs = 0
  for (;;) {
    const first = earliestOf(shard.timelines)
    if (first === undefined || !(first.nextTime() < until)) break
    const dueMs = usToMs(first.nextTime()) / speed
    await clock.waitUntil(dueMs, live)
    const beganMs = clock.passedMs()
    const beganCpuUs = live ? processCpuUs() : 0
    await shard.runEvent(first)
    const tookMs = clock.passedMs() - beganMs
    const ownMs = live ? Math.min(tookMs, usToMs(processCpuUs() - beganCpuUs)) : tookMs
    clock.stolenMs += tookMs - ownMs
    stolenMs += tookMs - ownMs
    busyMs += ownMs
    events++
    const latenessMs = Math.max(0, beganMs - dueMs)
    sumLatenessMs += latenessMs
    maxLatenessMs = Math.max(maxLatenessMs, latenessMs)
  }
  const passedMs = clock.passedMs()
  return {
    maxLatenessMs,
    meanLatenessMs: events === 0 ? 0 : sumLatenessMs / events,
    events,
    utilisation: events === 0 ? 0 : busyMs / passedMs,
    stolen: stolenMs === 0 ? 0 : stolenMs / (busyMs + stolenMs),
  }
}

class HostClock implements WorkClock {
  stolenMs = 0
  private readonly startMs = hostNowMs()
  private readonly speed: number

  constructor(speed: number) {
    this.speed = speed
  }

  /** Host time since the start that was not stolen. */
  passedMs(): number {
    return hostNowMs() - this.startMs - this.stolenMs
  }

  /** Waits idly; with `onTime`, what it takes too long counts as stolen. */
  async waitUntil(dueMs: number, onTime: boolean): Promise<void> {
    const waitMs = dueMs - this.passedMs()
    if (!(waitMs > 0)) return
    if (waitMs > TIMER_SLACK_MS) await hostSleep(waitMs - TIMER_SLACK_MS)
    while (this.passedMs() < dueMs);
    if (onTime) this.stolenMs += this.passedMs() - dueMs
  }

  begin(): void {}

  now(dueUs: VirtualUs): VirtualUs {
    return Math.max(dueUs, Math.floor(this.passedMs() * this.speed * MS))
  }

  end(): void {}
}

function earliestOf(timelines: readonly Timeline[]): Timeline | undefined {
  let first = timelines[0]
  for (const other of timelines) {
    if (first !== other && other.isBefore(first as Timeline)) first = other
  }
  return first
}
