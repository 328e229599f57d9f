/**
 * Finds what units of an architecture's work cost on this machine: every event of a trial is timed
 * together with the counts that it moved, and costs ≥ 0 are fitted to them. What the event does cannot
 * be told from what this harness and its simulated model do for it, so the costs are of both. Events
 * that took far longer than alike ones give no costs; what they took on top are pauses.
 */
import { COST_UNITS, type CostUnit, type UnitCosts } from '../../results/unit-costs.ts'
import { fitNonnegative, type NormalEquations } from '../../results/stats/nonnegative.ts'
import type { Counters } from '../engine/counters.ts'
import { hostNowMs, processCpuUs } from '../kernel/host-clock.ts'
import type { WorkClock } from '../kernel/timeline.ts'
import type { PauseCosts } from '../kernel/work-pauses.ts'
import { MS, type VirtualUs } from '../kernel/units.ts'

export interface Calibration {
  readonly costs: UnitCosts
  readonly events: number
  /** Share of events that took far longer than alike ones: paused for the collector or compiler. */
  readonly leftOut: number
  /** Share of the time of all events that those took. */
  readonly leftOutTime: number
  /** Share of the variance between the other events that the costs explain. */
  readonly explained: number
}

const COLUMNS = COST_UNITS.length + 1
const ROUNDS = 12
/** Deviations below this weigh alike. */
const NEAR_US = 1
/** An event is left out from so many times its cost on, and so many µs on top. */
const FAR = 4
const FAR_US = 100
/** Lengths of pauses in a table. */
const MOST_LENGTHS = 128

/** Keeps what each event of one or more passes took and counted. */
export class EventMeter {
  private readonly rows: Float64Array[] = []
  private readonly times: number[] = []

  /** Times a cell's events; its moments stay due times, as where work takes none. */
  clockOf(counters: Counters): WorkClock {
    const before = new Float64Array(COST_UNITS.length)
    let beganMs = 0
    let beganCpuUs = 0
    return {
      begin: () => {
        for (let j = 0; j < before.length; j++) before[j] = counters[COST_UNITS[j] as CostUnit]
        beganCpuUs = processCpuUs()
        beganMs = hostNowMs()
      },
      now: (dueUs: VirtualUs) => dueUs,
      end: () => {
        // Time that the machine took away from this process is in the first and not in the second.
        this.times.push(Math.min((hostNowMs() - beganMs) * MS, processCpuUs() - beganCpuUs))
        const row = new Float64Array(COLUMNS)
        row[0] = 1
        for (let j = 0; j < before.length; j++) {
          row[j + 1] = counters[COST_UNITS[j] as CostUnit] - (before[j] as number)
        }
        this.rows.push(row)
      },
    }
  }

  /** The costs that fit best. They add up to the time of the events that were not left out. */
  fit(): Calibration {
    const { rows, times } = this
    const costOf = (row: Float64Array, costs: readonly number[]): number =>
      costs.reduce((sum, cost, j) => sum + cost * (row[j] as number), 0)
    const all = rows.map((_, i) => i)
    const fit = (chosen: readonly number[], weights?: Float64Array): number[] =>
      fitNonnegative(
        equationsOf(
          chosen.map((i) => [rows[i] as Float64Array, times[i] as number, weights?.[i] ?? 1]),
        ),
      )
    // Least absolute deviations first, by weights: a few events that were preempted do not move them.
    let fitted = fit(all)
    for (let round = 0; round < ROUNDS; round++) {
      fitted = fit(
        all,
        Float64Array.from(all, (i) => {
          const off = (times[i] as number) - costOf(rows[i] as Float64Array, fitted)
          return 1 / Math.max(NEAR_US, Math.abs(off))
        }),
      )
    }
    const isKept = all.map(
      (i) => (times[i] as number) <= costOf(rows[i] as Float64Array, fitted) * FAR + FAR_US,
    )
    const kept = all.filter((i) => isKept[i])
    fitted = fit(kept)
    const [event = 0, ...rest] = fitted
    const units = Object.fromEntries(
      COST_UNITS.flatMap((unit, j) => ((rest[j] as number) > NEGLIGIBLE ? [[unit, rest[j]]] : [])),
    ) as UnitCosts['units']
    const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0)
    const late = all.filter((i) => !isKept[i])
    const pauses = pausesOf(
      late.map((i) => (times[i] as number) - costOf(rows[i] as Float64Array, fitted)),
      sum(rows.map((row) => costOf(row, fitted))),
    )
    const keptTimes = kept.map((i) => times[i] as number)
    const mean = sum(keptTimes) / Math.max(1, kept.length)
    const spread = sum(keptTimes.map((time) => (time - mean) ** 2))
    const left = sum(
      kept.map((i) => ((times[i] as number) - costOf(rows[i] as Float64Array, fitted)) ** 2),
    )
    return {
      costs: { event, units, ...(pauses && { pauses }) },
      events: rows.length,
      leftOut: 1 - kept.length / Math.max(1, rows.length),
      leftOutTime: 1 - sum(keptTimes) / Math.max(Number.MIN_VALUE, sum(times)),
      explained: spread > 0 ? 1 - left / spread : 0,
    }
  }
}

/** Pauses of `workUs` of work: as many quantiles of their lengths as a table keeps, of the same mean. */
function pausesOf(tookUs: readonly number[], workUs: number): PauseCosts | undefined {
  const lengths = tookUs.filter((us) => us > 0).sort((a, b) => a - b)
  if (lengths.length === 0) return undefined
  const parts = Math.min(MOST_LENGTHS, lengths.length)
  const lengthsUs = Array.from({ length: parts }, (_, part) => {
    const from = Math.floor((part * lengths.length) / parts)
    const to = Math.floor(((part + 1) * lengths.length) / parts)
    const some = lengths.slice(from, to)
    return some.reduce((all, us) => all + us, 0) / some.length
  })
  return { everyUs: Math.max(1, workUs / lengths.length), lengthsUs }
}

/** µs below which a cost is the arithmetic's. */
const NEGLIGIBLE = 1e-9

function equationsOf(
  observations: readonly (readonly [Float64Array, us: number, weight: number])[],
): NormalEquations {
  const products = Array.from({ length: COLUMNS }, () => new Float64Array(COLUMNS))
  const targets = new Float64Array(COLUMNS)
  for (const [row, us, weight] of observations) {
    for (let j = 0; j < COLUMNS; j++) {
      const x = (row[j] as number) * weight
      if (x === 0) continue
      targets[j] = (targets[j] as number) + x * us
      const sums = products[j] as Float64Array
      for (let k = 0; k < COLUMNS; k++) sums[k] = (sums[k] as number) + x * (row[k] as number)
    }
  }
  return { products, targets }
}
