/**
 * Whether a run's figures can be relied on, beside what is judged trial by trial. What the host did
 * harms only what is compared between trials, its costs; virtual figures do not depend on it.
 */
import type { HostNoiseRecord } from './host-noise-record.ts'
import type {
  CompletedTrial,
  RunManifest,
  TrialRecord,
  ValidityCondition,
  ValidityRecord,
} from './record.ts'
import { median } from './stats/quantile.ts'
import { noiseRows } from './summary/noise.ts'

/** Load for each processor before the run, from which a comparison of costs is not worth making. */
export const MOST_LOAD = 4
/** Share of the processors' time that a hypervisor may give away. */
export const MOST_STEAL = 0.1
/** Factor by which the processor may get slower or faster over the run. */
export const MOST_CLOCK_CHANGE = 1.5
/** Share of their busy time that the workers must have had a processor for, in the median trial. */
export const LEAST_CPU_SHARE = 0.5

/** The condition on the trials themselves. */
export const TRIALS_CONDITION = 'every trial ended and is valid'

/** Noise floors and validity of a run as its trials and its host's readings give them. */
export function concludeRun(
  manifest: RunManifest,
  trials: readonly TrialRecord[],
): Pick<RunManifest, 'noise' | 'validity'> {
  const noise = noiseRows(trials).map(({ agents, pairs, cpuFloor }) => ({
    agents,
    pairs,
    cpuFloor,
  }))
  return { ...(noise.length === 0 ? {} : { noise }), validity: judgeRun(manifest, trials) }
}

export function judgeRun(manifest: RunManifest, trials: readonly TrialRecord[]): ValidityRecord {
  const completed = trials.filter((trial) => trial.kind === 'completed')
  const conditions = [
    trialsCondition(trials),
    ...(completed.length === 0 ? [] : [windowCondition(manifest, completed)]),
    ...hostConditions(manifest, completed),
  ]
  return { valid: conditions.every((condition) => condition.holds), conditions }
}

function trialsCondition(trials: readonly TrialRecord[]): ValidityCondition {
  const failed = trials.filter((trial) => trial.kind === 'failed').length
  const invalid = trials.filter(
    (trial) => trial.kind === 'completed' && !trial.validity.valid,
  ).length
  return {
    name: TRIALS_CONDITION,
    holds: trials.length > 0 && failed + invalid === 0,
    detail: `${trials.length} trials, ${failed} failed, ${invalid} not valid`,
    next: 'see the checks of the trials under Provenance',
  }
}

/** Minimum duration: a CPU clock cannot tell costs apart over a window that is too short. */
function windowCondition(
  { workload }: RunManifest,
  completed: readonly CompletedTrial[],
): ValidityCondition {
  const asked = minCpuSOf(workload.resolved)
  const shortest = Math.min(...completed.map((trial) => trial.cost.cpuS))
  return {
    name: 'every trial was measured for long enough',
    holds: shortest >= asked,
    detail: `the shortest for ${shortest.toPrecision(3)} CPU-seconds, at least ${asked} asked for`,
    next: 'raise arrivals.minTasks, so that fewer repetitions fill the window, or lower measure.minCpu',
  }
}

function minCpuSOf(resolved: unknown): number {
  const { measure } = (resolved ?? {}) as { measure?: { minCpuS?: unknown } }
  return typeof measure?.minCpuS === 'number' ? measure.minCpuS : 0
}

function hostConditions(
  manifest: RunManifest,
  completed: readonly CompletedTrial[],
): ValidityCondition[] {
  const segments = manifest.segments?.map(({ environment }) => environment) ?? [
    manifest.environment,
  ]
  const noises = segments.flatMap(({ noise }) => noise ?? [])
  if (noises.length === 0 || completed.length === 0) return []
  const { cpus } = manifest.environment
  const load = Math.max(...noises.map(({ before }) => before.load))
  const steal = Math.max(0, ...noises.map(stealShare))
  const clock = Math.max(1, ...noises.map(clockChange))
  const share = median(completed.map(cpuShare)) ?? 0
  const isExempt = manifest.trials < 2
  const condition = (
    name: string,
    holds: boolean,
    detail: string,
    next: string,
  ): ValidityCondition => ({
    name,
    holds: isExempt || holds,
    detail: isExempt ? `exempt, one trial of each cell compares no costs: ${detail}` : detail,
    next,
  })
  const quiet = 'stop other work on this machine, or use a quieter one, and run again'
  return [
    condition(
      'the host was free before the run',
      load <= MOST_LOAD * cpus,
      `load ${load.toFixed(2)} on ${cpus} processors, at most ${MOST_LOAD * cpus}`,
      quiet,
    ),
    condition(
      'no other machine took the processors',
      steal <= MOST_STEAL,
      `${(100 * steal).toFixed(1)} % stolen by the hypervisor, at most ${100 * MOST_STEAL} %`,
      'run on a machine whose processors are its own',
    ),
    condition(
      'the processor kept its speed',
      clock <= MOST_CLOCK_CHANGE,
      `a fixed loop differs by a factor of ${clock.toFixed(2)} before and after, at most ${MOST_CLOCK_CHANGE}`,
      'let the machine cool down, or switch its power saving off, and run again',
    ),
    condition(
      'the workers had their processors',
      share >= LEAST_CPU_SHARE,
      `CPU time is ${share.toFixed(2)} of the workers’ busy time in the median trial, at least ${LEAST_CPU_SHARE}`,
      `${quiet}; or give fewer --threads`,
    ),
  ]
}

function stealShare({ before, after }: HostNoiseRecord): number {
  const all = (after?.allTicks ?? 0) - (before.allTicks ?? 0)
  return all > 0 ? ((after?.stealTicks ?? 0) - (before.stealTicks ?? 0)) / all : 0
}

function clockChange({ before, after }: HostNoiseRecord): number {
  if (after === undefined) return 1
  return Math.max(after.spinMs / before.spinMs, before.spinMs / after.spinMs)
}

/** CPU time of the process for each second that its workers were busy and not waiting for each other. */
function cpuShare({ cost, threads }: CompletedTrial): number {
  const busyS = cost.wallS * threads * cost.utilisation
  return busyS > 0 ? cost.cpuS / busyS : 1
}
