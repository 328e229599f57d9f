/** A small organisation for tests of the control path: cell 0 holds agents 0–11, cell 1 holds 12–23. */
import type { Admitted, Draft, Refused, Sealed } from '../../adapters/contract.ts'
import type { AgentId } from '../kernel/units.ts'
import { asSealed, envelopeOf, type Envelope } from './envelope.ts'
import { createGuard, type CellGuard } from './guard.ts'
import type { GuardDirectory, GuardOptions } from './guard-options.ts'
import { BARE, type ControlLevels } from './levels.ts'

/** Teams of six, the lead first and an operator last; 24 and 25 are the cells' meta-agents. */
export const TEST_DIRECTORY: GuardDirectory = {
  roleOf: (agent) =>
    agent >= 24 ? 'meta' : (['lead', 'a', 'b', 'c', 'd', 'operator'][agent % 6] as string),
  cellOf: (agent) => (agent >= 24 ? agent - 24 : Math.floor(agent / 12)),
  functionOf: (agent) => (TEST_DIRECTORY.cellOf(agent) === 0 ? 'content-policy' : 'sales'),
  isLead: (agent) => agent < 24 && agent % 6 === 0,
  isMeta: (agent) => agent >= 24,
}

export interface TestGuard extends CellGuard {
  readonly clock: { now: number }
}

/** A guard at `bare` but for the given levels, with a clock that the test sets. */
export function guardAt(
  levels: Partial<ControlLevels>,
  options: Partial<GuardOptions> = {},
): TestGuard {
  const clock = { now: 1_000 }
  const guard = createGuard({
    cell: 0,
    seed: 42,
    directory: TEST_DIRECTORY,
    clock,
    detection: { reports: 3, windowUs: 1_000 },
    ...options,
    levels: { ...BARE, ...levels },
  })
  return Object.assign(guard, { clock })
}

/** A request from agent 1 to agent 2, both of cell 0, but for what is given. */
export function draft(changes: Partial<Draft> = {}): Draft {
  return {
    from: 1,
    to: 2,
    action: 'request',
    resource: 'team',
    workId: 7,
    text: 'hello',
    ...changes,
  }
}

/** A copy of a message with fields changed on the way. */
export function altered(message: Sealed, changes: Partial<Envelope>): Sealed {
  return asSealed({ ...envelopeOf(message), ...changes })
}

/** What a message becomes on its way to another thread. */
export function sentAcross(message: Sealed): Sealed {
  return structuredClone(message)
}

/** `admitted`, or the reason of the refusal. */
export function verdict(outcome: Admitted | Refused): string {
  return 'refused' in outcome ? outcome.refused : 'admitted'
}

/** Seals a draft and admits it at its receiver in the same cell. */
export function pass(guard: CellGuard, message: Draft, receiver: AgentId = message.to): string {
  return verdict(guard.admit(guard.seal(message), receiver))
}
