/** A workload that runs in a moment. */

export interface TinyChoice {
  readonly architectures: readonly string[]
  readonly profiles?: readonly string[]
  readonly trials?: number
  readonly agents?: string
  readonly perTeamPerHour?: number
  readonly minCpu?: string
  readonly trialTimeout?: string
}

/** YAML. 240 agents in four departments, so that they can be dealt to two threads and to four. */
export function tinyWorkload(choice: TinyChoice): string {
  return `name: tiny
organisation:
  agents: ${choice.agents ?? '240'}
  teamsPerDepartment: 10
  departmentsPerDivision: 2
arrivals:
  window: 10m
  perTeamPerHour: ${choice.perTeamPerHour ?? 0.1}
  minTasks: 12
reports:
  every: 5m
people:
  readerShare: 0.5
incident:
  horizon: 30m
measure:
  trials: ${choice.trials ?? 1}
  architectures: [${choice.architectures.join(', ')}]
  profiles: [${(choice.profiles ?? ['governed']).join(', ')}]
  minCpu: ${choice.minCpu ?? '10ms'}
  trialTimeout: ${choice.trialTimeout ?? '50s'}
`
}
