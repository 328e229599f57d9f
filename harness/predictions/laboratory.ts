/** The laboratory of the command: every trial runs on a worker of the pool, as in a run. */
import { loadFacts } from '../../adapters/registry.ts'
import { TRIAL_SCHEMA, type CompletedTrial, type TrialHeader } from '../../results/record.ts'
import { BARE } from '../controls/levels.ts'
import type { TrialSpec } from '../engine/trial-spec.ts'
import { trialRecord, type TrialMeasurement } from '../engine/trial-record.ts'
import { MusterError } from '../kernel/errors.ts'
import { hostTimestamp } from '../kernel/host-clock.ts'
import { trialSeed } from '../plan/plan.ts'
import { runTrial } from '../pool/run-trial.ts'
import type { Workload } from '../../workloads/workload.ts'
import type { Laboratory, LaboratorySize, TrialChanges } from './experiment.ts'

export interface LaboratoryOptions extends LaboratorySize {
  readonly small: Workload
  readonly organisation: Workload
  readonly seed: number
  /** Carries out a trial. */
  readonly carryOut: (spec: TrialSpec) => Promise<TrialMeasurement>
  /** Told after each trial. */
  readonly ended?: () => void
}

/** Carries trials out on one worker thread, so that cost is not blurred by waiting. */
export function pooled(
  heapMiB: number,
  signal: AbortSignal,
): (spec: TrialSpec) => Promise<TrialMeasurement> {
  return (spec) =>
    runTrial(spec, { timeoutS: spec.workload.measure.trialTimeoutS, heapMiB, signal })
}

export function createLaboratory(options: LaboratoryOptions): Laboratory {
  const { small, organisation, trials, quick, seed, carryOut, ended } = options
  return {
    small,
    organisation,
    trials,
    quick,
    seedOf: (trial) => trialSeed(seed, trial),
    countTrial: () => ended?.(),
    trial: async (changes) => {
      const spec = await specOf(changes, small, seed)
      const record = trialRecord(headerOf(spec, changes), spec, await carryOut(spec))
      requireValid(record)
      ended?.()
      return record
    },
  }
}

async function specOf(changes: TrialChanges, small: Workload, seed: number): Promise<TrialSpec> {
  const { workload = small, architecture = 'mesh', levels = BARE, minCpuS = 0 } = changes
  const facts = await loadFacts(architecture)
  return {
    workload,
    architecture,
    topology: changes.topology ?? (facts.topologies[0]?.name as string),
    levels,
    agents: changes.agents ?? (workload.organisation.agents[0] as number),
    seed: trialSeed(seed, changes.trial),
    shards: 1,
    minCpuS,
    warmUp: minCpuS > 0,
  }
}

function headerOf(spec: TrialSpec, { trial }: TrialChanges): TrialHeader {
  const { architecture, topology, agents, seed, levels } = spec
  return {
    schema: TRIAL_SCHEMA,
    entrant: `${architecture}:${topology}`,
    architecture,
    topology,
    profile: 'predictions',
    purpose: 'main',
    agents,
    trial,
    workloadDigest: '',
    controls: levels,
    seed,
    threads: 1,
    position: 0,
    startedAt: hostTimestamp(),
  }
}

function requireValid({ validity }: CompletedTrial): void {
  const broken = validity.conditions.find(({ holds }) => !holds)
  if (broken === undefined) return
  throw new MusterError('TRIAL_FAILED', `a trial is not valid: ${broken.name} (${broken.detail})`)
}
