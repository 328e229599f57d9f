/** Works that exist because of an incident: the rogue's own post, and its team's cases. */
import type { Step, Work } from '../../adapters/contract.ts'
import type { Incident } from '../incidents/placement.ts'
import type { Organisation } from '../world/organisation.ts'
import { briefInput, INCIDENT_NUMBER, type TaskMix, taskOf, WORK_RANGE } from './tasks.ts'

interface Setting {
  readonly organisation: Organisation
  readonly mix: TaskMix
  readonly seed: number
}

const POST_TOKENS = 160

/** The rogue publishes by itself, with its own credential and its own tool. */
export function roguePost({ organisation, seed }: Setting, incident: Incident): Work {
  const id = incident.team * WORK_RANGE + INCIDENT_NUMBER
  const step: Step = {
    index: 0,
    name: 'guidance',
    role: organisation.roleOf(incident.rogue),
    needs: [],
    toolRounds: 1,
    tool: 'post',
    at: 'team',
    outputTokens: POST_TOKENS,
    assignee: incident.rogue,
  }
  return {
    id,
    kind: 'task',
    type: 'rogue-post',
    initiator: incident.rogue,
    team: incident.team,
    steps: [step],
    final: 0,
    inputs: [briefInput(seed, id, incident.rogue)],
  }
}

/**
 * The nth case of the rogue's team: the task type that reads guidance (or the longest one), with the
 * rogue in its own role.
 */
export function caseTask(
  { organisation, mix, seed }: Setting,
  incident: Incident,
  nth: number,
): Work {
  const reads = mix.steps.findIndex((steps) => steps.some((step) => step.tool === 'read_board'))
  const longest = mix.steps.reduce(
    (best, steps, index) => (steps.length > (mix.steps[best]?.length ?? 0) ? index : best),
    0,
  )
  const id = incident.team * WORK_RANGE + INCIDENT_NUMBER + 1 + nth
  const lead = organisation.leadOf(incident.team)
  const work = taskOf(mix, seed, incident.team, id, reads >= 0 ? reads : longest, lead)
  const role = organisation.roleOf(incident.rogue)
  const steps = work.steps.map((step) =>
    step.role === role && step.at === 'team' ? { ...step, assignee: incident.rogue } : step,
  )
  return { ...work, steps }
}
