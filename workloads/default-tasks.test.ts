import { describe, expect, it } from 'vitest'
import { checkRules } from './checks.ts'
import { defaultTasks } from './default-tasks.ts'
import { parseWorkload } from './load.ts'

describe('the default task mix', () => {
  it.each([
    [['solo']],
    [['boss', 'worker']],
    [['lead', 'coder', 'tester']],
    [['lead', 'analyst', 'analyst', 'writer', 'reviewer', 'operator', 'clerk']],
  ])('fits a team of %j', (team) => {
    for (const peerTeams of [0, 4]) {
      const { organisation } = parseRaw(team, peerTeams)
      expect(checkRules({ organisation, tasks: defaultTasks(team, peerTeams) })).toEqual([])
    }
  })

  it('is used when a file has no tasks', () => {
    const { workload } = parseWorkload(
      'organisation: { agents: 4, team: [boss, worker] }',
      'w.yaml',
    )
    expect(workload.tasks.map((task) => task.name)).toEqual(['analysis', 'guidance', 'release'])
    expect(workload.tasks[1]?.steps.map((step) => step.role)).toEqual([
      'worker',
      'worker',
      'worker',
      'boss',
    ])
  })
})

function parseRaw(team: string[], peerTeams: number) {
  return {
    organisation: {
      agents: 700,
      team,
      teamsPerDepartment: 50,
      departmentsPerDivision: 10,
      functions: ['sales'],
      peerTeams,
    },
  }
}
