/**
 * The twin against the wall clock: the same tasks in virtual time with their work charged and in real
 * time, sped up so that the architecture's own work is felt. Latencies must agree.
 */
import { Histogram, mergeHistograms } from '../../results/histogram.ts'
import { median } from '../../results/stats/quantile.ts'
import { usToMs } from '../kernel/units.ts'
import type { Calibration } from './calibrate.ts'
import type { TwinPace, TwinRun } from './twin-run.ts'

export interface TwinQuantile {
  readonly q: number
  /** Latency in virtual ms over the tasks of all runs; null where the rank is a task that failed. */
  readonly freeMs: number | null
  readonly chargedMs: number | null
  readonly wallMs: number | null
  /** Least and largest of what the runs by themselves come to: charged over wall. */
  readonly leastRatio: number | null
  readonly largestRatio: number | null
  readonly verdict: TwinVerdict
}

/**
 * `not felt`: latencies without any work agree as well, so that agreement proves nothing.
 */
export type TwinVerdict = 'holds' | 'does not hold' | 'not felt' | 'no evidence'

export interface TwinResult {
  readonly entrant: string
  /** Of all runs. */
  readonly tasks: number
  /** Virtual seconds in a host second. */
  readonly speed: number
  /** Medians over the runs of the share of time that the thread was busy, and was kept away. */
  readonly utilisation: number
  readonly stolen: number
  readonly calibrations: readonly Calibration[]
  readonly quantiles: readonly TwinQuantile[]
}

export const TOLERANCE = 0.05
/** Latencies that leave the work out must be off by so much for agreement to prove anything. */
export const LEAST_MISS = 2 * TOLERANCE
/**
 * Work is a seventh of a latency, so that a twin that charges nothing misses by more than twice the
 * tolerance. A core is busy for a tenth of the time, or up to a quarter where tasks are dear: neither
 * idle nor saturated.
 */
export const PACE: TwinPace = {
  felt: 0.15,
  utilisation: { least: 0.1, most: 0.25 },
  tasks: 3_000,
  wallS: 6,
}
const QUANTILES = [0.5, 0.95, 0.99]
/** Share of stolen time from which a difference may be the machine's. */
const QUIET = 0.02

/** What the runs of one entrant say together. */
export function judgeTwin(entrant: string, runs: readonly TwinRun[]): TwinResult {
  const of = (kind: 'free' | 'charged' | 'wall') => runs.map((run) => Histogram.decode(run[kind]))
  const [free, charged, wall] = [of('free'), of('charged'), of('wall')]
  const stolen = median(runs.map((run) => run.stolen)) ?? 0
  const pooled = (histograms: readonly Histogram[], q: number): number =>
    msAt(mergeHistograms(histograms), q)
  return {
    entrant,
    tasks: runs.reduce((sum, { tasks }) => sum + tasks, 0),
    speed: runs[0]?.load.speed ?? 1,
    utilisation: median(runs.map((run) => run.utilisation)) ?? 0,
    stolen,
    calibrations: runs.map((run) => run.calibration),
    quantiles: QUANTILES.map((q) =>
      compareQuantile(
        q,
        { freeMs: pooled(free, q), chargedMs: pooled(charged, q), wallMs: pooled(wall, q) },
        runs.map((_, nth) => msAt(charged[nth], q) / msAt(wall[nth], q)),
        stolen,
      ),
    ),
  }
}

function msAt(tasks: Histogram | undefined, q: number): number {
  return usToMs(tasks?.quantile(q) ?? Infinity)
}

/**
 * Holds if the twin is within the tolerance of the wall clock. Beyond it, a machine that was not quiet,
 * or runs that differ by as much among themselves, leave no evidence.
 */
export function compareQuantile(
  q: number,
  { freeMs, chargedMs, wallMs }: { freeMs: number; chargedMs: number; wallMs: number },
  ratios: readonly number[],
  stolen: number,
): TwinQuantile {
  const least = Math.min(...ratios)
  const largest = Math.max(...ratios)
  const isNoisy = stolen > QUIET || !(largest / least - 1 <= 2 * TOLERANCE)
  const known = (value: number): number | null => (Number.isFinite(value) ? value : null)
  return {
    q,
    freeMs: known(freeMs),
    chargedMs: known(chargedMs),
    wallMs: known(wallMs),
    leastRatio: known(least),
    largestRatio: known(largest),
    verdict: verdictOf(),
  }

  function verdictOf(): TwinVerdict {
    const isWithin = Math.abs(chargedMs / wallMs - 1) <= TOLERANCE
    if (!isWithin) return isNoisy ? 'no evidence' : 'does not hold'
    return freeMs / wallMs <= 1 - LEAST_MISS ? 'holds' : 'not felt'
  }
}
