import { expect, it } from 'vitest'
import type { CellRuntime } from './cell-runtime.ts'
import { zeroCounters } from './counters.ts'
import { workCountsOf } from './work-counts.ts'

/** A cell of which nothing is known but what counts as work. */
function cellWith(parts: object): CellRuntime {
  return {
    counters: zeroCounters(),
    tasks: undefined,
    syntheses: { tally: { syntheses: 0, right: 0, wrong: 0 } },
    timeline: { sent: 0 },
    tools: { effects: 0 },
    board: undefined,
    ...parts,
  } as unknown as CellRuntime
}

it('counts what no counter has beside the work that counters have', () => {
  const counters = zeroCounters()
  const counts = workCountsOf(
    cellWith({
      counters,
      tasks: { tally: { offered: 5, completed: 2, failed: 1, overdue: 1, right: 2, wrong: 0 } },
      syntheses: { tally: { syntheses: 9, right: 6, wrong: 1 } },
      timeline: { sent: 11 },
      tools: { effects: 4 },
      board: { published: 2 },
    }),
  )
  counters.seals += 3
  expect({
    seals: counts('seals'),
    taskStarts: counts('taskStarts'),
    taskEnds: counts('taskEnds'),
    synthesisEnds: counts('synthesisEnds'),
    crossCellMessages: counts('crossCellMessages'),
    toolEffects: counts('toolEffects'),
    posts: counts('posts'),
  }).toEqual({
    seals: 3,
    taskStarts: 5,
    taskEnds: 3,
    synthesisEnds: 7,
    crossCellMessages: 11,
    toolEffects: 4,
    posts: 2,
  })
})

it('knows no tasks and no posts where none are', () => {
  const counts = workCountsOf(cellWith({}))
  expect([counts('taskStarts'), counts('taskEnds'), counts('posts')]).toEqual([0, 0, 0])
})
