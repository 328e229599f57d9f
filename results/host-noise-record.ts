/** What the host did besides a run, and how far a run's entrants differ from themselves. */
import { count, fields, number, optional } from './shape.ts'

export interface HostReading {
  /** Load average of the last minute. */
  readonly load: number
  /** Fastest of some runs of a fixed loop, in ms: the clock that the processor really ran at. */
  readonly spinMs: number
  /** CPU time that the hypervisor gave to others, and all CPU time, since boot; Linux only. */
  readonly stealTicks?: number
  readonly allTicks?: number
}

/** Read before the first trial and after the last one. */
export interface HostNoiseRecord {
  readonly before: HostReading
  readonly after?: HostReading
}

const reading = fields<HostReading>({
  load: number,
  spinMs: number,
  stealTicks: optional(number),
  allTicks: optional(number),
})

export const hostNoiseShape = fields<HostNoiseRecord>({ before: reading, after: optional(reading) })

/** Noise floor of a size. */
export interface NoiseRecord {
  readonly agents: number
  /** A/A pairs behind it. */
  readonly pairs: number
  /** Share by which a system seems to differ from itself in tasks per CPU-second, at 95 %. */
  readonly cpuFloor: number
}

export const noiseShape = fields<NoiseRecord>({ agents: count, pairs: count, cpuFloor: number })
