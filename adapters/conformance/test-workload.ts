/** A small workload for tests of adapters and engine: three task types, short window, no luck needed. */
import { HOUR, MINUTE } from '../../harness/kernel/units.ts'
import type { StepSpec, Workload } from '../../workloads/workload.ts'

const step = (name: string, role: string, rest: Partial<StepSpec> = {}): StepSpec => ({
  name,
  role,
  needs: [],
  toolRounds: 0,
  tool: 'lookup',
  at: 'team',
  outputTokens: 60,
  ...rest,
})

/** The task types of the test workload, by name; `testWorkload` gives each the same share. */
export const TEST_TASKS: Readonly<Record<string, readonly StepSpec[]>> = {
  /** Two steps in a row, one tool round. */
  analysis: [
    step('research', 'analyst', { toolRounds: 1 }),
    step('compose', 'lead', { needs: ['research'] }),
  ],
  /** Four steps, a board to read, and a review by another department. */
  guidance: [
    step('research', 'analyst', { toolRounds: 1 }),
    step('draft', 'writer', { needs: ['research'], toolRounds: 1, tool: 'read_board' }),
    step('review', 'reviewer', { needs: ['draft'], at: 'peer' }),
    step('compose', 'lead', { needs: ['draft', 'review'] }),
  ],
  /** A post on the board. */
  release: [
    step('draft', 'writer'),
    step('act', 'operator', { needs: ['draft'], toolRounds: 1, tool: 'post' }),
    step('compose', 'lead', { needs: ['draft', 'act'] }),
  ],
  /** Two steps at once. */
  survey: [
    step('research', 'analyst'),
    step('draft', 'writer'),
    step('check', 'reviewer', { needs: ['research', 'draft'] }),
    step('compose', 'lead', { needs: ['check'] }),
  ],
}

/** Shallow changes on top of the test workload. */
export function testWorkload(changes: Partial<Workload> = {}): Workload {
  const names = Object.keys(TEST_TASKS)
  return {
    name: 'test',
    description: 'a small workload for tests',
    organisation: {
      agents: [24],
      team: ['lead', 'analyst', 'analyst', 'writer', 'reviewer', 'operator'],
      teamsPerDepartment: 2,
      departmentsPerDivision: 2,
      functions: ['content-policy', 'engineering'],
      peerTeams: 2,
    },
    tasks: names.map((name) => ({
      name,
      share: 1 / names.length,
      steps: TEST_TASKS[name] as readonly StepSpec[],
    })),
    arrivals: { process: 'poisson', perTeamPerHour: 6, windowUs: HOUR, minTasks: 0 },
    limits: { tasksInFlightPerDepartment: 16, taskDeadlineUs: 30 * MINUTE },
    reports: { everyUs: 15 * MINUTE, fanIn: 50 },
    model: { profile: 'llama-2-70b-2023', led: 1, requestsPerMinute: 0 },
    network: {
      local: { medianMs: 2, sigma: 0.5, minMs: 0.2 },
      crossDepartment: { medianMs: 120, sigma: 0.4, minMs: 50 },
    },
    people: {
      reviewers: 2,
      reviewUs: 10 * MINUTE,
      readerShare: 10,
      attentionHalfLifeUs: 3 * HOUR,
      reportProbability: 0.2,
      falseReportProbability: 0,
      reportLagUs: 5 * MINUTE,
    },
    detection: { reports: 6, windowUs: 4 * HOUR },
    incident: {
      scenario: 'rogue-guidance',
      place: 'leaf',
      delayUs: 10 * MINUTE,
      horizonUs: 4 * HOUR,
      caseTasksPerHour: 6,
    },
    measure: {
      trials: 1,
      architectures: ['mesh'],
      profiles: ['bare'],
      minCpuS: 0,
      trialTimeoutS: 60,
    },
    ...changes,
  }
}
