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

/** YAML. One team is a department, so that 96 agents make 16 departments and two shards. */
export function tinyWorkload(choice: TinyChoice): string {
  return `name: tiny
organisation:
  agents: ${choice.agents ?? '96'}
  teamsPerDepartment: 1
  departmentsPerDivision: 8
arrivals:
  window: 10m
  perTeamPerHour: ${choice.perTeamPerHour ?? 1}
  minTasks: 20
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
