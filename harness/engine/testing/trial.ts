/** Runs whole trials on this thread, for tests: one shard, no warm-up, one pass unless asked. */
import { testWorkload } from '../../../adapters/conformance/test-workload.ts'
import type { Architecture } from '../../../adapters/contract.ts'
import { loadArchitecture } from '../../../adapters/registry.ts'
import { type CompletedTrial, TRIAL_SCHEMA, type TrialHeader } from '../../../results/record.ts'
import type { Workload } from '../../../workloads/workload.ts'
import { BARE } from '../../controls/levels.ts'
import { MINUTE } from '../../kernel/units.ts'
import { runShardTrial } from '../shard-trial.ts'
import type { ShardResult } from '../shard-result.ts'
import { solo } from '../trial-exchange.ts'
import type { TrialSpec } from '../trial-spec.ts'
import { trialRecord } from '../trial-record.ts'

/** Every architecture and topology there is. */
export const ENTRANTS: readonly (readonly [architecture: string, topology: string])[] = [
  ['mesh', 'direct'],
  ['langchain', 'subagents'],
  ['langchain', 'supervisor'],
  ['langchain', 'swarm'],
  ['crewai', 'sequential'],
  ['crewai', 'hierarchical'],
  ['autogen', 'round-robin'],
  ['autogen', 'selector'],
  ['autogen', 'swarm'],
  ['centralized', 'sessions'],
  ['workflow', 'pipeline'],
]

/** The test workload without its incident. */
export function benignWorkload(changes: Partial<Workload> = {}): Workload {
  const { incident: _, ...benign } = testWorkload(changes)
  return benign
}

/**
 * The benign workload's every kind of work in a third of its time and fewer tasks, for what has to hold for each
 * entrant: the real LangChain takes its time for each task.
 */
export function briefWorkload(changes: Partial<Workload> = {}): Workload {
  const { arrivals } = benignWorkload()
  return benignWorkload({
    arrivals: { ...arrivals, windowUs: 20 * MINUTE, perTeamPerHour: 6 },
    ...changes,
  })
}

/** A trial of the mesh on the benign test workload, but for what is given. */
export function testSpec(changes: Partial<TrialSpec> = {}): TrialSpec {
  return {
    workload: benignWorkload(),
    architecture: 'mesh',
    topology: 'direct',
    levels: BARE,
    agents: 24,
    seed: 7,
    shards: 1,
    minCpuS: 0,
    warmUp: false,
    ...changes,
  }
}

/** The head of the trial's record. */
export function headerOf(spec: TrialSpec): TrialHeader {
  return {
    schema: TRIAL_SCHEMA,
    entrant: `${spec.architecture}:${spec.topology}`,
    architecture: spec.architecture,
    topology: spec.topology,
    profile: 'test',
    purpose: 'main',
    agents: spec.agents,
    trial: 0,
    workloadDigest: 'test',
    controls: spec.levels,
    seed: spec.seed,
    threads: spec.shards,
    position: 0,
    startedAt: '2000-01-01T00:00:00.000Z',
  }
}

/** Joins shards' results as a run does. */
export function recordOf(spec: TrialSpec, shards: readonly ShardResult[]): CompletedTrial {
  return trialRecord(headerOf(spec), spec, { shards, peakBytes: 0 })
}

const shared = new Map<string, Promise<CompletedTrial>>()

/** The trial as `runHere` runs it, run once for all tests of a file: not for tests that repeat a trial. */
export function sharedTrial(changes: Partial<TrialSpec> = {}): Promise<CompletedTrial> {
  const key = JSON.stringify(testSpec(changes))
  const trial = shared.get(key) ?? runHere(changes)
  shared.set(key, trial)
  return trial
}

/** Runs a trial on this thread; `architecture` replaces the named one. */
export async function runHere(
  changes: Partial<TrialSpec> = {},
  architecture?: Architecture,
): Promise<CompletedTrial> {
  const spec = testSpec(changes)
  const result = await runShardTrial(spec, {
    shard: 0,
    exchange: { ...solo },
    architecture: architecture ?? (await loadArchitecture(spec.architecture)),
  })
  return recordOf(spec, [result])
}
