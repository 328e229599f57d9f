/**
 * The twin against the wall clock: the same trial once in virtual time with its work charged, and some
 * times in real time, sped up so that the architecture's own work is felt. Latencies must agree.
 */
import { median } from '../../results/stats/quantile.ts'
import { workUs } from '../../results/unit-costs.ts'
import type { ControlLevels } from '../controls/levels.ts'
import { HOUR, usToMs } from '../kernel/units.ts'
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
/** Of one core, while tasks arrive. */
const UTILISATION = 0.25
const TASKS = 2_000
/** Tasks in the system at a time: the fewer, the more of a latency is the architecture's work. */
const PER_TEAM_HOUR = 120
/** Share of stolen time from which a difference may be the machine's. */
const QUIET = 0.02

/** Runs one entrant. Takes some seconds of host time, and a core of its own for the answer to count. */
export async function checkTwin(spec: TwinSpec): Promise<TwinResult> {
  const { workload, agents, repeats, entrant } = spec
  const organisation = new Organisation(workload.organisation, agents)
  const windowUs = Math.ceil((TASKS / (organisation.teams * PER_TEAM_HOUR)) * HOUR)
  const trial = {
    workload: {
      ...benignOf(workload),
      arrivals: { process: 'poisson', perTeamPerHour: PER_TEAM_HOUR, windowUs, minTasks: 0 },
    } satisfies Workload,
    architecture: spec.architecture,
    topology: spec.topology,
    levels: spec.levels,
    agents,
    seed: spec.seed,
  }
  const calibration = await calibrate(trial)
  const { costs } = calibration
  const free = await runPass(trial)
  const cpuUs = workUs(costs, free.counters) + costs.event * free.shard.events
  const slowdown = Math.max(1, UTILISATION / (cpuUs / windowUs))
  const host = { cores: 1, cellsPerHost: organisation.cells, slowdown, costs }
  const charged = await runPass({ ...trial, host })
  const walls: PassResult[] = []
  const utilisations: number[] = []
  const stolen: number[] = []
  for (let repeat = 0; repeat < repeats; repeat++) {
    // The measured run meets code that is compiled and a heap that has its size.
    await runPass(trial)
    const wall = await runPass(trial, {
      drive: async (shard, untilUs) => {
        const run = await runOnWallClock(shard, untilUs, { speed: slowdown, live: true })
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
    speed: slowdown,
    utilisation: median(utilisations) ?? 0,
    stolen: stolenShare,
    calibration,
    quantiles: QUANTILES.map((q) =>
      compareQuantile(
        q,
        msAt(free, q),
        msAt(charged, q),
        walls.map((wall) => msAt(wall, q)),
        stolenShare,
      ),
    ),
  }
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
