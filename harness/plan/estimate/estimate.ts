/**
 * What a run will take, from what a probe measured. Pure arithmetic, so that it can be tested:
 * a trial's CPU time is that of its parts (thread, load, warm up, open, window, incident, repeats),
 * each extrapolated by agents, tasks, contacts and virtual time; host time is CPU time over the
 * threads that use it. What the arithmetic does not know is in the bands.
 */
import type { TaskType, Workload } from '../../../workloads/workload.ts'
import { arrivalsPerTeamHour } from '../../engine/task-desk.ts'
import { benignEndUs, CLEAR_OF_REPEATS } from '../../engine/trial-spec.ts'
import { HOUR } from '../../kernel/units.ts'
import { Organisation } from '../../world/organisation.ts'
import type { PlannedTrial } from '../plan.ts'
import { type Band, bandAround, largestBand, sumBands } from './band.ts'
import { taskCostUs } from './contacts.ts'
import { costsOf, variantCosts } from './find-costs.ts'
import type { ArchitectureCosts } from './probed-costs.ts'
import { sandboxBytes } from './sandbox-bytes.ts'
import { coldCpuS, warmTasks } from './warming.ts'

/** What a run takes of this machine. */
export interface RunEstimate {
  /** All that are planned. */
  readonly trials: number
  /** Fewer than `trials` where the run may find that it needs no more. */
  readonly leastTrials: number
  /** CPU time of the process. */
  readonly cpuSeconds: Band
  /** Host time if nothing else uses the machine. */
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

/** What a run has around its trials, and the machine under them. */
export interface RunSetting {
  readonly cores: number
  /** Of each cell, where the run may stop before it has all of its trials. */
  readonly leastTrials: number
  /** Authentication is measured after the trials. */
  readonly probesAuth: boolean
}

const MIB = 1024 * 1024
/** The warm-up's host time at the least, with the compiler beside it. */
const WARM_UP_S = 0.18
const WARM_UP_TASKS = 20
/** Idle memory is measured on copies up to so many agents and cells. */
const IDLE_AGENTS = 20_000
const IDLE_CELLS = 200
const MAX_PASSES = 400
/** Checking one message of a flood, whatever is wrong with it. */
const FLOOD_MESSAGE_S = 150e-6
/** In CPU time: the quick self-test before the trials; tables, charts and page after them. */
const SELF_TEST_S = 1.5
const PUBLISH_S = 2
/** A trial's record and what is derived from it. */
const RECORD_S = 0.02
/** It goes by the host's clock, on one thread. */
const AUTH_PROBE_S = 4.3
/** The process without a trial, and what a thread has beside its live heap: young generation, code. */
const PROCESS_BYTES = 90 * MIB
const THREAD_BYTES = 60 * MIB
/** A line of cells.jsonl with what is derived from it, and the page without its trials. */
const TRIAL_BYTES = 16 * 1024
const FOLDER_BYTES = 2 * MIB

/** Beyond so many busy teams a tenfold of them makes a task dearer: caches of keys and memory miss. */
const CACHED_TEAMS = 100
const CACHE_MISSES = 0.2
/**
 * Threads that a shard keeps busy: collector and compiler work beside a lone one; several wait for
 * each other.
 */
const BUSY = { alone: 1.35, together: 0.8 }
/** How far off the arithmetic may be: the true value lies from value ÷ factor to value × factor. */
const ERROR = { time: 2, heap: 1.5, disk: 2 }
/** Resident memory for each byte that is live: garbage waits to be collected. */
const RESIDENT = { least: 1.1, likely: 1.6, most: 2.5 }

/** Throws if an architecture of the plan was not probed. */
export function estimateRun(
  planned: readonly SpreadTrial[],
  workload: Workload,
  costs: ReadonlyMap<string, ArchitectureCosts>,
  setting: RunSetting,
): RunEstimate {
  const trials = planned.map((trial) => estimateTrial(trial, workload, costs, setting.cores))
  const isCertain = (_: unknown, nth: number): boolean =>
    (planned[nth] as SpreadTrial).trial < setting.leastTrials
  const leastTrials = planned.filter(isCertain).length
  const around =
    SELF_TEST_S + PUBLISH_S + planned.length * RECORD_S + (setting.probesAuth ? AUTH_PROBE_S : 0)
  const total = (of: 'cpuSeconds' | 'seconds'): Band =>
    sumBands([
      between(
        sumBands(trials.filter(isCertain).map((trial) => trial[of])),
        sumBands(trials.map((trial) => trial[of])),
      ),
      bandAround(around, ERROR.time),
    ])
  return {
    trials: planned.length,
    leastTrials,
    cpuSeconds: total('cpuSeconds'),
    seconds: total('seconds'),
    memoryBytes: largestBand(trials.map((trial) => trial.memoryBytes)),
    heapBytes: largestBand(trials.map((trial) => trial.heapBytes)),
    diskBytes: bandAround(FOLDER_BYTES + planned.length * TRIAL_BYTES, ERROR.disk),
    scratchBytes: largestBand(trials.map((trial) => trial.scratchBytes)),
  }
}

/** From the least of one to the most of the other, likely halfway. */
function between(fewest: Band, all: Band): Band {
  return { least: fewest.least, likely: (fewest.likely + all.likely) / 2, most: all.most }
}

export type TrialEstimate = Omit<RunEstimate, 'trials' | 'leastTrials' | 'diskBytes'>

/** What one trial takes, on so many threads. Throws if its architecture was not probed. */
export function estimateTrial(
  trial: SpreadTrial,
  workload: Workload,
  probed: ReadonlyMap<string, ArchitectureCosts>,
  cores: number,
): TrialEstimate {
  const { agents, shards, controls } = trial
  const { incident, arrivals, measure } = workload
  const costs = costsOf(trial, probed)
  const organisation = new Organisation(workload.organisation, agents)
  const variant = variantCosts(trial, costs)
  const perTeam =
    (arrivals.process === 'closed'
      ? variant.tasksPerTeamHour
      : arrivalsPerTeamHour(workload, organisation)) *
    (arrivals.windowUs / HOUR)
  const tasks = perTeam * organisation.teams
  const busyTeams = Math.min(organisation.teams, tasks)
  const misses = 1 + CACHE_MISSES * Math.max(0, Math.log10(busyTeams / CACHED_TEAMS))
  const taskS = (taskCostUs(variant.task, perTeam) * misses) / 1e6
  const caseS = (variant.task.settledUs * caseShare(workload)) / 1e6
  const openS = (agents * costs.openCpuUsPerAgent) / 1e6
  const idleS = (hours: number): number => (agents * hours * costs.idleCpuUsPerAgentHour) / 1e6
  const passS = tasks * taskS + idleS(benignEndUs(workload) / HOUR)
  const copies = Math.ceil(Math.min(IDLE_AGENTS / agents, IDLE_CELLS / organisation.cells))
  const horizon = incident === undefined ? 0 : (incident.delayUs + incident.horizonUs) / HOUR
  const cases = incident === undefined ? 0 : incident.caseTasksPerHour * horizon
  const incidentS =
    cases * caseS +
    idleS(horizon) +
    (incident?.scenario === 'flood' ? (incident.floodMessages ?? 6_000) * FLOOD_MESSAGE_S : 0)
  // Each thread warms for itself; what is not warm by then is so in the first pass.
  const warmed = warmTasks(WARM_UP_TASKS, costs.warming)
  const warmUpS = Math.max(WARM_UP_S, warmed * taskS)
  const coldS = (warmTasks(WARM_UP_TASKS + tasks / shards, costs.warming) - warmed) * shards * taskS
  const coldCodeS = variant.isWarm
    ? shards * (coldCpuS(WARM_UP_S + passS / shards) - coldCpuS(WARM_UP_S))
    : 0
  const firstS = Math.max(passS, coldS + passS - tasks * taskS) + coldCodeS
  const repeats =
    firstS < CLEAR_OF_REPEATS * measure.minCpuS
      ? Math.min(MAX_PASSES, Math.ceil(measure.minCpuS / Math.max(passS, 1e-6)))
      : 0
  const threadS = (costs.threadCpuMs + costs.loadCpuMs) / 1000 + warmUpS
  const cpuS =
    shards * threadS + (copies + 1 + repeats) * openS + firstS + incidentS + repeats * passS
  const heap = heapBand(
    shards * costs.loadedBytes +
      Math.max(copies, repeats > 0 ? 2 : 1) * agents * costs.bytesPerAgent,
    tasks * variant.bytesPerTask,
  )
  return {
    cpuSeconds: bandAround(cpuS, ERROR.time),
    seconds: hostTime(cpuS, shards, cores),
    heapBytes: heap,
    memoryBytes: residentBand(heap, shards, sandboxBytes(controls.sandbox, organisation, shards)),
    scratchBytes: bandAround((2 + repeats) * tasks * variant.auditBytesPerTask, ERROR.disk),
  }
}

/** Work of an incident's case, in mean tasks: it is of the type that reads guidance, or the longest. */
function caseShare({ tasks }: Workload): number {
  const callsOf = ({ steps }: TaskType): number =>
    steps.reduce((sum, { toolRounds }) => sum + toolRounds + 1, 0)
  const reads = tasks.find(({ steps }) => steps.some(({ tool }) => tool === 'read_board'))
  const calls = reads === undefined ? Math.max(...tasks.map(callsOf)) : callsOf(reads)
  return calls / tasks.reduce((sum, task) => sum + task.share * callsOf(task), 0)
}

/** At best all cores share the work evenly; at worst one does it all. */
function hostTime(cpuS: number, shards: number, cores: number): Band {
  const busy = shards === 1 ? BUSY.alone : shards * BUSY.together
  return {
    least: cpuS / ERROR.time / Math.min(cores, shards + 1),
    likely: cpuS / Math.min(cores, busy),
    most: cpuS * ERROR.time,
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
