/** What Cedar is told of a message: entities from the directory, and the circumstances. */
import type { ResourceClass } from '../../../adapters/contract.ts'
import type { AgentId, CellId } from '../../kernel/units.ts'
import { cellOfServiceAccount, type Envelope } from '../envelope.ts'
import type { GuardDirectory } from '../guard-options.ts'
import type { CedarRequest } from './cedar-engine.ts'
import { cellOfPrincipal, type RoleClass, roleClassOf } from './role-class.ts'

type Entity = CedarRequest['entities'][number]
type Uid = CedarRequest['principal']

const RESOURCE_TYPES: Readonly<Record<ResourceClass, string>> = {
  team: 'Team',
  peer: 'Peer',
  upward: 'Upward',
  board: 'Board',
  tool: 'Tool',
}

const ROLES: Readonly<Record<RoleClass, readonly Uid[]>> = {
  lead: [role('lead'), role('team')],
  member: [role('member'), role('team')],
  operator: [role('operator'), role('team')],
  meta: [role('meta')],
  service: [role('service')],
}

/** What is known of a message beside who does what to what. */
export interface Circumstances {
  readonly approved: boolean
  readonly origin: AgentId | undefined
  readonly hopCount: number
}

/**
 * The request of a message that arrives in `cell`. Cedar reads every entity anew at every call, so
 * it is given the sender, and the agent of origin if there is one, and no other. The resource is
 * known by its name, and a board by being among the sender's parents.
 */
export function cedarRequest(
  directory: GuardDirectory,
  cell: CellId,
  { from, action, resource }: Envelope,
  { approved, origin, hopCount }: Circumstances,
): CedarRequest {
  const principal = uidOf(from)
  const entities: Entity[] = [{ uid: principal, attrs: {}, parents: parentsOf(directory, from) }]
  const context: CedarRequest['context'] = { approved, hopCount }
  if (origin !== undefined) {
    const uid = { type: 'Agent', id: String(origin) }
    context['origin'] = { __entity: uid }
    if (origin !== from) entities.push({ uid, attrs: {}, parents: parentsOf(directory, origin) })
  }
  return {
    principal,
    action: { type: 'Action', id: action },
    resource: { type: RESOURCE_TYPES[resource], id: String(cell) },
    context,
    entities,
  }
}

function uidOf(agent: AgentId): Uid {
  return agent < 0
    ? { type: 'Service', id: String(cellOfServiceAccount(agent)) }
    : { type: 'Agent', id: String(agent) }
}

function parentsOf(directory: GuardDirectory, agent: AgentId): Entity['parents'] {
  const parents = [...ROLES[roleClassOf(directory, agent)]]
  const cell = String(cellOfPrincipal(directory, agent))
  parents.push({ type: 'Board', id: cell })
  if (agent >= 0) {
    parents.push({ type: 'Team', id: cell }, { type: 'Function', id: directory.functionOf(agent) })
  }
  return parents
}

function role(id: RoleClass | 'team'): Uid {
  return { type: 'Role', id }
}
