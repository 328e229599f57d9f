/** A laboratory on this thread, with organisations of a few teams, for tests. */
import { loadArchitecture } from '../../../adapters/registry.ts'
import { loadWorkload } from '../../../workloads/load.ts'
import type { Workload } from '../../../workloads/workload.ts'
import { HOUR } from '../../kernel/units.ts'
import { runShardTrial } from '../../engine/shard-trial.ts'
import { solo } from '../../engine/trial-exchange.ts'
import type { Laboratory } from '../experiment.ts'
import { createLaboratory } from '../laboratory.ts'

/** The small workload has so many agents, few tasks and few reports, and cost is measured over one cold pass. */
export function testLaboratory(trials = 3, agents = 48, ended: () => void = () => {}): Laboratory {
  const small = loadWorkload('smoke').workload
  return createLaboratory({
    small: {
      ...small,
      organisation: { ...small.organisation, agents: [agents] },
      arrivals: { ...small.arrivals, minTasks: 16 },
      reports: { ...small.reports, everyUs: HOUR },
    } satisfies Workload,
    organisation: loadWorkload('organisation').workload,
    trials,
    quick: true,
    seed: 1,
    ended,
    carryOut: async (spec) => ({
      shards: [
        await runShardTrial(
          { ...spec, minCpuS: 0, warmUp: false },
          {
            shard: 0,
            exchange: { ...solo },
            architecture: await loadArchitecture(spec.architecture),
          },
        ),
      ],
      peakBytes: 0,
    }),
  })
}
