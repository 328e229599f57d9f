/** Probes each architecture of a plan for a moment, so that a run can say what it will take. */
import { loadFacts } from '../../../adapters/registry.ts'
import type { Workload } from '../../../workloads/workload.ts'
import { runOnShards } from '../../pool/run-on-shards.ts'
import { defaultThreads } from '../capacity.ts'
import type { PlannedTrial } from '../plan.ts'
import type { ProbedVariant, ProbeTask } from './probe-worker.ts'
import type { ArchitectureCosts } from './probed-costs.ts'
import { variantOf } from './variant.ts'

/** Size from which memory for each agent is not mostly what every organisation needs. */
const PROBE_AGENTS = 2_000
const PROBE_MS = 1_600

/** Costs of every architecture of the plan, by name. Takes about two seconds of host time. */
export async function probePlan(
  planned: readonly PlannedTrial[],
  workload: Workload,
): Promise<ReadonlyMap<string, ArchitectureCosts>> {
  const waiting = await tasksOf(planned, workload)
  const lanes = Math.max(1, Math.min(defaultThreads(), waiting.length))
  const costs = new Map<string, ArchitectureCosts>()
  const work = async (): Promise<void> => {
    for (let task = waiting.shift(); task !== undefined; task = waiting.shift()) {
      costs.set(task.architecture, await probeOne(task))
    }
  }
  await Promise.all(Array.from({ length: lanes }, work))
  return costs
}

async function probeOne(task: ProbeTask): Promise<ArchitectureCosts> {
  const module = 'harness/plan/estimate/probe-worker'
  const [costs] = await runOnShards<ProbeTask, ArchitectureCosts>(
    module,
    'probeArchitecture',
    1,
    task,
  )
  return costs as ArchitectureCosts
}

/** One for each architecture, the costliest first, so that none begins when the time is over. */
async function tasksOf(planned: readonly PlannedTrial[], workload: Workload): Promise<ProbeTask[]> {
  const agents = planned.reduce((most, trial) => Math.max(most, trial.agents), 0)
  const found = new Map<string, Map<string, ProbedVariant>>()
  for (const trial of planned) {
    const key = variantOf(trial)
    const variants = found.get(trial.architecture) ?? new Map<string, ProbedVariant>()
    variants.set(key, { key, topology: trial.topology, levels: trial.controls })
    found.set(trial.architecture, variants)
  }
  const weighed = await Promise.all(
    [...found].map(async ([architecture, variants]) => {
      const { usesPromises } = await loadFacts(architecture)
      return { architecture, variants: [...variants.values()], weight: usesPromises ? 3 : 1 }
    }),
  )
  const weights = weighed.reduce((sum, { weight }) => sum + weight, 0)
  const lanes = Math.min(defaultThreads(), weighed.length)
  return weighed
    .sort((a, b) => b.weight - a.weight)
    .map(({ architecture, variants, weight }) => ({
      workload,
      architecture,
      variants,
      agents: Math.min(agents, PROBE_AGENTS),
      budgetMs: (PROBE_MS * lanes * weight) / weights,
    }))
}
