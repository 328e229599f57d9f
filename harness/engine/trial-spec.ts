/** What a trial is made of. */
import type { ControlLevels } from '../controls/levels.ts'
import type { VirtualUs } from '../kernel/units.ts'
import type { Workload } from '../../workloads/workload.ts'
import type { HostLoad } from './host-load.ts'

/** So far above `minCpuS` a trial's window must be for others like it to stay above it, too. */
export const CLEAR_OF_REPEATS = 2

/** Plain data. */
export interface TrialSpec {
  readonly workload: Workload
  readonly architecture: string
  readonly topology: string
  readonly levels: ControlLevels
  readonly agents: number
  readonly seed: number
  readonly shards: number
  /** Repeats of the benign window for the cost; behaviour alone needs one. */
  readonly minCpuS: number
  /**
   * Whether the window is repeated, as other trials of its kind are; one that takes less than `minCpuS` is
   * in any case. Absent: if it takes less than `CLEAR_OF_REPEATS` times that.
   */
  readonly repeats?: boolean
  readonly warmUp: boolean
  /** Work takes time on simulated hosts (`--cpu charged`). Absent: it takes none. */
  readonly host?: HostLoad
}

/** End of the benign window, its drain included: by then every task has ended or missed its deadline. */
export function benignEndUs(workload: Workload): VirtualUs {
  return workload.arrivals.windowUs + workload.limits.taskDeadlineUs
}
