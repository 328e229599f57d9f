/**
 * The twin against the wall clock: the same trial once in virtual time with its work charged, and some
 * times in real time, sped up so that the architecture's own work is felt. Latencies must agree.
 */
import { median } from '../../results/stats/quantile.ts'
import { type UnitCosts, workUs } from '../../results/unit-costs.ts'
import type { ControlLevels } from '../controls/levels.ts'
import { HOUR, SECOND, usToMs } from '../kernel/units.ts'
import { runOnWallClock } from '../kernel/wall-driver.ts'
import { Organisation } from '../world/organisation.ts'
import type { Workload } from '../../workloads/workload.ts'
import type { Calibration } from './calibrate.ts'
import { calibrate } from './calibrate-entrant.ts'
import { benignOf, type PassResult, runPass } from './pass.ts'

export interface TwinSpec {
  readonly workload: Workload
  readonly entrant: string
  readonly architecture: string
  readonly topology: string
  readonly levels: ControlLevels
  readonly agents: number
  readonly seed: number
  /** Times that the trial is run by the wall clock. */
  readonly repeats: number
}

export interface TwinQuantile {
  readonly q: number
  /** Latency in virtual ms; null where the rank is a task that failed. */
  readonly freeMs: number | null
  readonly chargedMs: number | null
  /** Median, least and largest of the repeats. */
  readonly wallMs: number | null
  readonly wallLowMs: number | null
  readonly wallHighMs: number | null
  readonly verdict: TwinVerdict
}

export type TwinVerdict = 'holds' | 'does not hold' | 'no evidence'

export interface TwinResult {
  readonly entrant: string
  readonly tasks: number
  /** Virtual seconds in a host second. */
  readonly speed: number
  /** Medians over the repeats of the share of time that the thread was busy, and was kept away. */
  readonly utilisation: number
  readonly stolen: number
  readonly calibration: Calibration
  readonly quantiles: readonly TwinQuantile[]
}

export const TOLERANCE = 0.05
const QUANTILES = [0.5, 0.95, 0.99]
/** Of one core. */
const UTILISATION = 0.2
/** What the architecture's own work adds to a latency, as a share of it: speed makes it felt. */
const FELT = 0.2
/** Beyond it a pause of the collector, some ms, would be longer than a task. */
const MOST_SPEED = 1_000
/** Of a run by the wall clock, for an entrant whose tasks are cheap. */
const WALL_S = 8
/** Bounds of its tasks: a percentile needs so many, and patience has an end. */
const TASKS = { least: 500, most: 20_000 }
/** The load at which the work of a task is found out. */
const PREVIEW = { tasks: 500, perTeamPerHour: 20 }
/** Share of stolen time from which a difference may be the machine's. */
const QUIET = 0.02

/**
 * Runs one entrant at a size. The host is sped up until work is felt beside the simulated model's
 * latency, as far as pauses allow, and tasks arrive so that a core is busy for a fifth of the time:
 * neither idle nor saturated. Takes about a minute, and a core of its own for the answer to count.
 */
export async function checkTwin(spec: TwinSpec): Promise<TwinResult> {
  const { repeats, entrant } = spec
  const organisation = new Organisation(spec.workload.organisation, spec.agents)
  const preview = trialOf(spec, organisation.teams, PREVIEW.tasks, PREVIEW.perTeamPerHour)
  const calibration = await calibrate(preview)
  const { costs } = calibration
  const alone = await runPass(preview)
  const taskUs = cpuUs(costs, alone) / alone.shard.tally.offered
  const latencyUs = alone.tasks.quantile(0.5) ?? Infinity
  const speed = Math.min(MOST_SPEED, Math.max(1, (FELT * latencyUs) / taskUs))
  const perTeamPerHour = (UTILISATION * HOUR) / (taskUs * speed * organisation.teams)
  const affordable = Math.round((WALL_S * SECOND * UTILISATION) / taskUs)
  const tasks = Math.min(TASKS.most, Math.max(TASKS.least, affordable))
  const trial = trialOf(spec, organisation.teams, tasks, perTeamPerHour)
  const free = await runPass(trial)
  const host = { cores: 1, cellsPerHost: organisation.cells, slowdown: speed, costs }
  const charged: PassResult[] = []
  const walls: PassResult[] = []
  const utilisations: number[] = []
  const stolen: number[] = []
  for (let repeat = 0; repeat < repeats; repeat++) {
    // Pauses fall elsewhere each time, as they do by the wall clock. It also warms the code up.
    charged.push(await runPass({ ...trial, host: { ...host, pauseSeed: repeat } }))
    const wall = await runPass(trial, {
      drive: async (shard, untilUs) => {
        const run = await runOnWallClock(shard, untilUs, { speed, live: true })
        utilisations.push(run.utilisation)
        stolen.push(run.stolen)
      },
    })
    walls.push(wall)
  }
  const stolenShare = median(stolen) ?? 0
  return {
    entrant,
    tasks: free.shard.tally.offered,
    speed,
    utilisation: median(utilisations) ?? 0,
    stolen: stolenShare,
    calibration,
    quantiles: QUANTILES.map((q) =>
      compareQuantile(
        q,
        msAt(free, q),
        median(charged.map((one) => msAt(one, q))) ?? Infinity,
        walls.map((wall) => msAt(wall, q)),
        stolenShare,
      ),
    ),
  }
}

function trialOf(spec: TwinSpec, teams: number, tasks: number, perTeamPerHour: number) {
  const { workload, architecture, topology, levels, agents, seed } = spec
  const windowUs = Math.ceil((tasks / (teams * perTeamPerHour)) * HOUR)
  return {
    workload: {
      ...benignOf(workload),
      arrivals: { process: 'poisson', perTeamPerHour, windowUs, minTasks: 0 },
    } satisfies Workload,
    ...{ architecture, topology, levels, agents, seed },
  }
}

/** CPU time of a pass by a table, with its pauses. */
function cpuUs(costs: UnitCosts, { counters, shard }: PassResult): number {
  const us = workUs(costs, counters) + costs.event * shard.events
  const { everyUs = Infinity, lengthsUs = [0] } = costs.pauses ?? {}
  return us * (1 + lengthsUs.reduce((sum, length) => sum + length, 0) / lengthsUs.length / everyUs)
}

function msAt({ tasks }: PassResult, q: number): number {
  return usToMs(tasks.quantile(q) ?? Infinity)
}

/**
 * Holds if the twin is within the tolerance of the median. Beyond it, a machine that was not quiet, or
 * repeats that differ by as much among themselves, leave no evidence.
 */
export function compareQuantile(
  q: number,
  freeMs: number,
  chargedMs: number,
  wallMs: readonly number[],
  stolen: number,
): TwinQuantile {
  const middle = median(wallMs) ?? Infinity
  const low = Math.min(...wallMs)
  const high = Math.max(...wallMs)
  const off = Math.abs(chargedMs / middle - 1)
  const isNoisy = stolen > QUIET || !(high / low - 1 <= 2 * TOLERANCE)
  const verdict: TwinVerdict =
    off <= TOLERANCE ? 'holds' : isNoisy ? 'no evidence' : 'does not hold'
  const known = (ms: number): number | null => (Number.isFinite(ms) ? ms : null)
  return {
    q,
    freeMs: known(freeMs),
    chargedMs: known(chargedMs),
    wallMs: known(middle),
    wallLowMs: known(low),
    wallHighMs: known(high),
    verdict,
  }
}
