/**
 * Runs the trials of a plan one after another and hands each record on as soon as it exists. A trial
 * that fails is a record too; only an interruption ends the run early.
 */
import {
  type FailedTrial,
  TRIAL_SCHEMA,
  type TrialHeader,
  type TrialRecord,
} from '../../results/record.ts'
import type { HostsRecord } from '../../results/cost-table.ts'
import type { TrialSpec } from '../engine/trial-spec.ts'
import { trialRecord } from '../engine/trial-record.ts'
import { MusterError } from '../kernel/errors.ts'
import { hostTimestamp } from '../kernel/host-clock.ts'
import { runTrial } from '../pool/run-trial.ts'
import { Organisation } from '../world/organisation.ts'
import type { Workload } from '../../workloads/workload.ts'
import { loadFacts } from '../../adapters/registry.ts'
import { defaultThreads } from './capacity.ts'
import { hostLoadFor, shardsOnHosts } from './charged-hosts.ts'
import { shardsFor } from './shards.ts'
import type { PlannedTrial } from './plan.ts'
import { Repetition } from './repetition.ts'

export interface RunPlanOptions {
  readonly workload: Workload
  readonly workloadDigest: string
  readonly threads: number | 'auto'
  readonly heapMiB: number
  /** Absent: work takes no time. */
  readonly hosts?: HostsRecord | undefined
  readonly signal: AbortSignal
  /** Positions of trials that have a record already: they are passed over. */
  readonly done?: ReadonlySet<number>
  /** Their records. */
  readonly earlier?: readonly TrialRecord[] | undefined
  /** Trials that are no longer needed are passed over and told. */
  readonly isOver?: ((planned: PlannedTrial) => boolean) | undefined
  readonly skipped?: (planned: PlannedTrial) => void
  readonly started: (planned: PlannedTrial) => void
  /** The next trial waits for it; if it throws, the run ends. */
  readonly ended: (record: TrialRecord) => Promise<void>
}

/** Returns false if it was interrupted. */
export async function runPlan(
  planned: readonly PlannedTrial[],
  options: RunPlanOptions,
): Promise<boolean> {
  const repetition = new Repetition(options.earlier)
  for (const [position, trial] of planned.entries()) {
    if (options.done?.has(position) === true) continue
    if (options.signal.aborted) return false
    if (options.isOver?.(trial) === true) {
      options.skipped?.(trial)
      continue
    }
    options.started(trial)
    const record = await runOne(trial, position, repetition.of(trial), options)
    if (record === undefined) return false
    repetition.ended(record)
    await options.ended(record)
  }
  return true
}

async function runOne(
  planned: PlannedTrial,
  position: number,
  repeats: boolean | undefined,
  options: RunPlanOptions,
): Promise<TrialRecord | undefined> {
  const { workload, workloadDigest, threads, heapMiB, signal, hosts } = options
  const organisation = new Organisation(workload.organisation, planned.agents)
  const { usesPromises } = await loadFacts(planned.architecture)
  const cost = { usesPromises, authenticates: planned.controls.auth !== 'A0' }
  const shards = shardsOnHosts(
    shardsFor(threads, defaultThreads(), workload, organisation, cost),
    hosts,
    organisation,
  )
  const header: TrialHeader = {
    ...planned,
    schema: TRIAL_SCHEMA,
    workloadDigest,
    threads: shards,
    position,
    startedAt: hostTimestamp(),
  }
  const spec = {
    ...trialSpec(planned, workload, shards, hosts),
    ...(repeats === undefined ? {} : { repeats }),
  }
  try {
    const { trialTimeoutS } = workload.measure
    const measurement = await runTrial(spec, { timeoutS: trialTimeoutS, heapMiB, signal })
    return trialRecord(header, spec, measurement)
  } catch (error) {
    if (error instanceof MusterError && error.code === 'INTERRUPTED') return undefined
    return failedTrial(header, error)
  }
}

/** What a planned trial runs, spread over so many shards. */
export function trialSpec(
  planned: Omit<PlannedTrial, 'trial' | 'profile' | 'purpose'>,
  workload: Workload,
  shards: number,
  hosts?: HostsRecord,
): TrialSpec {
  return {
    workload,
    architecture: planned.architecture,
    topology: planned.topology,
    levels: planned.controls,
    agents: planned.agents,
    seed: planned.seed,
    shards,
    minCpuS: workload.measure.minCpuS,
    warmUp: true,
    ...(hosts === undefined
      ? {}
      : {
          host: hostLoadFor(
            hosts,
            planned.entrant,
            new Organisation(workload.organisation, planned.agents),
          ),
        }),
  }
}

/** The record of a trial that ended in an error, with the error's hint. */
export function failedTrial(header: TrialHeader, error: unknown): FailedTrial {
  const known = error instanceof MusterError ? error : undefined
  const message = error instanceof Error ? error.message : String(error)
  const reason = known?.hint === undefined ? message : `${message}; ${known.hint}`
  return { ...header, kind: 'failed', code: known?.code ?? 'INTERNAL', reason }
}
