/**
 * Runs a shard in real time: every event waits for its moment on the host's clock. For checking the
 * virtual twin against reality at small scale; it is alone by design.
 */
import { hostNowMs, hostSleep } from './host-clock.ts'
import type { Shard } from './shard.ts'
import { type VirtualUs, usToMs } from './units.ts'

export interface WallRun {
  /** Largest lateness of an event against its due time, in milliseconds. */
  readonly maxLatenessMs: number
  readonly meanLatenessMs: number
  readonly events: number
}

/**
 * Runs until no event earlier than `until` is left. `speed` is virtual seconds per host second.
 * Throws what an event or `fail` threw.
 */
export async function runOnWallClock(shard: Shard, until: VirtualUs, speed = 1): Promise<WallRun> {
  const startMs = hostNowMs()
  let events = 0
  let sumLatenessMs = 0
  let maxLatenessMs = 0
  for (;;) {
    shard.refresh()
    const due = shard.earliest()
    if (!(due < until)) break
    const dueMs = startMs + usToMs(due) / speed
    const waitMs = dueMs - hostNowMs()
    if (waitMs > 0) await hostSleep(waitMs)
    const latenessMs = Math.max(0, hostNowMs() - dueMs)
    for (const timeline of shard.timelines) {
      while (timeline.nextTime() <= due) {
        timeline.runOne()
        events++
        sumLatenessMs += latenessMs
        if (latenessMs > maxLatenessMs) maxLatenessMs = latenessMs
        if (shard.quiescence.pending) await shard.quiescence.settle()
        shard.throwFault()
      }
    }
  }
  return { maxLatenessMs, meanLatenessMs: events === 0 ? 0 : sumLatenessMs / events, events }
}
