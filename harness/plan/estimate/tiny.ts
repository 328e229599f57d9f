/** Which plans are not worth a probe. */
import type { Workload } from '../../../workloads/workload.ts'
import { arrivalsPerTeamHour } from '../../engine/task-desk.ts'
import { HOUR } from '../../kernel/units.ts'
import { Organisation } from '../../world/organisation.ts'
import type { PlannedTrial } from '../plan.ts'

const TINY_AGENTS = 1_000
/** Model calls of all trials, of which the costliest architecture does about 200 in a second. */
const TINY_CALLS = 20_000
const TINY_CPU_S = 30

/** True for a plan that is over soon anyhow, so that probing it is not worth the time. */
export function isTiny(planned: readonly PlannedTrial[], workload: Workload): boolean {
  const { arrivals, organisation, measure, tasks } = workload
  if (arrivals.process === 'closed') return false
  if (planned.length * measure.minCpuS > TINY_CPU_S) return false
  const callsPerTask = tasks.reduce(
    (sum, { share, steps }) =>
      sum + share * steps.reduce((calls, { toolRounds }) => calls + toolRounds + 1, 0),
    0,
  )
  let calls = 0
  for (const { agents } of planned) {
    if (agents > TINY_AGENTS) return false
    const built = new Organisation(organisation, agents)
    const perHour = arrivalsPerTeamHour(workload, built) * built.teams
    calls += perHour * (arrivals.windowUs / HOUR) * callsPerTask
  }
  return calls <= TINY_CALLS
}
