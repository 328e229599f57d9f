/** How crowded the benign window of a size is. */
import type { Workload } from '../../../workloads/workload.ts'
import { arrivalsPerTeamHour } from '../../engine/task-desk.ts'
import { HOUR } from '../../kernel/units.ts'
import { Organisation } from '../../world/organisation.ts'

/** Tasks that are expected of each team; of open arrivals. */
export function densityOf(workload: Workload, agents: number): number {
  const organisation = new Organisation(workload.organisation, agents)
  return arrivalsPerTeamHour(workload, organisation) * (workload.arrivals.windowUs / HOUR)
}
