/** How an entrant's figures change from its smallest size upwards. */
import type { TrialRecord } from '../record.ts'
import { type Estimate, medianInterval } from '../stats/interval.ts'
import { pairedRatio, type Ratio } from '../stats/ratio.ts'
import { type Cell, type CellKey, cellsOf, compareText, keyOf, pairsOf, valuesOf } from './cells.ts'
import { type ScalingLaw, scalingLaws } from './usl.ts'

export interface ScalingRow extends CellKey {
  readonly n: number
  readonly tasksPerCpuS: Estimate
  /** Tasks per CPU-second relative to the entrant's smallest size; null at that size. */
  readonly toSmallest: Ratio | null
  /**
   * Exponent b in cpuUsPerTask ∝ agents^b from the next smaller size to this one: 0 is perfect scaling.
   * Null at the smallest size and where either has no completed trial.
   */
  readonly cpuExponent: number | null
  readonly coresToKeepUp: Estimate
  readonly peakRssMiB: Estimate
  readonly idleBytesPerAgent: Estimate
  readonly setupCpuS: Estimate
  /** Events handled for each CPU-second of the measured passes. */
  readonly eventsPerCpuS: Estimate
  /** The scalability law of the entrant, over all of its sizes. */
  readonly law: ScalingLaw
}

/** Scaling rows of the `main` trials, by entrant, then by size. */
export function scalingRows(trials: readonly TrialRecord[]): ScalingRow[] {
  const laws = scalingLaws(trials)
  const cellsByEntrant = new Map<string, Cell[]>()
  for (const cell of cellsOf(trials, 'main')) {
    cellsByEntrant.set(cell.entrant, [...(cellsByEntrant.get(cell.entrant) ?? []), cell])
  }
  return [...cellsByEntrant.entries()]
    .sort(([a], [b]) => compareText(a, b))
    .flatMap(([entrant, cells]) =>
      cells.map((cell, i) => ({
        ...rowOf(cell, cells[i - 1], cells[0] as Cell),
        law: laws.get(entrant) as ScalingLaw,
      })),
    )
}

function rowOf(cell: Cell, smaller: Cell | undefined, smallest: Cell): Omit<ScalingRow, 'law'> {
  const { completed } = cell
  return {
    ...keyOf(cell),
    n: completed.length,
    tasksPerCpuS: medianInterval(
      valuesOf(completed, (trial) => trial.cost.tasksPerCpuS),
      'log',
    ),
    toSmallest:
      smaller === undefined
        ? null
        : pairedRatio(
            pairsOf(cell, smallest, (trial) => trial.cost.tasksPerCpuS),
            'higher is better',
          ),
    cpuExponent: smaller === undefined ? null : exponentOf(cell, smaller),
    coresToKeepUp: medianInterval(
      valuesOf(completed, (trial) => trial.cost.coresToKeepUp),
      'log',
    ),
    peakRssMiB: medianInterval(
      valuesOf(completed, (trial) => trial.cost.peakRssMiB),
      'log',
    ),
    idleBytesPerAgent: medianInterval(
      valuesOf(completed, (trial) => trial.cost.idleBytesPerAgent),
      'log',
    ),
    setupCpuS: medianInterval(
      valuesOf(completed, (trial) => trial.cost.setupCpuS),
      'log',
    ),
    eventsPerCpuS: medianInterval(
      valuesOf(completed, (trial) =>
        trial.cost.cpuS > 0 ? (trial.virtual.events * trial.cost.passes) / trial.cost.cpuS : null,
      ),
      'log',
    ),
  }
}

function exponentOf(cell: Cell, smaller: Cell): number | null {
  const { ratio } = pairedRatio(
    pairsOf(cell, smaller, (trial) => trial.cost.cpuUsPerTask),
    'lower is better',
  )
  return ratio === null ? null : Math.log(ratio) / Math.log(cell.agents / smaller.agents)
}
