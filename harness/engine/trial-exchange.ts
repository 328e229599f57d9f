/** How the shards of a trial meet. */
import { alone, type Exchange } from '../kernel/shard.ts'

/** An exchange that can also pass a decision of shard 0 to all. */
export interface TrialExchange extends Exchange {
  agree(value: number): number
  /** Host time that this shard has waited for others, in ms. */
  readonly waitedMs: number
  /**
   * CPU time that the shards of the trial have spent on nothing but looking whether they may go on, in
   * µs. Exact at every moment at which all of them have met.
   */
  idleCpuUs(): number
}

/** One thread, no exchange. */
export const solo: TrialExchange = {
  ...alone,
  agree: (value) => value,
  waitedMs: 0,
  idleCpuUs: () => 0,
}
