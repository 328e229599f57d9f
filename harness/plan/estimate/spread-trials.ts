/** The threads that each trial of a plan will have. */
import { loadFacts } from '../../../adapters/registry.ts'
import type { Workload } from '../../../workloads/workload.ts'
import { Organisation } from '../../world/organisation.ts'
import { defaultThreads } from '../capacity.ts'
import type { PlannedTrial } from '../plan.ts'
import { shardsFor } from '../shards.ts'
import type { SpreadTrial } from './estimate.ts'

/** As `runPlan` spreads them. */
export async function spreadTrials(
  planned: readonly PlannedTrial[],
  workload: Workload,
  threads: number | 'auto',
): Promise<SpreadTrial[]> {
  const promises = new Map<string, boolean>()
  for (const name of new Set(planned.map(({ architecture }) => architecture))) {
    promises.set(name, (await loadFacts(name)).usesPromises)
  }
  return planned.map((trial) => {
    const organisation = new Organisation(workload.organisation, trial.agents)
    const cost = {
      usesPromises: promises.get(trial.architecture) === true,
      authenticates: trial.controls.auth !== 'A0',
    }
    return {
      ...trial,
      shards: shardsFor(threads, defaultThreads(), workload, organisation, cost),
    }
  })
}
