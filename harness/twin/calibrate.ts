/**
 * Finds what units of an architecture's work cost on this machine: costs ≥ 0 are fitted to what events
 * took beside what they counted. What the event does cannot be told from what this harness and its
 * simulated model do for it, so the costs are of both. Collections are known by their own times, and
 * events that took far longer than alike ones give no costs; both are pauses.
 */
import {
  COST_UNITS,
  SPELL_EVENTS,
  type UnitCosts,
  type WorkCosts,
} from '../../results/unit-costs.ts'
import { fitNonnegative, type NormalEquations } from '../../results/stats/nonnegative.ts'
import type { Collection } from '../kernel/host-clock.ts'
import type { PauseCosts } from '../kernel/work-pauses.ts'
import { MS } from '../kernel/units.ts'
import { COLUMNS, type EventMeter } from './event-meter.ts'

export interface Calibration {
  readonly costs: UnitCosts
  readonly events: number
  /** Share of events that were paused in, for the collector or in other ways. */
  readonly leftOut: number
  /** Share of the time of all events that was pauses. */
  readonly leftOutTime: number
  /** Share of the variance between the other events that the costs explain. */
  readonly explained: number
}

const ROUNDS = 12
const SIZE_ROUNDS = 4
/** Cheaper events differ no less. */
const LEAST_US = 0.1
/** Deviations below this weigh alike. */
const NEAR_US = 1
/** An event is left out from so many times its cost on, and so many µs on top. */
const FAR = 4
const FAR_US = 20
/** So many times as far at first. */
const FIRST_FAR = 8
/** Other pauses below, between and above these are kinds of their own: the longer, the rarer. */
const LENGTH_CLASSES_US = [100, 1_000]
/** Factors in a table. */
const SPREAD = 100
/** Lengths of pauses in a table, and spells. */
const MOST_LENGTHS = 128
const MOST_SPELLS = 128

/** The costs that fit best. They add up to the time of the events that no pause was in. */
export function fitCosts(meter: EventMeter, collections: readonly Collection[]): Calibration {
  const n = meter.count
  const rows = Array.from({ length: n }, (_, i) => meter.rowOf(i))
  const { minorUs, majorUs } = collectionsIn(meter, collections)
  const took = Float64Array.from({ length: n }, (_, i) => meter.tookUs(i))
  const times = took.map((us, i) =>
    Math.max(0, us - (minorUs[i] as number) - (majorUs[i] as number)),
  )
  const weights = new Float64Array(n).fill(1)
  const fit = (): number[] => fitNonnegative(equationsOf(rows, times, weights))
  // Least absolute deviations first, by weights: a few events that were preempted do not move them.
  let fitted = fit()
  const deviation = (i: number): number =>
    (times[i] as number) - costOf(rows[i] as Float32Array, fitted)
  for (let round = 0; round < ROUNDS; round++) {
    for (let i = 0; i < n; i++) weights[i] = 1 / Math.max(NEAR_US, Math.abs(deviation(i)))
    fitted = fit()
  }
  // A collection's time is known less well than an event's. Rare work may cost several times what the
  // many events say at first: what is too far is judged again by the costs that it leads to.
  for (const times of [FIRST_FAR, 1, 1]) {
    for (let i = 0; i < n; i++) {
      const mostUs = times * (costOf(rows[i] as Float32Array, fitted) * (FAR - 1) + FAR_US)
      const isPaused = minorUs[i] !== 0 || majorUs[i] !== 0
      weights[i] = isPaused || deviation(i) > mostUs ? 0 : 1
    }
    fitted = fit()
  }
  fitted = fitBySize(rows, times, weights, fitted)
  const costs = Float64Array.from(rows, (row) => costOf(row, fitted))
  const { spells, spellOf } = spellsIn(times, costs, weights)
  const otherUs = new Float64Array(n)
  for (let i = 0; i < n; i++) {
    const cost = costOf(rows[i] as Float32Array, fitted)
    const aboveUs = Math.max(0, (took[i] as number) - cost)
    // What a collection makes slow around it is part of the pause.
    if (majorUs[i] !== 0) majorUs[i] = aboveUs
    else if (minorUs[i] !== 0) minorUs[i] = aboveUs
    else if (aboveUs > cost * (FAR - 1) + FAR_US) otherUs[i] = aboveUs
  }
  const workUs = rows.reduce((sum, row) => sum + costOf(row, fitted), 0)
  const pauses = [minorUs, majorUs, ...byLength(otherUs)].flatMap((kind) => pausesOf(kind, workUs))
  const kept = weights.reduce((sum, weight) => sum + weight, 0)
  const pausedUs = sumOf(minorUs) + sumOf(majorUs) + sumOf(otherUs)
  return {
    costs: {
      ...workCosts(fitted),
      ...leadOf(meter, weights),
      ...spreadOf(
        times,
        costs.map((cost, i) => cost * spellOf(i)),
        weights,
      ),
      ...(spells.length > 0 && { spells }),
      ...(pauses.length > 0 && { pauses }),
    },
    events: n,
    leftOut: 1 - kept / Math.max(1, n),
    leftOutTime: pausedUs / Math.max(Number.MIN_VALUE, sumOf(took)),
    explained: explainedBy(times, weights, deviation),
  }
}

function costOf(row: Float32Array, costs: readonly number[]): number {
  let sum = 0
  for (let j = 0; j < COLUMNS; j++) sum += (costs[j] as number) * (row[j] as number)
  return sum
}

/** How dear the work of events in a row was, beside what it is on average. */
function spellsIn(
  times: Float64Array,
  costs: Float64Array,
  weights: Float64Array,
): { readonly spells: readonly number[]; spellOf(event: number): number } {
  const factors: number[] = []
  for (let from = 0; from < times.length; from += SPELL_EVENTS) {
    let [took, cost] = [0, 0]
    for (let i = from; i < Math.min(times.length, from + SPELL_EVENTS); i++) {
      if (weights[i] === 0) continue
      took += times[i] as number
      cost += costs[i] as number
    }
    factors.push(took > 0 && cost > 0 ? took / cost : 1)
  }
  const mean = factors.reduce((sum, factor) => sum + factor, 0) / Math.max(1, factors.length)
  return {
    spells: inParts(factors, MOST_SPELLS).map((factor) => factor / mean),
    spellOf: (event) => factors[Math.floor(event / SPELL_EVENTS)] as number,
  }
}

/** How far events of the same cost are apart: factors with the same share of all costs each. */
function spreadOf(
  times: Float64Array,
  costs: Float64Array,
  weights: Float64Array,
): Pick<UnitCosts, 'spread'> {
  const kept = [...costs.keys()].filter((i) => weights[i] !== 0 && (costs[i] as number) > 0)
  const us = (i: number): number => times[i] as number
  const byCost = (i: number): number => costs[i] as number
  kept.sort((a, b) => us(a) / byCost(a) - us(b) / byCost(b))
  const total = kept.reduce((sum, i) => sum + byCost(i), 0)
  const took = new Float64Array(SPREAD)
  const cost = new Float64Array(SPREAD)
  let before = 0
  for (const i of kept) {
    const part = Math.min(SPREAD - 1, Math.floor((before / total) * SPREAD))
    took[part] = (took[part] as number) + us(i)
    cost[part] = (cost[part] as number) + byCost(i)
    before += byCost(i)
  }
  const factors = [...took].flatMap((sum, part) =>
    cost[part] === 0 ? [] : [sum / (cost[part] as number)],
  )
  const mean = factors.reduce((sum, factor) => sum + factor, 0) / factors.length
  return mean > 0 ? { spread: factors.map((factor) => factor / mean) } : {}
}

/** What events had taken when they read the clock, by what they had counted; pauses left out. */
function leadOf(meter: EventMeter, weights: Float64Array): Pick<UnitCosts, 'lead'> {
  const read = Array.from({ length: meter.count }, (_, i) => i).filter(
    (i) => weights[i] !== 0 && meter.readRowOf(i)[0] !== 0,
  )
  if (read.length === 0) return {}
  const rows = read.map((i) => meter.readRowOf(i))
  const times = Float64Array.from(read, (i) => meter.readUs(i))
  const alike = new Float64Array(read.length).fill(1)
  const first = fitNonnegative(equationsOf(rows, times, alike))
  return { lead: workCosts(fitBySize(rows, times, alike, first)) }
}

/**
 * Fits anew where dear events differ by more than cheap ones, by as much as they are dearer. Costs still
 * add up to all of the time, because their weighted deviations do to 0.
 */
function fitBySize(
  rows: readonly Float32Array[],
  times: Float64Array,
  weights: Float64Array,
  first: readonly number[],
): number[] {
  let fitted = [...first]
  for (let round = 0; round < SIZE_ROUNDS; round++) {
    const bySize = weights.map(
      (weight, i) => weight / Math.max(LEAST_US, costOf(rows[i] as Float32Array, fitted)),
    )
    fitted = fitNonnegative(equationsOf(rows, times, bySize))
  }
  return fitted
}

function workCosts([event = 0, follow = 0, ...rest]: readonly number[]): WorkCosts {
  const units = Object.fromEntries(
    COST_UNITS.flatMap((unit, j) => ((rest[j] as number) > NEGLIGIBLE ? [[unit, rest[j]]] : [])),
  ) as WorkCosts['units']
  return { event, ...(follow > NEGLIGIBLE && { follow }), units }
}

/** By event: µs of the collections in it. Those between events were nobody's. */
function collectionsIn(
  meter: EventMeter,
  collections: readonly Collection[],
): { readonly minorUs: Float64Array; readonly majorUs: Float64Array } {
  const minorUs = new Float64Array(meter.count)
  const majorUs = new Float64Array(meter.count)
  let nth = 0
  for (const { atMs, ms, isMinor } of collections) {
    // Their clock and this one may differ by some µs.
    const middleMs = atMs + ms / 2
    while (nth < meter.count && meter.endedMs(nth) <= middleMs) nth++
    if (nth === meter.count) break
    if (middleMs < meter.beganMs(nth)) continue
    const us = isMinor ? minorUs : majorUs
    us[nth] = (us[nth] as number) + Math.min(ms * MS, meter.tookUs(nth))
  }
  return { minorUs, majorUs }
}

function byLength(us: Float64Array): Float64Array[] {
  const from = [0, ...LENGTH_CLASSES_US]
  const to = [...LENGTH_CLASSES_US, Infinity]
  return from.map((least, nth) =>
    us.map((one) => (one >= least && one < (to[nth] as number) ? one : 0)),
  )
}

/** Pauses of `workUs` of work: as many quantiles of their lengths as a table keeps, of the same mean. */
function pausesOf(tookUs: Float64Array, workUs: number): PauseCosts[] {
  const lengths = tookUs.filter((us) => us > 0)
  if (lengths.length === 0) return []
  const lengthsUs = inParts([...lengths], MOST_LENGTHS)
  return [{ everyUs: Math.max(1, workUs / lengths.length), lengthsUs }]
}

/** Sorted, and at most so many: means of equal parts. */
function inParts(values: readonly number[], most: number): number[] {
  const sorted = [...values].sort((a, b) => a - b)
  const parts = Math.min(most, sorted.length)
  return Array.from({ length: parts }, (_, part) => {
    const from = Math.floor((part * sorted.length) / parts)
    const to = Math.floor(((part + 1) * sorted.length) / parts)
    const some = sorted.slice(from, to)
    return some.reduce((all, value) => all + value, 0) / some.length
  })
}

function explainedBy(
  times: Float64Array,
  weights: Float64Array,
  deviation: (i: number) => number,
): number {
  const kept = Math.max(1, sumOf(weights))
  const mean = sumOf(times.map((us, i) => us * (weights[i] as number))) / kept
  const spread = sumOf(times.map((us, i) => (us - mean) ** 2 * (weights[i] as number)))
  const left = sumOf(times.map((_, i) => deviation(i) ** 2 * (weights[i] as number)))
  return spread > 0 ? 1 - left / spread : 0
}

function sumOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0)
}

/** µs below which a cost is the arithmetic's. */
const NEGLIGIBLE = 1e-9

function equationsOf(
  rows: readonly Float32Array[],
  times: Float64Array,
  weights: Float64Array,
): NormalEquations {
  const products = Array.from({ length: COLUMNS }, () => new Float64Array(COLUMNS))
  const targets = new Float64Array(COLUMNS)
  rows.forEach((row, i) => {
    const [us, weight] = [times[i] as number, weights[i] as number]
    for (let j = 0; j < COLUMNS; j++) {
      const x = (row[j] as number) * weight
      if (x === 0) continue
      targets[j] = (targets[j] as number) + x * us
      const sums = products[j] as Float64Array
      for (let k = 0; k < COLUMNS; k++) sums[k] = (sums[k] as number) + x * (row[k] as number)
    }
  })
  return { products, targets }
}
