/** The trial whose events are timed for what an entrant's work costs. */
import type { ControlLevels } from '../controls/levels.ts'
import type { Workload } from '../../workloads/workload.ts'
import type { CalibrationSpec, CoreKind } from './calibrate-entrant.ts'
import { benignOf } from './pass.ts'

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
  core: CoreKind,
): CalibrationSpec {
  const { architecture, topology, controls: levels } = entrant
  return {
    trial: { workload: benignOf(workload), architecture, topology, levels, agents, seed },
    core,
  }
}
