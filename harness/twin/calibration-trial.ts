/** The trial whose events are timed for what an entrant's work costs. */
import type { TrialSpec } from '../engine/trial-spec.ts'
import type { ControlLevels } from '../controls/levels.ts'
import { HOUR } from '../kernel/units.ts'
import { Organisation } from '../world/organisation.ts'
import type { Workload } from '../../workloads/workload.ts'
import { benignOf } from './pass.ts'

const TASKS = 300

/** A benign window as long as the workload's, with enough tasks in it for the rarer work. */
export function calibrationTrial(
  workload: Workload,
  entrant: {
    readonly architecture: string
    readonly topology: string
    readonly controls: ControlLevels
  },
  agents: number,
  seed: number,
): Omit<TrialSpec, 'shards' | 'minCpuS' | 'warmUp' | 'host'> {
  const { teams } = new Organisation(workload.organisation, agents)
  const { windowUs } = workload.arrivals
  const perTeamPerHour = TASKS / (teams * (windowUs / HOUR))
  return {
    workload: {
      ...benignOf(workload),
      arrivals: { process: 'poisson', perTeamPerHour, windowUs, minTasks: 0 },
    },
    architecture: entrant.architecture,
    topology: entrant.topology,
    levels: entrant.controls,
    agents,
    seed,
  }
}
