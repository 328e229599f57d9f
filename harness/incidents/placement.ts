/** Where an incident starts: which agent goes rogue, keyed by the trial's seed. */
import { choice, purpose } from '../kernel/random.ts'
import type { AgentId, VirtualUs } from '../kernel/units.ts'
import type { Organisation } from '../world/organisation.ts'
import type { IncidentSpec } from '../../workloads/workload.ts'

const DEPARTMENT = purpose('incident.department')
const TEAM = purpose('incident.team')

const POLICY = 'content-policy'
const LEAF_ROLE = 'writer'

export interface Incident {
  readonly spec: IncidentSpec
  readonly rogue: AgentId
  /** The rogue's team; for a rogue without one, the team whose cases go on. */
  readonly team: number
  /** human-relay: the agent whose owner follows the rogue's advice with a valid credential. */
  readonly relay?: AgentId
  /** When the rogue posts. */
  readonly at: VirtualUs
  readonly endsAt: VirtualUs
}

/**
 * Places the incident in a content-policy team, or in any if no department makes content policy: at
 * its writer or last member (leaf) or its lead (middle). The hub is the apex.
 */
export function placeIncident(
  spec: IncidentSpec,
  organisation: Organisation,
  seed: number,
  benignEndUs: VirtualUs,
): Incident {
  const policy: number[] = []
  for (let cell = 0; cell < organisation.departments; cell++) {
    if (organisation.functionOf(cell) === POLICY) policy.push(cell)
  }
  const departments = policy.length > 0 ? policy.length : organisation.departments
  const nth = choice(departments, seed, DEPARTMENT)
  const cell = policy.length > 0 ? (policy[nth] as number) : nth
  const [first, end] = organisation.teamRange(cell)
  const team = first + choice(end - first, seed, TEAM)
  const members = organisation.membersOf(team)
  const rogue = rogueAt(spec.place, organisation, members)
  const at = benignEndUs + spec.delayUs
  const placed = { spec, rogue, team, at, endsAt: at + spec.horizonUs }
  if (spec.hypothesis !== 'human-relay') return placed
  const relay = members.find((agent) => agent !== rogue)
  return relay === undefined ? placed : { ...placed, relay }
}

function rogueAt(
  place: IncidentSpec['place'],
  organisation: Organisation,
  members: readonly AgentId[],
): AgentId {
  switch (place) {
    case 'leaf':
      return (
        members.find((agent) => organisation.roleOf(agent) === LEAF_ROLE) ??
        (members.at(-1) as AgentId)
      )
    case 'middle':
      return members[0] as AgentId
    case 'hub':
      return organisation.apex
  }
}
