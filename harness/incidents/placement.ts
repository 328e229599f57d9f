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
  readonly team: number
  /** When the rogue posts. */
  readonly at: VirtualUs
  readonly endsAt: VirtualUs
}

/**
 * Places the incident at a leaf: a writer (or the team's last member) of a content-policy team, or of
 * any department if none is a content-policy one.
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
  const rogue =
    members.find((agent) => organisation.roleOf(agent) === LEAF_ROLE) ?? (members.at(-1) as AgentId)
  const at = benignEndUs + spec.delayUs
  return { spec, rogue, team, at, endsAt: at + spec.horizonUs }
}
