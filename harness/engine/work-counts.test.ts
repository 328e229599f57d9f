import { expect, it } from 'vitest'
import { zeroCounters } from './counters.ts'
import type { TaskDesk } from './task-desk.ts'
import { workCountsOf } from './work-counts.ts'

const tally = { offered: 5, completed: 2, failed: 1, overdue: 1, right: 2, wrong: 0 }

it('counts tasks that came and that ended beside the work of a cell', () => {
  const counters = zeroCounters()
  const counts = workCountsOf({ counters, tasks: { tally } as TaskDesk })
  counters.seals += 3
  expect([counts('seals'), counts('taskStarts'), counts('taskEnds')]).toEqual([3, 5, 3])
})

it('knows no tasks where none arrive', () => {
  const counts = workCountsOf({ counters: zeroCounters(), tasks: undefined })
  expect([counts('taskStarts'), counts('taskEnds')]).toEqual([0, 0])
})
