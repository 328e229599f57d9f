/**
 * The twin against the wall clock: the same tasks in virtual time with their work charged and in real
 * time, sped up so that the architecture's own work is felt. Latencies must agree.
 */
import { Histogram, mergeHistograms } from '../../results/histogram.ts'
import { bootstrapInterval } from '../../results/stats/bootstrap.ts'
import { median } from '../../results/stats/quantile.ts'
import { usToMs } from '../kernel/units.ts'
import type { Calibration } from './calibrate.ts'
import { UTILISATION } from './pace.ts'
import type { TwinBlock, TwinPace, TwinRun } from './twin-run.ts'

export interface TwinQuantile {
  readonly q: number
  /** Latency in virtual ms over the tasks of all runs; null where the rank is a task that failed. */
  readonly freeMs: number | null
  readonly chargedMs: number | null
  readonly wallMs: number | null
  /** 95 % interval of charged over wall, by which blocks there happened to be. */
  readonly lowRatio: number | null
  readonly highRatio: number | null
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
 * Work on a task is a fifth of a median latency, so that a twin that charges nothing misses by more than
 * twice the tolerance. Fewer than one task in a hundred meets a long collection.
 */
export const PACE: TwinPace = {
  felt: 0.2,
  utilisation: UTILISATION,
  wallS: { least: 14, most: 60 },
  tasks: 3_000,
}
const QUANTILES = [0.5, 0.95, 0.99]
/** Share of stolen time from which a difference may be the machine's. */
const QUIET = 0.02
const RESAMPLES = 1_000
const SEED = 1

/** What the runs of one entrant say together. */
export function judgeTwin(entrant: string, runs: readonly TwinRun[]): TwinResult {
  const blocks = runs.flatMap((run) => run.blocks)
  const stolen = median(runs.map((run) => run.stolen)) ?? 0
  const read = (kind: 'free' | 'charged' | 'wall') =>
    blocks.map((block) => Histogram.decode(block[kind]))
  const [free, charged, wall] = [read('free'), read('charged'), read('wall')]
  const msAt = (histograms: readonly Histogram[], q: number, nths: readonly number[]): number =>
    usToMs(mergeHistograms(nths.map((nth) => histograms[nth] as Histogram)).quantile(q) ?? Infinity)
  const all = blocks.map((_, nth) => nth)
  return {
    entrant,
    tasks: sumOf(blocks, ({ tasks }) => tasks),
    speed: runs[0]?.load.speed ?? 1,
    utilisation: median(runs.map((run) => run.utilisation)) ?? 0,
    stolen,
    calibrations: runs.flatMap((run) => run.calibrations),
    quantiles: QUANTILES.map((q) => {
      const ratio = (nths: readonly number[]) => msAt(charged, q, nths) / msAt(wall, q, nths)
      const { low, high } = bootstrapInterval(all, ratio, SEED, RESAMPLES)
      return compareQuantile(
        q,
        {
          freeMs: msAt(free, q, all),
          chargedMs: msAt(charged, q, all),
          wallMs: msAt(wall, q, all),
        },
        { low: low ?? NaN, high: high ?? NaN },
        stolen,
      )
    }),
  }
}

function sumOf(blocks: readonly TwinBlock[], of: (block: TwinBlock) => number): number {
  return blocks.reduce((sum, block) => sum + of(block), 0)
}

/**
 * Holds if the whole interval is within the tolerance, and does not if all of it is beyond. In between,
 * and on a machine that was not quiet, there is no evidence.
 */
export function compareQuantile(
  q: number,
  { freeMs, chargedMs, wallMs }: { freeMs: number; chargedMs: number; wallMs: number },
  { low, high }: { low: number; high: number },
  stolen: number,
): TwinQuantile {
  const known = (value: number): number | null => (Number.isFinite(value) ? value : null)
  return {
    q,
    freeMs: known(freeMs),
    chargedMs: known(chargedMs),
    wallMs: known(wallMs),
    lowRatio: known(low),
    highRatio: known(high),
    verdict: verdictOf(),
  }

  function verdictOf(): TwinVerdict {
    if (low >= 1 - TOLERANCE && high <= 1 + TOLERANCE) {
      return freeMs / wallMs <= 1 - LEAST_MISS ? 'holds' : 'not felt'
    }
    const isBeyond = high < 1 - TOLERANCE || low > 1 + TOLERANCE
    return isBeyond && stolen <= QUIET ? 'does not hold' : 'no evidence'
  }
}
