/** The trial whose events are timed for what an entrant's work costs. */
import type { ControlLevels } from '../controls/levels.ts'
import type { Workload } from '../../workloads/workload.ts'
import { benignOf, type PassSpec } from './pass.ts'

/** An entrant's own benign window. */
export function calibrationTrial(
  workload: Workload,
  entrant: {
    readonly architecture: string
    readonly topology: string
    readonly controls: ControlLevels
  },
  agents: number,
  seed: number,
): PassSpec {
  const { architecture, topology, controls: levels } = entrant
  return { workload: benignOf(workload), architecture, topology, levels, agents, seed }
}
