/** The digest of a plan: a run is resumed only under the plan that it began with. */
import { createHash } from 'node:crypto'
import type { HostsRecord } from '../../results/cost-table.ts'
import type { MeasureSpec } from '../../workloads/workload.ts'
import type { PlannedTrial } from './plan.ts'

/**
 * SHA-256 in hex over every trial in its order, over how long each one is measured, and over the hosts
 * that its work is charged to.
 */
export function planDigest(
  planned: readonly PlannedTrial[],
  measure: MeasureSpec,
  hosts?: HostsRecord,
): string {
  const text = JSON.stringify([
    measure.minCpuS,
    measure.trialTimeoutS,
    // Left out where there is none, so that plans without it keep their digest.
    ...(measure.stopping === undefined ? [] : [measure.stopping.precision]),
    ...(hosts === undefined
      ? []
      : [['hosts', hosts.cores, hosts.departmentsPerHost ?? null, hosts.costsDigest]]),
    planned.map((trial) => [
      trial.purpose,
      trial.entrant,
      trial.architecture,
      trial.topology,
      trial.profile,
      trial.agents,
      trial.trial,
      trial.seed,
      Object.entries(trial.controls).sort(([a], [b]) => (a < b ? -1 : 1)),
    ]),
  ])
  return createHash('sha256').update(text).digest('hex')
}
