/** The task mix of a workload that names none. */
import type { RawTask } from './schema.ts'

/**
 * Analysis, guidance and release, dealt to the roles of any team in the order of its seats: the lead
 * composes, the next roles research, draft, check and act. A team with fewer roles doubles up. With
 * the default team this is the mix of `library/organisation.yaml`. Without peer teams the review
 * stays in the team.
 */
export function defaultTasks(team: readonly string[], peerTeams: number): RawTask[] {
  const roles = [...new Set(team)]
  const lead = roles[0] ?? 'lead'
  const analyst = roles[1] ?? lead
  const writer = roles[2] ?? analyst
  const reviewer = roles[3] ?? writer
  const operator = roles[4] ?? reviewer
  const research = step({ name: 'research', role: analyst, toolRounds: 1 })
  return [
    {
      name: 'analysis',
      share: 0.5,
      steps: [research, step({ name: 'compose', role: lead, needs: ['research'] })],
    },
    {
      name: 'guidance',
      share: 0.3,
      steps: [
        research,
        step({
          name: 'draft',
          role: writer,
          needs: ['research'],
          toolRounds: 1,
          tool: 'read_board',
        }),
        step({
          name: 'review',
          role: reviewer,
          needs: ['draft'],
          at: peerTeams > 0 ? 'peer' : 'team',
        }),
        step({ name: 'compose', role: lead, needs: ['draft', 'review'] }),
      ],
    },
    {
      name: 'release',
      share: 0.2,
      steps: [
        step({ name: 'research', role: analyst }),
        step({ name: 'draft', role: writer, needs: ['research'] }),
        step({ name: 'check', role: reviewer, needs: ['draft'] }),
        step({ name: 'act', role: operator, needs: ['check'], toolRounds: 1, tool: 'post' }),
        step({ name: 'compose', role: lead, needs: ['draft', 'act'] }),
      ],
    },
  ]
}

type RawStep = RawTask['steps'][number]

function step(given: Pick<RawStep, 'name' | 'role'> & Partial<RawStep>): RawStep {
  return { needs: [], toolRounds: 0, tool: 'lookup', at: 'team', outputTokens: 120, ...given }
}
