/** The conditions on what a trial did: figures, yes or no, and what to do. All are deterministic. */
import type { TaskCounts, ValidityCondition } from '../../results/record.ts'
import { usToS } from '../kernel/units.ts'

/** What the conditions are about, from all shards. */
export interface TrialFlow {
  readonly tasks: TaskCounts
  /** Of the failed: those that missed their deadline. */
  readonly overdue: number
  /** Time integral of tasks in the system. */
  readonly inSystemUs: number
  /** Sums of the times that completed and failed tasks spent in it, from their own stamps. */
  readonly completedUs: number
  readonly failedUs: number
  readonly benignEndUs: number
  readonly arrivalLateUs: number
  readonly passes: number
  readonly repeatable: boolean
}

/** Largest share by which Little's law may be missed: what is counted is exact, so this is slack. */
export const LITTLE_TOLERANCE = 0.01

export function flowConditions(flow: TrialFlow): ValidityCondition[] {
  const { tasks, overdue } = flow
  const { offered, completed, failed, censored, wrong, synthesesWrong } = tasks
  return [
    {
      name: 'tasks were offered',
      holds: offered > 0,
      detail: `${offered} offered`,
      next: 'raise arrivals.minTasks or arrivals.window',
    },
    {
      name: 'the architecture did not fail most tasks by itself',
      holds: (failed - overdue) * 2 <= offered,
      detail: `${failed} of ${offered} failed, ${overdue} of them by their deadline, which is a finding and not a fault`,
      next: 'look into the adapter: it gives up on work that it could do',
    },
    {
      name: 'every offered task is accounted for',
      holds: censored === 0 && offered === completed + failed,
      detail: `${offered} = ${completed} completed + ${failed} failed + ${censored} censored`,
      next: 'look into the adapter: it lost a task, and the deadline did not end it',
    },
    {
      name: 'every arrival began at its intended time',
      holds: flow.arrivalLateUs === 0,
      detail: `at most ${flow.arrivalLateUs} virtual µs late`,
      next: 'report it: the timeline ran an arrival late, so latencies are too short',
    },
    littleCondition(flow),
    {
      name: 'the oracle judges every completed task right',
      holds: wrong === 0,
      detail: `${wrong} of ${completed} wrong`,
      next: 'look into the adapter: it lost or changed information',
    },
    {
      name: 'the oracle judges every synthesis right',
      holds: synthesesWrong === 0,
      detail: `${synthesesWrong} wrong of ${tasks.synthesesRight + synthesesWrong}`,
      next: 'look into the adapter: it lost or changed reports',
    },
    {
      name: 'repeated passes end with the same digest',
      holds: flow.repeatable,
      detail: `${flow.passes} passes`,
      next: 'look into the adapter: state leaks from one pass into the next',
    },
  ]
}

/**
 * Little's law N = X·R over the benign window (Little 1961): N from the count of tasks in the system,
 * X·R from the stamps of each task. The window begins and ends empty, so nothing is lost at its edges.
 */
function littleCondition(flow: TrialFlow): ValidityCondition {
  const { tasks, inSystemUs, completedUs, failedUs, benignEndUs } = flow
  const ended = tasks.completed + tasks.failed
  const inFlight = inSystemUs / benignEndUs
  const rate = ended / usToS(benignEndUs)
  const residenceS = ended === 0 ? 0 : usToS(completedUs + failedUs) / ended
  const product = rate * residenceS
  const error = inFlight === 0 ? product : Math.abs(inFlight - product) / inFlight
  return {
    name: 'Little’s law holds',
    holds: error <= LITTLE_TOLERANCE,
    detail: `N = ${inFlight.toPrecision(5)} in flight, X·R = ${rate.toPrecision(4)}/s · ${residenceS.toPrecision(4)} s = ${product.toPrecision(5)}; ${(100 * error).toFixed(3)} % apart, at most ${100 * LITTLE_TOLERANCE} %`,
    next: 'report it: tasks were lost, ended twice, or timed from a wrong start',
  }
}
