/** Makes crews for the steps of a work, with agents of their own, and kicks them off. */
import type { AgentId } from '../../harness/kernel/units.ts'
import type { Cell, Step, Work } from '../contract.ts'
import { CrewAgent } from './agent.ts'
import { Crew, type CrewResult } from './crew.ts'
import type { Guardrail } from './guardrail.ts'
import { createManager } from './hierarchical.ts'
import type { KickoffInputs } from './interpolate.ts'
import type { Runtime } from './runtime.ts'
import { describeAgent, describeResult, describeStep } from './task-text.ts'
import { CrewTask } from './task.ts'
import type { WorldTools } from './world-tools.ts'

const NO_GUARDRAILS: readonly Guardrail[] = []
const REJECT: readonly Guardrail[] = [() => 'its author is in quarantine']

/** Shared by all works of one cell. */
export interface Department {
  readonly cell: Cell
  readonly runtime: Runtime
  readonly tools: WorldTools
  readonly hierarchical: boolean
  /** System messages by role. */
  readonly systems: Map<string, string>
}

/** A step as a task of a crew. */
export interface PlannedStep {
  readonly step: Step
  readonly agent: AgentId
  readonly withBrief: boolean
  /** Needed steps whose outputs are kickoff inputs. */
  readonly handedOver: readonly number[]
}

/** Runs steps as one crew, in order; `done` is called once. Outputs are in the order of `plan`. */
export function kickoffCrew(
  department: Department,
  work: Work,
  plan: readonly PlannedStep[],
  hierarchical: boolean,
  inputs: KickoffInputs,
  done: (result: CrewResult) => void,
): void {
  const { cell, runtime, tools } = department
  const { guard } = cell
  const agents = new Map<AgentId, CrewAgent>()
  const manager = hierarchical ? createManager(managerId(cell, work)) : undefined
  const tasks = plan.map(({ step, agent: id, withBrief, handedOver }) => {
    let agent = agents.get(id)
    if (agent === undefined) {
      agent = createAgent(department, id)
      agents.set(id, agent)
    }
    return new CrewTask({
      work,
      step: step.index,
      description: describeStep(work, step, withBrief, handedOver),
      expectedOutput: describeResult(step),
      agent,
      toolset: step.toolRounds > 0 ? tools : undefined,
      guardrails: () =>
        guard.isQuarantined(id) || (manager !== undefined && guard.isQuarantined(manager.id))
          ? REJECT
          : NO_GUARDRAILS,
    })
  })
  if (manager !== undefined) guard.entrust(work.id, manager.id)
  else if (work.kind !== 'peer') {
    for (const { step, agent } of plan) guard.entrust(work.id, agent, step)
  }
  new Crew(runtime, { agents: [...agents.values()], tasks, manager, guard }).kickoff(inputs, done)
}

function createAgent({ cell, systems }: Department, id: AgentId): CrewAgent {
  const role = cell.directory.roleOf(id)
  let system = systems.get(role)
  if (system === undefined) {
    system = describeAgent(role)
    systems.set(role, system)
  }
  return new CrewAgent(id, role, system)
}

/** The lead, or the first member who is not in quarantine. */
function managerId({ directory, guard }: Cell, work: Work): AgentId {
  return directory.team(work.team).find((id) => !guard.isQuarantined(id)) ?? work.initiator
}
