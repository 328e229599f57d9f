/** What the host did besides a run: read before the first trial and after the last one. */
import { fields, number, optional } from './shape.ts'

export interface HostReading {
  /** Load average of the last minute. */
  readonly load: number
  /** Fastest of some runs of a fixed loop, in ms: the clock that the processor really ran at. */
  readonly spinMs: number
  /** CPU time that the hypervisor gave to others, and all CPU time, since boot; Linux only. */
  readonly stealTicks?: number
  readonly allTicks?: number
}

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
