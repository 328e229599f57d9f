/** How much work a workload will make, by arithmetic: for plans, and to check a run against. */
import { HOUR } from '../harness/kernel/units.ts'
import type { TaskType, Workload } from './workload.ts'

/** Model calls that the steps of a task need: one for each tool round and one for the answer. */
export function modelCallsOf(task: TaskType): number {
  return task.steps.reduce((sum, step) => sum + step.toolRounds + 1, 0)
}

/** Mean model calls of a task over the mix, without what an architecture adds to coordinate. */
export function meanModelCalls(workload: Workload): number {
  return workload.tasks.reduce((sum, task) => sum + task.share * modelCallsOf(task), 0)
}

/**
 * Tasks expected to arrive in the window at a size: rate × teams × hours, at least `minTasks`.
 * Undefined for closed-loop arrivals, whose number depends on how fast tasks are done.
 */
export function expectedTasks(workload: Workload, agents: number): number | undefined {
  const { arrivals, organisation } = workload
  if (arrivals.process === 'closed') return undefined
  const teams = Math.floor(agents / organisation.team.length)
  const hours = arrivals.windowUs / HOUR
  return Math.max(arrivals.minTasks, arrivals.perTeamPerHour * teams * hours)
}
