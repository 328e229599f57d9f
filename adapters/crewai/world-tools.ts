/** The tools of ordinary agents: internal systems and the department's board. */
import type { Action, Admitted, Cell, Refused, ResourceClass, ToolCall, Work } from '../contract.ts'
import type { AgentProfile } from './agent-profile.ts'
import type { Toolset } from './toolset.ts'

interface Effect {
  readonly action: Action
  readonly resource: ResourceClass
}

const EFFECTS: Partial<Record<ToolCall['name'], Effect>> = {
  lookup: { action: 'lookup', resource: 'tool' },
  read_board: { action: 'read', resource: 'board' },
  post: { action: 'post', resource: 'board' },
}

/** One for each cell; holds no state. */
export class WorldTools implements Toolset {
  readonly description = ''
  private readonly cell: Pick<Cell, 'guard' | 'tools'>

  constructor(cell: Pick<Cell, 'guard' | 'tools'>) {
    this.cell = cell
  }

  beforeCall(agent: AgentProfile, call: ToolCall, work: Work): Admitted | Refused | string {
    const effect = EFFECTS[call.name]
    if (effect === undefined) return `There is no tool ${call.name}.`
    const { guard } = this.cell
    const sealed = guard.seal({
      from: agent.id,
      to: agent.id,
      action: effect.action,
      resource: effect.resource,
      workId: work.id,
      text: call.input,
    })
    return guard.admit(sealed, agent.id)
  }

  run(
    _agent: AgentProfile,
    call: ToolCall,
    work: Work,
    admitted: Admitted,
    done: (result: string) => void,
  ): void {
    this.cell.tools.run(call, work, admitted, done)
  }
}
