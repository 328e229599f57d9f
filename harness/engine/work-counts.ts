/** What a cell has done so far, in the units that a table of costs knows. */
import type { CostUnit } from '../../results/unit-costs.ts'
import type { CellRuntime } from './cell-runtime.ts'

/** How much of a unit; it only grows. */
export type WorkCounts = (unit: CostUnit) => number

export function workCountsOf(
  cell: Pick<CellRuntime, 'counters' | 'tasks' | 'syntheses' | 'timeline' | 'tools' | 'board'>,
): WorkCounts {
  const { counters, tasks, syntheses, timeline, tools, board } = cell
  return (unit) => {
    switch (unit) {
      case 'taskStarts':
        return tasks?.tally.offered ?? 0
      case 'taskEnds':
        return tasks === undefined ? 0 : tasks.tally.completed + tasks.tally.failed
      case 'synthesisEnds':
        return syntheses.tally.right + syntheses.tally.wrong
      case 'crossCellMessages':
        return timeline.sent
      case 'toolEffects':
        return tools.effects
      case 'posts':
        return board?.published ?? 0
      default:
        return counters[unit]
    }
  }
}
