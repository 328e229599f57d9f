/** What the control path is told of the organisation. */
import type { GuardDirectory } from '../controls/guard-options.ts'
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
    // Whoever is asked for rights must exist: numbers beyond the last agent are no meta-agents.
    isMeta: (agent) => {
      if (!(agent < organisation.allAgents)) throw new RangeError(`there is no agent ${agent}`)
      return agent >= organisation.agents
    },
  }
}
