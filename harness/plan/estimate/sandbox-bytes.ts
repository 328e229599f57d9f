/** Memory of sandboxes, by what was measured of one (`muster probe` measures them too). */
import type { ControlLevels } from '../../controls/levels.ts'
import type { Organisation } from '../../world/organisation.ts'

const MIB = 1024 * 1024
/** S1: a worker for each department, so many at most in a process. */
const WORKER = { bytes: 8.4 * MIB, most: 24 }
/** S2: an interpreter for each agent that uses a tool, so many at most in a process. */
const INTERPRETER = { bytes: 74 * 1024, most: 10_000 }
/** S3: a process for each department; the level refuses more than 16. */
const PROCESS_BYTES = 45 * MIB

/** Bytes of all sandboxes of a trial, if every agent that may have one comes to use it. */
export function sandboxBytes(
  level: ControlLevels['sandbox'],
  { departments, agents }: Pick<Organisation, 'departments' | 'agents'>,
  shards: number,
): number {
  switch (level) {
    case 'S0':
      return 0
    case 'S1':
      return Math.min(departments, Math.floor(WORKER.most / shards) * shards) * WORKER.bytes
    case 'S2':
      return Math.min(agents, INTERPRETER.most) * INTERPRETER.bytes
    case 'S3':
      return departments * PROCESS_BYTES
  }
}
