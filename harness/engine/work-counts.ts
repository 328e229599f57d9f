/** What a cell has done so far, in the units that a table of costs knows. */
import type { CostUnit } from '../../results/unit-costs.ts'
import type { CellRuntime } from './cell-runtime.ts'

/** How much of a unit; it only grows. */
export type WorkCounts = (unit: CostUnit) => number

export function workCountsOf(cell: Pick<CellRuntime, 'counters' | 'tasks'>): WorkCounts {
  const { counters } = cell
  return (unit) => {
    if (unit === 'taskStarts') return cell.tasks?.tally.offered ?? 0
    if (unit !== 'taskEnds') return counters[unit]
    return cell.tasks === undefined ? 0 : cell.tasks.tally.completed + cell.tasks.tally.failed
  }
}
