/** One agent doing one step: model calls and tool calls until an answer. */
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
import type { Listed } from '../../harness/kernel/roll.ts'
import { systemPrompt } from './prompts.ts'

const TOOL_ACTIONS: Record<string, Action> = { lookup: 'lookup', read_board: 'read', post: 'post' }

/** Told the answer; `complete` is false if the agent could not do the step. */
export type Answered = (run: StepRun, text: string, complete: boolean) => void

export class StepRun implements Listed {
  readonly work: Work
  readonly step: Step
  readonly agent: number
  place = -1
  /** Set by containment: whatever still comes back is ignored. */
  cancelled = false
  private readonly cell: Cell
  private readonly answered: Answered
  private readonly prompt: string[]
  private round = 0

  /** `material` is what the agent was handed: the brief or the artefacts that the step needs. */
  constructor(
    cell: Cell,
    work: Work,
    step: Step,
    agent: number,
    material: string,
    answered: Answered,
  ) {
    this.cell = cell
    this.work = work
    this.step = step
    this.agent = agent
    this.answered = answered
    this.prompt = [systemPrompt(step.role), material]
    this.ask()
  }

  private ask(): void {
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
    const action = TOOL_ACTIONS[call.name] as Action
    const resource: ResourceClass = action === 'lookup' ? 'tool' : 'board'
    const draft: Draft = {
      from: this.agent,
      to: this.agent,
      action,
      resource,
      workId: this.work.id,
      text: call.input,
    }
    const admitted = guard.admit(guard.seal(draft), this.agent)
    this.prompt.push(call.input)
    if (isRefused(admitted)) {
      this.prompt.push(`refused: ${admitted.refused}`)
      this.ask()
    } else {
      tools.run(call, this.work, admitted, this.onResult)
    }
  }

  private readonly onResult = (result: string): void => {
    if (this.cancelled) return
    this.prompt.push(result)
    this.ask()
  }
}
