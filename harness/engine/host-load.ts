/**
 * Charges work to simulated hosts. What counts as work is what cells count anyway: nothing is asked of
 * an architecture, and its CPU time in this process does not matter, only the table of costs.
 */
import { type UnitCosts, workUs } from '../../results/unit-costs.ts'
import { ChargedClock, HostCores } from '../kernel/host-cores.ts'
import { WorkPauses } from '../kernel/work-pauses.ts'
import { choice, purpose } from '../kernel/random.ts'
import type { Shard } from '../kernel/shard.ts'
import type { CellId } from '../kernel/units.ts'
import type { CellRuntime } from './cell-runtime.ts'

const FACTOR = purpose('host.factor')

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
  for (const { timeline, counters } of cells) {
    const number = hostOf(timeline.id, load)
    const host = hosts.get(number) ?? new HostCores(load.cores, pausesOf(number))
    hosts.set(number, host)
    timeline.workBy(
      new ChargedClock(host, {
        eventUs: costs.event,
        workUs: () => workUs(costs, counters),
        lead: costs.lead,
        factor: factorsOf(costs, hostSeed, timeline.id),
      }),
    )
  }
  shard.share((cell) => hostOf(cell, load))
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
  const { event, units, pauses } = costs

  const entries = Object.entries(units).map(([unit, us]) => [unit, us * factor])
  return {
    ...costs,
    event: event * factor,
    units: Object.fromEntries(entries) as UnitCosts['units'],
    ...(pauses && {
      pauses: pauses.map(({ everyUs, lengthsUs }) => ({
        everyUs: everyUs * factor,
        lengthsUs: lengthsUs.map((us) => us * factor),
      })),
    }),
  }
}
