/**
 * How many shards a trial is spread over. Behaviour is the same for any number; this is about cost.
 * Shards run at most a window ahead of each other, so a second thread pays only if a window holds
 * enough work for each of them to outweigh the waiting.
 */
import { arrivalsPerTeamHour } from '../engine/task-desk.ts'
import { HOUR } from '../kernel/units.ts'
import { lookaheadUs } from '../world/delays.ts'
import type { Organisation } from '../world/organisation.ts'
import type { Workload } from '../../workloads/workload.ts'

/** Events for each model call of a task: the reply, the envelopes around it, and its tool. */
const EVENTS_PER_CALL = 3
/** Events a window and shard from which another thread paid off when measured. */
const WORTHWHILE = { callbacks: 20, authenticated: 4, promises: 2 }

/** What makes an event of this trial expensive. */
export interface EventCost {
  readonly usesPromises: boolean
  /** Messages are authenticated. */
  readonly authenticates: boolean
}

/** Mean number of events in one lookahead window of the benign workload. */
export function eventsPerWindow(workload: Workload, organisation: Organisation): number {
  const calls = workload.tasks.reduce(
    (sum, type) =>
      sum + type.share * type.steps.reduce((total, step) => total + step.toolRounds + 1, 0),
    0,
  )
  const tasksPerHour = arrivalsPerTeamHour(workload, organisation) * organisation.teams
  const windowsPerHour = HOUR / lookaheadUs(workload.network.crossDepartment)
  return (tasksPerHour * calls * EVENTS_PER_CALL) / windowsPerHour
}

/** `threads` given by the user is obeyed, up to one department each; `auto` goes by density. */
export function shardsFor(
  threads: number | 'auto',
  available: number,
  workload: Workload,
  organisation: Organisation,
  cost: EventCost,
): number {
  const { departments } = organisation
  if (threads !== 'auto') return Math.max(1, Math.min(threads, departments))
  const worthwhile = cost.usesPromises
    ? WORTHWHILE.promises
    : cost.authenticates
      ? WORTHWHILE.authenticated
      : WORTHWHILE.callbacks
  const paying = Math.floor(eventsPerWindow(workload, organisation) / worthwhile)
  return Math.max(1, Math.min(available, departments, paying))
}
