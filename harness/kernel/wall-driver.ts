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
   * follows from it. The clock stands still while this driver or a listener works, while the machine has taken the
   * processor away, and while a timer oversleeps: what is left is the program's own. Without it,
   * cells' clocks show due times, and digests are the virtual driver's.
   */
  readonly live?: boolean
  /** Time in which nothing is due passes at once: the same code on the same clock, to warm it up. */
  readonly skipIdle?: boolean
  /** With `live`: told after each event what it took of its own, and when, as `hostNowMs` tells. */
  readonly onEvent?: (timeline: Timeline, ownMs: number, beganMs: number, endedMs: number) => void
  /** With `live`: told when an event reads a moment that matters beyond it, and how long after it began. */
  readonly onRead?: (timeline: Timeline, sinceMs: number) => void
  /** With `live`: told before that when the event sends something off. */
  readonly onLeave?: (timeline: Timeline) => void
}

/** Timers fire up to a millisecond or two late; the rest of a wait is spent on the thread. */
const TIMER_SLACK_MS = 2

/** Runs until no event due earlier than `until` is left. Throws what an event or `fail` threw. */
export async function runOnWallClock(
  shard: Shard,
  until: VirtualUs,
  { speed = 1, live = false, skipIdle = false, onEvent, onRead, onLeave }: WallOptions = {},
): Promise<WallRun> {
  const clock = new HostClock(speed)
  if (live) {
    for (const timeline of shard.timelines) {
      timeline.workBy(
        onRead === undefined
          ? clock
          : heard(
              clock,
              (sinceMs) => onRead(timeline, sinceMs),
              () => onLeave?.(timeline),
            ),
      )
    }
  }
  let events = 0
  let busyMs = 0
  let sumLatenessMs = 0
  let maxLatenessMs = 0
  let stolenMs = 0
  let atMs = 0
  for (;;) {
    const first = earliestOf(shard.timelines)
    if (first === undefined || !(first.nextTime() < until)) break
    const dueMs = usToMs(first.nextTime()) / speed
    if (dueMs > atMs) {
      const waitMs = skipIdle ? 0 : dueMs - clock.passedMs()
      if (waitMs > TIMER_SLACK_MS) await hostSleep(waitMs - TIMER_SLACK_MS)
      if (!skipIdle) clock.spinUntil(dueMs)
      atMs = dueMs
    }
    const beganCpuUs = live ? processCpuUs() : 0
    const beganMs = hostNowMs()
    if (!live) atMs = clock.passedMs()
    clock.start(atMs, beganMs)
    await shard.runEvent(first)
    const endedMs = hostNowMs()
    const tookMs = clock.tookMs(endedMs)
    const ownMs = live ? Math.min(tookMs, usToMs(processCpuUs() - beganCpuUs)) : tookMs
    onEvent?.(first, ownMs, beganMs, endedMs)
    const latenessMs = atMs - dueMs
    sumLatenessMs += latenessMs
    maxLatenessMs = Math.max(maxLatenessMs, latenessMs)
    stolenMs += tookMs - ownMs
    busyMs += ownMs
    atMs += ownMs
    events++
  }
  return {
    maxLatenessMs,
    meanLatenessMs: events === 0 ? 0 : sumLatenessMs / events,
    events,
    utilisation: events === 0 ? 0 : busyMs / atMs,
    stolen: stolenMs === 0 ? 0 : stolenMs / (busyMs + stolenMs),
  }
}

/** The host's clock from the start of a run on, less the time that is not the program's. */
class HostClock implements WorkClock {
  private zeroMs = hostNowMs()
  private beganMs = 0
  private readonly speed: number

  constructor(speed: number) {
    this.speed = speed
  }

  passedMs(): number {
    return hostNowMs() - this.zeroMs
  }

  /** An event begins at the moment `nowMs` of the host, which is `ms` on this clock. */
  start(ms: number, nowMs: number): void {
    this.zeroMs = nowMs - ms
    this.beganMs = nowMs
  }

  /** The moment; calls `listener` with how long the event that runs has taken, in no time of the event. */
  tell(dueUs: VirtualUs, listener: (sinceMs: number) => void): VirtualUs {
    const nowMs = hostNowMs()
    const moment = this.momentAt(nowMs, dueUs)
    listener(nowMs - this.beganMs)
    const tookMs = hostNowMs() - nowMs
    this.zeroMs += tookMs
    this.beganMs += tookMs
    return moment
  }

  /** What the event that runs has taken by `nowMs`. */
  tookMs(nowMs: number): number {
    return nowMs - this.beganMs
  }

  spinUntil(dueMs: number): void {
    const end = dueMs + this.zeroMs
    while (hostNowMs() < end);
  }

  begin(): void {}

  now(dueUs: VirtualUs): VirtualUs {
    return this.momentAt(hostNowMs(), dueUs)
  }

  end(): void {}

  private momentAt(nowMs: number, dueUs: VirtualUs): VirtualUs {
    return Math.max(dueUs, Math.floor((nowMs - this.zeroMs) * this.speed * MS))
  }
}

/** Tells what the events of a cell show. */
function heard(
  clock: HostClock,
  onRead: (sinceMs: number) => void,
  onLeave: () => void,
): WorkClock {
  let isShown = false
  return {
    begin: () => {},
    now: (dueUs) => {
      if (!isShown) return clock.now(dueUs)
      isShown = false
      return clock.tell(dueUs, onRead)
    },
    show: () => {
      isShown = true
    },
    leave: () => {
      isShown = true
      onLeave()
    },
    end: () => {},
  }
}

function earliestOf(timelines: readonly Timeline[]): Timeline | undefined {
  let first = timelines[0]
  for (const other of timelines) {
    if (first !== other && other.isBefore(first as Timeline)) first = other
  }
  return first
}
