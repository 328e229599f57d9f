/**
 * Charges work to simulated hosts. What counts as work is what cells count anyway: nothing is asked of
 * an architecture, and its CPU time in this process does not matter, only the table of costs.
 */
import {
  COST_UNITS,
  SPELL_EVENTS,
  type UnitCosts,
  type WorkCosts,
} from '../../results/unit-costs.ts'
import { ChargedClock, HostCores, type WorkPrices } from '../kernel/host-cores.ts'
import { WorkPauses } from '../kernel/work-pauses.ts'
import { choice, purpose } from '../kernel/random.ts'
import type { Shard } from '../kernel/shard.ts'
import type { CellId } from '../kernel/units.ts'
import type { CellRuntime } from './cell-runtime.ts'
import { type WorkCounts, workCountsOf } from './work-counts.ts'

const FACTOR = purpose('host.factor')
const SPELL = purpose('host.spell')

/** Hosts of a trial and what work costs on them. Plain data. */
export interface HostLoad {
  readonly cores: number
  /** Cells in the order of their numbers share a host: departments first, then the tiers above. */
  readonly cellsPerHost: number
  /** How many µs of a host's time one µs of the table takes. Default 1. */
  readonly slowdown?: number
  readonly costs: UnitCosts
  /** What pauses and the spread of events follow from. Default: the trial's seed. */
  readonly luckSeed?: number
}

/** The shard that a cell is in. Cells of one host stay together. */
export function shardOf(cell: CellId, shards: number, host: HostLoad | undefined): number {
  return hostOf(cell, host) % shards
}

function hostOf(cell: CellId, host: HostLoad | undefined): number {
  return host === undefined ? cell : Math.floor(cell / host.cellsPerHost)
}

/** Puts the cells of a shard on their hosts. */
export function chargeWork(
  shard: Shard,
  cells: readonly CellRuntime[],
  load: HostLoad,
  seed: number,
): void {
  const hosts = new Map<number, HostCores>()
  const costs = scaled(load.costs, load.slowdown ?? 1)
  const hostSeed = load.luckSeed ?? seed
  const pausesOf = (host: number) => (core: number) =>
    costs.pauses && new WorkPauses(costs.pauses, hostSeed, host, core)
  for (const cell of cells) {
    const { timeline } = cell
    const counts = workCountsOf(cell)
    const number = hostOf(timeline.id, load)
    const host =
      hosts.get(number) ??
      new HostCores(load.cores, pausesOf(number), spellsOf(costs, hostSeed, number))
    hosts.set(number, host)
    timeline.workBy(
      new ChargedClock(host, {
        ...pricesOf(costs, counts),
        lead: costs.lead && pricesOf(costs.lead, counts),
        factor: factorsOf(costs, hostSeed, timeline.id),
      }),
    )
  }
  shard.share((cell) => hostOf(cell, load))
}

function pricesOf(costs: WorkCosts, counts: WorkCounts): WorkPrices {
  const priced = COST_UNITS.flatMap((unit) => {
    const us = costs.units[unit] ?? 0
    return us === 0 ? [] : [{ unit, us }]
  })
  return {
    eventUs: costs.event,
    followUs: costs.follow,
    workUs: () => {
      let sum = 0
      for (const { unit, us } of priced) sum += counts(unit) * us
      return sum
    },
  }
}

function spellsOf(
  { spells }: UnitCosts,
  seed: number,
  host: number,
): ((core: number, nth: number) => number) | undefined {
  if (spells === undefined) return undefined
  return (core, nth) => {
    const spell = Math.floor(nth / SPELL_EVENTS)
    return spells[choice(spells.length, seed, SPELL, host, core, spell)] as number
  }
}

function factorsOf(
  { spread }: UnitCosts,
  seed: number,
  cell: CellId,
): ((nth: number) => number) | undefined {
  if (spread === undefined) return undefined
  return (nth) => spread[choice(spread.length, seed, FACTOR, cell, nth)] as number
}

function scaled(costs: UnitCosts, factor: number): UnitCosts {
  const { lead, pauses } = costs
  return {
    ...costs,
    ...scaledWork(costs, factor),
    ...(lead && { lead: scaledWork(lead, factor) }),
    ...(pauses && {
      pauses: pauses.map(({ everyUs, lengthsUs }) => ({
        everyUs: everyUs * factor,
        lengthsUs: lengthsUs.map((us) => us * factor),
      })),
    }),
  }
}

function scaledWork({ event, follow, units }: WorkCosts, factor: number): WorkCosts {
  const entries = Object.entries(units).map(([unit, us]) => [unit, us * factor])
  return {
    event: event * factor,
    ...(follow !== undefined && { follow: follow * factor }),
    units: Object.fromEntries(entries) as WorkCosts['units'],
  }
}
