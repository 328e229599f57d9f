/**
 * A pass by the wall clock whose events are timed. Whatever is measured by the wall clock runs like
 * this, so that costs and latencies are of the same program.
 */
import { workCountsOf } from '../engine/work-counts.ts'
import type { Timeline } from '../kernel/timeline.ts'
import { MS, type VirtualUs } from '../kernel/units.ts'
import { runOnWallClock } from '../kernel/wall-driver.ts'
import { EventMeter, type EventRecorder, followEvents } from './event-meter.ts'
import { type PassOptions, type PassResult, type PassSpec, runPass } from './pass.ts'

export interface Driven extends Pick<PassOptions, 'ended'> {
  /** Virtual seconds in a host second. */
  readonly speed: number
  /** Time in which nothing is due passes at once. */
  readonly skipIdle?: boolean
}

export interface MeteredPass {
  readonly pass: PassResult
  /** Shares of the time that the thread was busy, and of that kept away. */
  readonly utilisation: number
  readonly stolen: number
}

/** `meterFor` tells which meter keeps an event that was due at a moment. */
export async function runMetered(
  trial: PassSpec,
  meterFor: (dueUs: VirtualUs) => EventMeter,
  { ended, ...how }: Driven,
): Promise<MeteredPass> {
  const recorders = new Map<Timeline, EventRecorder>()
  let utilisation = 0
  let stolen = 0
  const pass = await runPass(trial, {
    ...(ended !== undefined && { ended }),
    opened: (cells) => {
      for (const cell of cells) {
        const { timeline } = cell
        const recorder = followEvents(workCountsOf(cell), () => meterFor(timeline.due))
        recorders.set(timeline, recorder)
      }
    },
    drive: async (shard, untilUs) => {
      const run = await runOnWallClock(shard, untilUs, {
        ...how,
        live: true,
        onRead: (timeline, sinceMs) => recorders.get(timeline)?.read(sinceMs * MS),
        onLeave: (timeline) => recorders.get(timeline)?.leave(),
        onEvent: (timeline, ownMs, beganMs, endedMs) =>
          recorders.get(timeline)?.end(ownMs * MS, beganMs, endedMs),
      })
      utilisation = run.utilisation
      stolen = run.stolen
    },
  })
  return { pass, utilisation, stolen }
}
