/**
 * Charges work to simulated hosts. What counts as work is what cells count anyway: nothing is asked of
 * an architecture, and its CPU time in this process does not matter, only the table of costs.
 */
import { type UnitCosts, workUs } from '../../results/unit-costs.ts'
import { ChargedClock, HostCores } from '../kernel/host-cores.ts'
import { WorkPauses } from '../kernel/work-pauses.ts'
import type { Shard } from '../kernel/shard.ts'
import type { CellId } from '../kernel/units.ts'
import type { CellRuntime } from './cell-runtime.ts'

/** Hosts of a trial and what work costs on them. Plain data. */
export interface HostLoad {
  readonly cores: number
  /** Cells in the order of their numbers share a host: departments first, then the tiers above. */
  readonly cellsPerHost: number
  /** How many µs of a host's time one µs of the table takes. Default 1. */
  readonly slowdown?: number
  readonly costs: UnitCosts
  /** What the moments and lengths of pauses follow from. Default: the trial's seed. */
  readonly pauseSeed?: number
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
  for (const { timeline, counters } of cells) {
    const number = hostOf(timeline.id, load)
    const host = hosts.get(number) ?? new HostCores(load.cores)
    hosts.set(number, host)
    const pauses = costs.pauses && new WorkPauses(costs.pauses, load.pauseSeed ?? seed, timeline.id)
    timeline.workBy(
      new ChargedClock(
        host,
        costs.event,
        () => workUs(costs, counters),
        pauses && ((doneUs) => pauses.until(doneUs)),
      ),
    )
  }
  shard.share((cell) => hostOf(cell, load))
}

function scaled({ event, units, pauses }: UnitCosts, factor: number): UnitCosts {
  const entries = Object.entries(units).map(([unit, us]) => [unit, us * factor])
  return {
    event: event * factor,
    units: Object.fromEntries(entries) as UnitCosts['units'],
    ...(pauses && {
      pauses: {
        everyUs: pauses.everyUs * factor,
        lengthsUs: pauses.lengthsUs.map((us) => us * factor),
      },
    }),
  }
}
