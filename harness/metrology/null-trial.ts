/** A trial of the null architecture by the engine: what is offered, and that nothing else happens. */
import { testWorkload } from '../../adapters/conformance/test-workload.ts'
import { BARE } from '../controls/levels.ts'
import { runShardTrial } from '../engine/shard-trial.ts'
import type { ShardResult } from '../engine/shard-result.ts'
import type { TrialExchange } from '../engine/trial-exchange.ts'
import type { TrialSpec } from '../engine/trial-spec.ts'
import { HOUR, SECOND } from '../kernel/units.ts'
import { Histogram } from '../../results/histogram.ts'
import { judge, type MetrologyRow } from './row.ts'
import { nullArchitecture } from './null-architecture.ts'
import { normalQuantile } from './theory/normal.ts'

const AGENTS = 2_400
const TEAM = 6
const HOURS = 0.2
/** Close together, so that few windows are empty. */
const PER_TEAM_HOUR = 3_600

/** About 288,000 tasks. */
export function nullSpec(seed: number, shards: number): TrialSpec {
  const { incident: _, ...workload } = testWorkload({
    arrivals: {
      process: 'poisson',
      perTeamPerHour: PER_TEAM_HOUR,
      windowUs: HOURS * HOUR,
      minTasks: 0,
    },
    limits: { tasksInFlightPerDepartment: 16, taskDeadlineUs: SECOND },
  })
  return {
    workload,
    architecture: nullArchitecture.name,
    topology: 'none',
    levels: BARE,
    agents: AGENTS,
    seed,
    shards,
    minCpuS: 0,
    warmUp: false,
  }
}

/** One shard's part of the trial. */
export function runNullTrial(
  seed: number,
  { shard, shards, exchange }: { shard: number; shards: number; exchange: TrialExchange },
): Promise<ShardResult> {
  return runShardTrial(nullSpec(seed, shards), {
    shard,
    exchange,
    architecture: nullArchitecture,
  })
}

export const NULL_ROWS = 4

/** `confidence` is that of the interval of the number of arrivals, which is Poisson distributed. */
export function judgeNullTrial(
  results: readonly Pick<ShardResult, 'tally' | 'counters' | 'latency'>[],
  confidence: number,
): MetrologyRow[] {
  const sum = (pick: (result: (typeof results)[number]) => number): number =>
    results.reduce((total, result) => total + pick(result), 0)
  const expected = (AGENTS / TEAM) * HOURS * PER_TEAM_HOUR
  const offered = sum(({ tally }) => tally.offered)
  const longestUs = Math.max(
    ...results.map(({ latency }) => Histogram.decode(latency).maxUs ?? Number.NaN),
  )
  const system = 'null architecture'
  const exact = (quantity: string, unit: string, measured: number, known: number): MetrologyRow =>
    judge({ system, quantity, unit, measured, known, half: 0 })
  return [
    judge({
      system,
      quantity: 'tasks offered',
      unit: '',
      measured: offered,
      known: expected,
      half: normalQuantile((1 + confidence) / 2) * Math.sqrt(expected),
    }),
    exact(
      'tasks ended',
      '',
      sum(({ tally }) => tally.completed),
      offered,
    ),
    exact('longest latency', 's', longestUs / SECOND, 0),
    exact(
      'intrinsic work',
      '',
      sum(({ counters }) => Object.values(counters).reduce((all, count) => all + count, 0)),
      0,
    ),
  ]
}
