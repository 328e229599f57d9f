import type { Architecture } from '../../adapters/contract.ts'
import { MusterError } from '../kernel/errors.ts'
import type { TrialSpec } from './trial-spec.ts'

/** Throws ENTRANT_UNKNOWN if the architecture does not declare the trial's topology. */
export function requireTopology({ topology }: TrialSpec, { name, facts }: Architecture): void {
  const known = facts.topologies.map((declared) => declared.name)
  if (known.includes(topology)) return
  throw new MusterError('ENTRANT_UNKNOWN', `${name} has no topology "${topology}"`, {
    hint: `one of: ${known.join(', ')}`,
  })
}
