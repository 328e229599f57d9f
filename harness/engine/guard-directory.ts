/** What the control path is told of the organisation. */
import type { GuardDirectory } from '../controls/guard.ts'
import type { Organisation } from '../world/organisation.ts'

export function guardDirectory(organisation: Organisation): GuardDirectory {
  return {
    roleOf: (agent) => organisation.roleOf(agent),
    cellOf: (agent) => organisation.cellOf(agent),
    functionOf: (agent) => {
      const cell = organisation.cellOf(agent)
      return cell < organisation.departments ? organisation.functionOf(cell) : ''
    },
    isLead: (agent) =>
      agent < organisation.agents && organisation.leadOf(organisation.teamOf(agent)) === agent,
    isMeta: (agent) => agent >= organisation.agents,
  }
}
