/** A run before its first trial. */
import type { HostsRecord } from '../../../results/cost-table.ts'
import type { TestedPredictions } from '../../../results/tested-predictions.ts'
import type { Workload } from '../../../workloads/workload.ts'
import type { Entrant } from '../../plan/entrants.ts'
import type { PlannedTrial } from '../../plan/plan.ts'
import type { RunFlags } from '../flags.ts'

export interface PreparedRun {
  readonly flags: RunFlags
  readonly workload: Workload
  readonly digest: string
  /** The workload's file as it is shown to people. */
  readonly file: string
  readonly entrants: readonly Entrant[]
  readonly planned: readonly PlannedTrial[]
  /** What work takes; absent if it takes no time, and until its costs are known. */
  readonly hosts?: HostsRecord
  /** Verdicts that the page of the run shows; absent if none were given. */
  readonly predictions?: TestedPredictions
  readonly warnings: readonly string[]
}
