/** Turns task types into works, and draws which type a team's next task has. */
import type { Step, Work } from '../../adapters/contract.ts'
import { purpose, uniform } from '../kernel/random.ts'
import type { AgentId, CellId } from '../kernel/units.ts'
import { briefToken } from '../world/artefacts.ts'
import { fillerText } from '../world/filler.ts'
import type { Organisation } from '../world/organisation.ts'
import type { TaskType } from '../../workloads/workload.ts'

const TYPE = purpose('task.type')
const INITIATOR = purpose('task.initiator')

/** Ids of one team's (or meta-agent's) works are this far apart. */
export const WORK_RANGE = 1_000_000
/** Numbers of works that belong to an incident start here. */
export const INCIDENT_NUMBER = 500_000

const BRIEF_CHARS = 320
const SYNTHESIS_TOKENS = 200

/** The steps of a task type as the contract has them. */
export function stepsOf(type: TaskType): Step[] {
  return type.steps.map((step, index) => ({
    index,
    name: step.name,
    role: step.role,
    needs: step.needs.map((need) => type.steps.findIndex((other) => other.name === need)),
    toolRounds: step.toolRounds,
    tool: step.tool,
    at: step.at,
    outputTokens: step.outputTokens,
  }))
}

export interface TaskMix {
  readonly types: readonly TaskType[]
  readonly steps: readonly (readonly Step[])[]
}

export function taskMix(types: readonly TaskType[]): TaskMix {
  return { types, steps: types.map(stepsOf) }
}

/** The nth task of a team. The type and the initiating member are keyed by the task's id. */
export function teamTask(
  organisation: Organisation,
  mix: TaskMix,
  seed: number,
  team: number,
  nth: number,
): Work {
  const id = team * WORK_RANGE + nth
  let type = 0
  for (let left = uniform(seed, TYPE, id); type < mix.types.length - 1; type++) {
    left -= (mix.types[type] as TaskType).share
    if (left < 0) break
  }
  const size = organisation.sizeOf(team)
  const initiator = organisation.leadOf(team) + Math.floor(uniform(seed, INITIATOR, id) * size)
  return taskOf(mix, seed, team, id, type, initiator)
}

/** A task of a given type. */
export function taskOf(
  mix: TaskMix,
  seed: number,
  team: number,
  id: number,
  type: number,
  initiator: AgentId,
): Work {
  const steps = mix.steps[type] as readonly Step[]
  return {
    id,
    kind: 'task',
    type: (mix.types[type] as TaskType).name,
    initiator,
    team,
    steps,
    final: steps.length - 1,
    inputs: [briefInput(seed, id, initiator)],
  }
}

/** The brief of a work, as an input. */
export function briefInput(seed: number, id: number, author: AgentId): Work['inputs'][number] {
  const token = briefToken(seed, id)
  return { author, token, text: `brief ${token} ${fillerText(BRIEF_CHARS)}` }
}

/** A synthesis of reports by the meta-agent of a cell. */
export function synthesisWork(
  organisation: Organisation,
  cell: CellId,
  nth: number,
  inputs: Work['inputs'],
): Work {
  const meta = organisation.metaOf(cell)
  const step: Step = {
    index: 0,
    name: 'synthesis',
    role: 'meta',
    needs: [],
    toolRounds: 0,
    tool: 'lookup',
    at: 'team',
    outputTokens: SYNTHESIS_TOKENS,
    assignee: meta,
  }
  return {
    id: (organisation.teams + cell) * WORK_RANGE + nth,
    kind: 'synthesis',
    type: `${organisation.kindOf(cell)}-synthesis`,
    initiator: meta,
    team: -1,
    steps: [step],
    final: 0,
    inputs,
  }
}
