/** Probes each architecture of a plan for a moment, so that a run can say what it will take. */
import { loadFacts } from '../../../adapters/registry.ts'
import type { TopologyFacts } from '../../../adapters/contract.ts'
import type { Workload } from '../../../workloads/workload.ts'
import { hostNowMs, processCpuUs } from '../../kernel/host-clock.ts'
import { runOnShards } from '../../pool/run-on-shards.ts'
import type { PlannedTrial } from '../plan.ts'
import { densityOf } from './density.ts'
import type { ProbedVariant } from './probe-windows.ts'
import type { ProbedArchitecture, ProbeResult, ProbeTask } from './probe-worker.ts'
import type { ArchitectureCosts } from './probed-costs.ts'
import { variantOf } from './variant.ts'

/** Size from which memory for each agent is not mostly what every organisation needs. */
const PROBE_AGENTS = 2_000
/** Where the plan has no architecture without promises. */
const REFERENCE = 'mesh'

export interface Probe {
  /** By architecture. */
  readonly costs: ReadonlyMap<string, ArchitectureCosts>
  /** What the probe itself took. */
  readonly wallMs: number
  readonly cpuMs: number
}

/**
 * Costs of every architecture of the plan, from about two seconds of CPU time. All on one thread, one
 * after the other: the only CPU time that can be read everywhere is the process's.
 */
export async function probePlan(
  planned: readonly PlannedTrial[],
  workload: Workload,
): Promise<Probe> {
  const begunMs = hostNowMs()
  const begunUs = processCpuUs()
  const module = 'harness/plan/estimate/probe-worker'
  const task = await taskOf(planned, workload)
  const [result] = await runOnShards<ProbeTask, ProbeResult>(module, 'probeAll', 1, task)
  const { insideCpuUs, costs } = result as ProbeResult
  const usedUs = processCpuUs() - begunUs
  const threadCpuMs = Math.max(0, usedUs - insideCpuUs) / 1000
  return {
    costs: new Map(costs.map((one) => [one.architecture, { ...one, threadCpuMs }])),
    wallMs: hostNowMs() - begunMs,
    cpuMs: usedUs / 1000,
  }
}

async function taskOf(planned: readonly PlannedTrial[], workload: Workload): Promise<ProbeTask> {
  const agents = planned.reduce((most, trial) => Math.max(most, trial.agents), 0)
  const densities = planned.map((trial) => densityOf(workload, trial.agents))
  const names = [...new Set(planned.map(({ architecture }) => architecture))]
  const systems = await Promise.all(names.map((name) => systemOf(name, planned)))
  return {
    workload,
    architectures: await withReference(systems),
    agents: Math.min(agents, PROBE_AGENTS),
    sparsest: Math.min(...densities),
    densest: Math.max(...densities),
  }
}

/** Variants that authenticate come first: they show whom the agents meet. */
async function systemOf(
  architecture: string,
  planned: readonly PlannedTrial[],
): Promise<ProbedArchitecture> {
  const { usesPromises, topologies } = await loadFacts(architecture)
  const found = new Map<string, ProbedVariant>()
  for (const trial of planned) {
    const key = variantOf(trial)
    if (trial.architecture !== architecture) continue
    found.set(key, { key, topology: trial.topology, levels: trial.controls })
  }
  const isOpen = ({ levels }: ProbedVariant): number => (levels.auth === 'A0' ? 1 : 0)
  const variants = [...found.values()].sort((a, b) => isOpen(a) - isOpen(b))
  const topology = variants[0]?.topology ?? (topologies[0] as TopologyFacts).name
  return { architecture, usesPromises, topology, variants }
}

/**
 * The reference first: one without promises, whose few tasks are warm; of those the one that has most
 * stacks of its own.
 */
async function withReference(
  systems: readonly ProbedArchitecture[],
): Promise<ProbedArchitecture[]> {
  const isSlow = ({ usesPromises }: ProbedArchitecture): number => (usesPromises ? 1 : 0)
  const ordered = [...systems].sort(
    (a, b) => isSlow(a) - isSlow(b) || b.variants.length - a.variants.length,
  )
  if (ordered[0]?.usesPromises === false) return ordered
  return [await systemOf(REFERENCE, []), ...ordered]
}
