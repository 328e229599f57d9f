/** One stage agent doing one step: model calls and tool calls until an answer. */
import type {
  Action,
  Cell,
  Draft,
  ModelReply,
  ResourceClass,
  Step,
  ToolCall,
  Work,
} from '../contract.ts'
import { isRefused } from '../contract.ts'
import type { AgentId } from '../../harness/kernel/units.ts'

const TOOL_ACTIONS: Record<string, Action> = { lookup: 'lookup', read_board: 'read', post: 'post' }

/** Told the answer; `complete` is false if the agent could not do the step. */
export type Answered = (run: StepRun, text: string, complete: boolean) => void

export class StepRun {
  readonly work: Work
  readonly step: Step
  readonly agent: AgentId
  /** Set when nobody waits for the answer any more. */
  cancelled = false
  private readonly cell: Cell
  private readonly answered: Answered
  private readonly prompt: string[]
  private round = 0

  /** `file` is the case file as the agent was handed it. */
  constructor(
    cell: Cell,
    work: Work,
    step: Step,
    agent: AgentId,
    file: string,
    answered: Answered,
  ) {
    this.cell = cell
    this.work = work
    this.step = step
    this.agent = agent
    this.answered = answered
    this.prompt = [instructions(work.type, step), file]
  }

  begin(): void {
    const { work, step, agent, prompt } = this
    this.cell.model.call(
      {
        work,
        agent,
        role: step.role,
        intent: 'step',
        step: step.index,
        round: this.round++,
        prompt,
      },
      this.onReply,
    )
  }

  private readonly onReply = (reply: ModelReply): void => {
    if (this.cancelled) return
    const call = reply.toolCalls[0]
    if (call === undefined) this.answered(this, reply.text, reply.complete)
    else this.useTool(call)
  }

  private useTool(call: ToolCall): void {
    const { guard, tools } = this.cell
    const { agent, work } = this
    const action = TOOL_ACTIONS[call.name] as Action
    const resource: ResourceClass = action === 'lookup' ? 'tool' : 'board'
    const draft: Draft = {
      from: agent,
      to: agent,
      action,
      resource,
      workId: work.id,
      text: call.input,
    }
    const admitted = guard.admit(guard.seal(draft), agent)
    this.prompt.push(call.input)
    if (isRefused(admitted)) {
      this.prompt.push(`refused: ${admitted.refused}`)
      this.begin()
    } else {
      tools.run(call, work, admitted, this.onResult)
    }
  }

  private readonly onResult = (result: string): void => {
    if (this.cancelled) return
    this.prompt.push(result)
    this.begin()
  }
}

function instructions(process: string, step: Step): string {
  return (
    `You serve the stage ${step.name} of the process ${process} as its ${step.role}. You receive a ` +
    'case file, do your stage with the tools that you have, and add its result. If something that ' +
    'you need is missing, say what.'
  )
}
