/**
 * What a run will take, from what a probe measured. Pure arithmetic, so that it can be tested:
 * a trial's time is that of its parts (load, warm up, open, window, incident, repeats), each
 * extrapolated by agents, tasks and virtual time. What the arithmetic does not know is in the bands.
 */
import type { Workload } from '../../../workloads/workload.ts'
import { arrivalsPerTeamHour } from '../../engine/task-desk.ts'
import { benignEndUs } from '../../engine/trial-spec.ts'
import { HOUR } from '../../kernel/units.ts'
import { Organisation } from '../../world/organisation.ts'
import type { PlannedTrial } from '../plan.ts'
import { type Band, bandAround, largestBand, sumBands } from './band.ts'
import type { ArchitectureCosts, VariantCosts } from './probed-costs.ts'
import { sandboxBytes } from './sandbox-bytes.ts'
import { variantOf } from './variant.ts'

/** What a run takes of this machine. */
export interface RunEstimate {
  readonly trials: number
  readonly seconds: Band
  /** Highest resident memory of the process, at its largest trial. */
  readonly memoryBytes: Band
  /** Live heap of all workers at the largest trial; the workers' limit is held against it. */
  readonly heapBytes: Band
  /** What the run's folder will hold. */
  readonly diskBytes: Band
  /** Audit records of the trial that has most; they are in the temporary folder while it runs. */
  readonly scratchBytes: Band
}

/** A planned trial and the threads that it will have. */
export type SpreadTrial = PlannedTrial & { readonly shards: number }

const MIB = 1024 * 1024
/** Ending a worker and starting the next, and the collections around measuring idle memory. */
const TURNOVER_S = 0.15
const WARM_UP_S = 0.15
const WARM_UP_TASKS = 20
/** Idle memory is measured on copies up to so many agents and cells. */
const IDLE_AGENTS = 20_000
const IDLE_CELLS = 200
const MAX_PASSES = 400
/** Checking one message of a flood, whatever is wrong with it. */
const FLOOD_MESSAGE_S = 150e-6
/** The self-test before the trials, and tables, charts and page after them. */
const AROUND_S = 5
/** The process without a trial, and what a thread has beside its live heap: young generation, code. */
const PROCESS_BYTES = 90 * MIB
const THREAD_BYTES = 60 * MIB
/** A line of cells.jsonl with what is derived from it, and the page without its trials. */
const TRIAL_BYTES = 16 * 1024
const FOLDER_BYTES = 2 * MIB

/**
 * A probe's few tasks run in colder code than a trial's hundreds: 0.5 to 0.8 was measured between
 * windows of 8 and of 400 tasks.
 */
const WARMER = 0.7
/** How far off the arithmetic may be: the true value lies from value ÷ factor to value × factor. */
const ERROR = { time: 2.5, heap: 1.5, disk: 2 }
/** Resident memory for each byte that is live: garbage waits to be collected. */
const RESIDENT = { least: 1.1, likely: 1.6, most: 2.5 }

/** Throws if an architecture of the plan was not probed. */
export function estimateRun(
  planned: readonly SpreadTrial[],
  workload: Workload,
  costs: ReadonlyMap<string, ArchitectureCosts>,
): RunEstimate {
  const trials = planned.map((trial) => estimateTrial(trial, workload, costsOf(trial, costs)))
  const seconds = sumBands(trials.map((trial) => trial.seconds))
  return {
    trials: planned.length,
    seconds: sumBands([seconds, bandAround(AROUND_S, ERROR.time)]),
    memoryBytes: largestBand(trials.map((trial) => trial.memoryBytes)),
    heapBytes: largestBand(trials.map((trial) => trial.heapBytes)),
    diskBytes: bandAround(FOLDER_BYTES + planned.length * TRIAL_BYTES, ERROR.disk),
    scratchBytes: largestBand(trials.map((trial) => trial.scratchBytes)),
  }
}

type TrialEstimate = Omit<RunEstimate, 'trials' | 'diskBytes'>

/** What one trial takes, on so many threads. */
export function estimateTrial(
  trial: SpreadTrial,
  workload: Workload,
  costs: ArchitectureCosts,
): TrialEstimate {
  const { agents, shards, controls } = trial
  const { incident, arrivals, measure } = workload
  const organisation = new Organisation(workload.organisation, agents)
  const variant = variantCosts(trial, costs)
  const perTeamHour =
    arrivals.process === 'closed'
      ? variant.tasksPerTeamHour
      : arrivalsPerTeamHour(workload, organisation)
  const tasks = perTeamHour * organisation.teams * (arrivals.windowUs / HOUR)
  const taskS = (variant.usPerTask * WARMER) / 1e6
  const openS = (agents * costs.openUsPerAgent) / 1e6
  const idleS = (hours: number): number => (agents * hours * costs.idleUsPerAgentHour) / 1e6
  const passS = tasks * taskS + idleS(benignEndUs(workload) / HOUR)
  const copies = Math.ceil(Math.min(IDLE_AGENTS / agents, IDLE_CELLS / organisation.cells))
  const repeats =
    passS < measure.minCpuS
      ? Math.min(MAX_PASSES, Math.ceil(measure.minCpuS / Math.max(passS, 1e-6)))
      : 0
  const horizon = incident === undefined ? 0 : (incident.delayUs + incident.horizonUs) / HOUR
  const incidentS =
    incident === undefined
      ? 0
      : incident.caseTasksPerHour * horizon * taskS +
        idleS(horizon) +
        (incident.scenario === 'flood' ? (incident.floodMessages ?? 6_000) * FLOOD_MESSAGE_S : 0)
  const alone = TURNOVER_S + costs.loadMs / 1000 + Math.max(WARM_UP_S, WARM_UP_TASKS * taskS)
  const shared = (copies + 1 + repeats) * openS + (1 + repeats) * passS + incidentS
  const heap = heapBand(
    shards * costs.loadedBytes +
      Math.max(copies, repeats > 0 ? 2 : 1) * agents * costs.bytesPerAgent,
    tasks * variant.bytesPerTask,
  )
  return {
    seconds: spread(alone, shared, shards),
    heapBytes: heap,
    memoryBytes: residentBand(heap, shards, sandboxBytes(controls.sandbox, organisation, shards)),
    scratchBytes: bandAround((2 + repeats) * tasks * variant.auditBytesPerTask, ERROR.disk),
  }
}

/** What stays for a task is told badly by a few of them, so the least is without it. */
function heapBand(bytes: number, taskBytes: number): Band {
  return {
    least: bytes / ERROR.heap,
    likely: bytes + taskBytes / 2,
    most: (bytes + taskBytes) * ERROR.heap,
  }
}

/** Sandboxes are opened as they are needed: none at the least, all that may be at the most. */
function residentBand(heap: Band, shards: number, sandboxes: number): Band {
  const base = PROCESS_BYTES + shards * THREAD_BYTES
  return {
    least: base / 2 + RESIDENT.least * heap.least,
    likely: base + RESIDENT.likely * heap.likely + sandboxes / 2,
    most: base * 1.5 + RESIDENT.most * heap.most + sandboxes,
  }
}

/**
 * At best all threads share the work evenly; at worst they only wait for each other. The middle is
 * the geometric mean of the two.
 */
function spread(aloneS: number, sharedS: number, shards: number): Band {
  return {
    least: (aloneS + sharedS / shards) / ERROR.time,
    likely: aloneS + sharedS / Math.sqrt(shards),
    most: (aloneS + sharedS) * ERROR.time,
  }
}

function costsOf(
  { architecture }: SpreadTrial,
  costs: ReadonlyMap<string, ArchitectureCosts>,
): ArchitectureCosts {
  const found = costs.get(architecture)
  if (found === undefined) throw new Error(`${architecture} was not probed`)
  return found
}

/** Of the variant, or of the costliest one of its architecture if the probe did not come to it. */
function variantCosts(trial: SpreadTrial, { variants }: ArchitectureCosts): VariantCosts {
  const own = variants[variantOf(trial)]
  if (own !== undefined) return own
  const [first, ...others] = Object.values(variants)
  return others.reduce(
    (worst, one) => (one.usPerTask > worst.usPerTask ? one : worst),
    first as VariantCosts,
  )
}
