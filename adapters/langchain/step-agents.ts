/**
 * Agents that do one step: a `createAgent` graph a role, compiled once and shared by all teams of the
 * cell. Every run starts from a fresh state; who runs it travels in `configurable`.
 */
import { HumanMessage } from '@langchain/core/messages'
import { tool } from '@langchain/core/tools'
import type { RunnableConfig } from '@langchain/core/runnables'
import { createAgent, createMiddleware } from 'langchain'
import { isRefused, type Admitted, type Cell, type Step, type Work } from '../contract.ts'
import type { AgentId } from '../../harness/kernel/units.ts'
import { admitEffect, EFFECT_TOOLS, EFFECTS, isEffect, refusalText } from './control-point.ts'
import { type Configurable, type Persona, SimulatedChatModel } from './simulated-chat-model.ts'
import { errorMessage, TOOL_ARGUMENTS, toolCallOf, type ToolRunConfig } from './tool-call.ts'

/** One run of one agent, as it travels in `configurable.run`. */
export interface AgentRun {
  readonly work: Work
  readonly step: Step
  readonly agent: AgentId
  /** What took the control path and waits for its tool, by the id of the tool call. */
  readonly admitted: Map<string, Admitted>
  /** Set by containment: the answer is not to be used. */
  purged: boolean
}

export interface StepAnswer {
  readonly text: string
  /** False if the agent was quarantined or purged by the time it answered. */
  readonly accepted: boolean
}

export class StepAgents {
  private readonly cell: Cell
  private readonly withTools = new Map<string, StepAgent>()
  private readonly withoutTools = new Map<string, StepAgent>()
  private readonly running = new Set<AgentRun>()
  private readonly tools: EffectTools
  private readonly middleware: ReturnType<typeof effectMiddleware>
  private readonly model: SimulatedChatModel

  constructor(cell: Cell) {
    this.cell = cell
    this.tools = effectTools(cell)
    this.middleware = effectMiddleware(cell)
    this.model = new SimulatedChatModel({ model: cell.model, persona: stepPersona(cell) })
  }

  /** Runs one step by one agent over these messages. */
  async answer(
    work: Work,
    step: Step,
    agent: AgentId,
    messages: readonly string[],
  ): Promise<StepAnswer> {
    const run: AgentRun = { work, step, agent, admitted: new Map(), purged: false }
    this.running.add(run)
    try {
      const template = this.template(this.cell.directory.roleOf(agent), work.kind !== 'synthesis')
      const state = await template.invoke(
        { messages: messages.map((text) => new HumanMessage(text)) },
        { configurable: { run } },
      )
      const accepted = !run.purged && !this.cell.guard.isQuarantined(agent)
      return { text: state.messages.at(-1)?.text ?? '', accepted }
    } finally {
      this.running.delete(run)
    }
  }

  /** Marks the runs of an agent that are under way; returns how many. */
  purge(agent: AgentId): number {
    let purged = 0
    for (const run of this.running) {
      if (run.agent !== agent || run.purged) continue
      run.purged = true
      purged++
    }
    return purged
  }

  private template(role: string, tools: boolean): StepAgent {
    const templates = tools ? this.withTools : this.withoutTools
    let template = templates.get(role)
    if (template === undefined) {
      const systemPrompt = stepPrompt(role)
      template = tools
        ? createAgent({
            model: this.model,
            systemPrompt,
            tools: this.tools,
            middleware: [this.middleware],
          })
        : createAgent({ model: this.model, systemPrompt })
      templates.set(role, template)
    }
    return template
  }
}

/** What this adapter uses of a compiled `createAgent` graph. */
interface StepAgent {
  invoke(
    state: { messages: HumanMessage[] },
    config: RunnableConfig,
  ): Promise<{ messages: { readonly text: string }[] }>
}

export function stepPrompt(role: string): string {
  return `You are the ${role} of a team. Do the step that you are asked for and answer with its result.`
}

/** Reads the run of a createAgent-based agent. */
export function agentRunOf(configurable: Configurable | undefined): AgentRun {
  return configurable?.['run'] as AgentRun
}

function stepPersona(cell: Cell): Persona {
  return {
    ask: (configurable, messages) => {
      const { work, step, agent } = agentRunOf(configurable)
      return {
        work,
        agent,
        role: cell.directory.roleOf(agent),
        intent: 'step',
        step: step.index,
        round: messages.reduce((count, message) => count + Number(message.type === 'ai'), 0),
      }
    },
    toolName: (call) => call.name,
  }
}

export type EffectTools = ReturnType<typeof effectTools>

/** `lookup`, `read_board` and `post`; each carries out only what the control point admitted. */
export function effectTools(cell: Cell) {
  return EFFECT_TOOLS.map((name) =>
    tool(
      async (args: unknown, config: ToolRunConfig) => {
        const run = agentRunOf(config.configurable)
        const admitted = takeAdmitted(run, config)
        return cell.tools.execute(toolCallOf(args), run.work, admitted)
      },
      { name, description: EFFECTS[name].description, schema: TOOL_ARGUMENTS },
    ),
  )
}

/** Takes what the control point admitted for the tool call that is being run. */
export function takeAdmitted(run: AgentRun, config: ToolRunConfig): Admitted {
  const id = config.toolCall?.id ?? ''
  const admitted = run.admitted.get(id)
  if (admitted === undefined) throw new Error(`tool call ${id} did not take the control path`)
  run.admitted.delete(id)
  return admitted
}

/** The control point of an agent's own tools. */
function effectMiddleware(cell: Cell) {
  return createMiddleware({
    name: 'muster-control-path',
    wrapToolCall: (request, handler) => {
      const run = agentRunOf(request.runtime.configurable)
      const { name, args, id = '' } = request.toolCall
      if (!isEffect(name)) return handler(request)
      const verdict = admitEffect(cell, run.work, run.agent, name, toolCallOf(args))
      if (isRefused(verdict)) return errorMessage(name, id, refusalText(name, verdict))
      run.admitted.set(id, verdict)
      return handler(request)
    },
  })
}
