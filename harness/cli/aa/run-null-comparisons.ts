/** Compares systems with themselves, by real trials on fresh workers of the pool, as a run does. */
import { loadFacts } from '../../../adapters/registry.ts'
import { TRIAL_SCHEMA } from '../../../results/record.ts'
import type { Pair } from '../../../results/stats/ratio.ts'
import { loadWorkload } from '../../../workloads/load.ts'
import type { Workload } from '../../../workloads/workload.ts'
import { BARE } from '../../controls/levels.ts'
import type { TrialSpec } from '../../engine/trial-spec.ts'
import { trialRecord } from '../../engine/trial-record.ts'
import { MusterError } from '../../kernel/errors.ts'
import { hostTimestamp } from '../../kernel/host-clock.ts'
import { purpose, uniform } from '../../kernel/random.ts'
import { workerHeapMiB } from '../../plan/capacity.ts'
import { trialSeed } from '../../plan/plan.ts'
import { runTrial } from '../../pool/run-trial.ts'

const ORDER = purpose('aa.order')
/** Those that load quickly; each comparison takes the next one. */
const ARCHITECTURES = ['mesh', 'crewai', 'autogen'] as const
const AGENTS = 60
const MIN_CPU_S = 0.02
const TIMEOUT_S = 60
/** As many as a run of `smoke` has; with 200 comparisons that makes 800 trials. */
export const PAIRS_EACH = 2

export interface NullOptions {
  readonly comparisons: number
  readonly seed: number
  readonly signal: AbortSignal
  readonly ended: (done: number) => void
}

/**
 * Pairs of tasks per CPU-second for each comparison. Both sides of a pair are the same trial with the
 * same seed, in a drawn order. Throws TRIAL_FAILED, or INTERRUPTED.
 */
export async function runNullComparisons(options: NullOptions): Promise<Pair[][]> {
  const { comparisons, seed, signal, ended } = options
  const { incident: _incident, ...workload }: Workload = loadWorkload('smoke', {}).workload
  const all: Pair[][] = []
  for (let nth = 0; nth < comparisons; nth++) {
    const architecture = ARCHITECTURES[nth % ARCHITECTURES.length] as string
    const pairs: Pair[] = []
    for (let pair = 0; pair < PAIRS_EACH; pair++) {
      const spec = await specOf(workload, architecture, trialSeed(seed, nth * PAIRS_EACH + pair))
      const first = await tasksPerCpuS(spec, signal)
      const second = await tasksPerCpuS(spec, signal)
      pairs.push(uniform(seed, ORDER, nth, pair) < 0.5 ? [first, second] : [second, first])
    }
    all.push(pairs)
    ended(all.length)
  }
  return all
}

async function specOf(workload: Workload, architecture: string, seed: number): Promise<TrialSpec> {
  const { topologies } = await loadFacts(architecture)
  return {
    workload,
    architecture,
    topology: topologies[0]?.name as string,
    levels: BARE,
    agents: AGENTS,
    seed,
    shards: 1,
    minCpuS: MIN_CPU_S,
    warmUp: true,
  }
}

async function tasksPerCpuS(spec: TrialSpec, signal: AbortSignal): Promise<number> {
  const measured = await runTrial(spec, { timeoutS: TIMEOUT_S, heapMiB: workerHeapMiB(), signal })
  const { architecture, topology, levels, agents, seed } = spec
  const { validity, cost } = trialRecord(
    {
      schema: TRIAL_SCHEMA,
      entrant: `${architecture}@bare`,
      architecture,
      topology,
      profile: 'bare',
      purpose: 'aa',
      controls: levels,
      agents,
      trial: 0,
      seed,
      threads: 1,
      position: 0,
      workloadDigest: '',
      startedAt: hostTimestamp(),
    },
    spec,
    measured,
  )
  const broken = validity.conditions.find((condition) => !condition.holds)
  if (broken === undefined) return cost.tasksPerCpuS
  throw new MusterError('TRIAL_FAILED', `a trial is not valid: ${broken.name}: ${broken.detail}`)
}
