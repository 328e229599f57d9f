/** The classes of role that policies are written for. */
import type { AgentId, CellId } from '../../kernel/units.ts'
import { cellOfServiceAccount } from '../envelope.ts'
import type { GuardDirectory } from '../guard-options.ts'

/**
 * `lead`: first seat of a team. `operator`: a team member with the role of that name. `member`: any
 * other seat. `meta`: agents of departments, divisions and the apex. `service`: a board's account,
 * which speaks for the people who read it.
 */
export type RoleClass = 'lead' | 'member' | 'operator' | 'meta' | 'service'

/** Every class. */
export const ROLE_CLASSES: readonly RoleClass[] = ['lead', 'member', 'operator', 'meta', 'service']

/** The class of an agent or of a service account. */
export function roleClassOf(directory: GuardDirectory, agent: AgentId): RoleClass {
  if (agent < 0) return 'service'
  if (directory.isMeta(agent)) return 'meta'
  if (directory.isLead(agent)) return 'lead'
  return directory.roleOf(agent) === 'operator' ? 'operator' : 'member'
}

/** The cell that an agent or a service account belongs to. */
export function cellOfPrincipal(directory: GuardDirectory, agent: AgentId): CellId {
  return agent < 0 ? cellOfServiceAccount(agent) : directory.cellOf(agent)
}

/** What an agent's department does; a service account is of no department. */
export function functionOfPrincipal(directory: GuardDirectory, agent: AgentId): string {
  return agent < 0 ? '' : directory.functionOf(agent)
}
