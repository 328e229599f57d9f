/**
 * Topology `subagents` (default): the team's lead is a `createAgent` supervisor; `delegate` and
 * `ask_peer` are its tools. Tool calls of one reply run in parallel in one superstep, each delegation
 * as a fresh run of the other agent's graph. The supervisor's answer is the final step.
 */
import { HumanMessage, type BaseMessage } from '@langchain/core/messages'
import { tool } from '@langchain/core/tools'
import { createAgent, createMiddleware } from 'langchain'
import { isRefused, type Admitted, type Cell, type Outcome, type Work } from '../contract.ts'
import type { AgentId } from '../../harness/kernel/units.ts'
import {
  admitEffect,
  admitHandover,
  isEffect,
  refusalText,
  rejectionText,
} from './control-point.ts'
import { materialsOf, requestText, stepAt } from './materials.ts'
import { askPeer, peerRefusalText } from './peer.ts'
import { type Persona, SimulatedChatModel } from './simulated-chat-model.ts'
import {
  agentRunOf,
  effectTools,
  takeAdmitted,
  type AgentRun,
  type StepAgents,
} from './step-agents.ts'
import { errorMessage, TOOL_ARGUMENTS, toolCallOf, type ToolRunConfig } from './tool-call.ts'
import { openingText, outcomeOf, type Topology } from './topology.ts'

/** The supervisor's run: what it has delegated, and who answered. */
interface LeadRun extends AgentRun {
  readonly delegated: Set<number>
  readonly authors: Map<number, AgentId>
}

export class SubagentsTopology implements Topology {
  private readonly cell: Cell
  private readonly supervisors = new Map<string, ReturnType<typeof supervisorAgent>>()
  private readonly parts: SupervisorParts
  private readonly running = new Set<LeadRun>()

  constructor(cell: Cell, agents: StepAgents) {
    this.cell = cell
    this.parts = supervisorParts(cell, agents)
  }

  async solve(work: Work): Promise<Outcome> {
    const { cell } = this
    const step = stepAt(work, work.final)
    const lead = cell.directory.assignee(work, step)
    const run: LeadRun = {
      work,
      step,
      agent: lead,
      admitted: new Map(),
      delegated: new Set(),
      authors: new Map(),
      purged: false,
    }
    cell.guard.entrust(work.id, lead)
    this.running.add(run)
    try {
      const state = await this.supervisor(cell.directory.roleOf(lead)).invoke(
        { messages: [new HumanMessage(openingText(work))] },
        { configurable: { thread_id: String(work.id), run } },
      )
      if (run.purged) return { kind: 'failed', reason: `the run of agent ${lead} was purged` }
      return outcomeOf(cell, work, lead, state.messages.at(-1)?.text ?? '')
    } finally {
      this.running.delete(run)
    }
  }

  purge(agent: AgentId): number {
    let purged = 0
    for (const run of this.running) {
      if (run.agent !== agent || run.purged) continue
      run.purged = true
      purged++
    }
    return purged
  }

  private supervisor(role: string): ReturnType<typeof supervisorAgent> {
    let supervisor = this.supervisors.get(role)
    if (supervisor === undefined) {
      supervisor = supervisorAgent(this.parts, role)
      this.supervisors.set(role, supervisor)
    }
    return supervisor
  }
}

/** What the supervisors of all roles share. */
type SupervisorParts = ReturnType<typeof supervisorParts>

function supervisorParts(cell: Cell, agents: StepAgents) {
  return {
    model: new SimulatedChatModel({ model: cell.model, persona: supervisorPersona(cell) }),
    tools: [delegateTool(cell, agents), askPeerTool(cell), ...effectTools(cell)],
    middleware: [delegationMiddleware(cell)],
  }
}

function supervisorAgent({ model, tools, middleware }: SupervisorParts, role: string) {
  return createAgent({ model, tools, middleware, systemPrompt: supervisorPrompt(role) })
}

export function supervisorPrompt(role: string): string {
  return `You are the ${role} of a team. Delegate the steps that are ready, then write the result.`
}

function supervisorPersona(cell: Cell): Persona {
  return {
    ask: (configurable, messages) => {
      const { work, agent } = agentRunOf(configurable)
      return {
        work,
        agent,
        role: cell.directory.roleOf(agent),
        intent: 'supervise',
        step: work.final,
        round: messages.reduce((count, message) => count + Number(message.type === 'ai'), 0),
      }
    },
    toolName: (call) => call.name,
  }
}

/** Runs the admitted agent on the admitted text, with a state of one message. */
function delegateTool(cell: Cell, agents: StepAgents) {
  return tool(
    async (args: unknown, config: ToolRunConfig) => {
      const run = agentRunOf(config.configurable) as LeadRun
      const { to, text } = takeAdmitted(run, config)
      const step = stepAt(run.work, toolCallOf(args).step)
      const { meter } = cell
      meter.envelopes += 2
      meter.hops += 2
      meter.deliveries++
      const answer = await agents.answer(run.work, step, to, [text])
      if (!answer.accepted) return errorMessage('delegate', config.toolCall?.id, rejectionText(to))
      run.authors.set(step.index, to)
      meter.deliveries++
      return answer.text
    },
    { name: 'delegate', description: 'Delegates a step to a colleague.', schema: TOOL_ARGUMENTS },
  )
}

function askPeerTool(cell: Cell) {
  return tool(
    async (args: unknown, config: ToolRunConfig & { readonly state?: unknown }) => {
      const run = agentRunOf(config.configurable) as LeadRun
      const step = stepAt(run.work, toolCallOf(args).step)
      countRetry(cell, run, step.index)
      const inputs = materialsOf(cell, run.work, step, messagesOf(config.state), run.authors)
      const answer = await askPeer(cell, run.work, step, run.agent, inputs)
      if (answer.kind === 'refused') {
        return errorMessage('ask_peer', config.toolCall?.id, peerRefusalText(answer.reason))
      }
      run.authors.set(step.index, answer.from)
      cell.meter.deliveries++
      return answer.text
    },
    {
      name: 'ask_peer',
      description: 'Asks another department for a step.',
      schema: TOOL_ARGUMENTS,
    },
  )
}

/** The control point: every tool call of the supervisor is admitted before its tool runs. */
function delegationMiddleware(cell: Cell) {
  return createMiddleware({
    name: 'muster-control-path',
    wrapToolCall: (request, handler) => {
      const { name, args, id = '' } = request.toolCall
      // A request to another department is sealed in its tool and admitted over there.
      if (name === 'ask_peer') return handler(request)
      const run = agentRunOf(request.runtime.configurable) as LeadRun
      const call = toolCallOf(args)
      const verdict = isEffect(name)
        ? admitEffect(cell, run.work, run.agent, name, call)
        : admitDelegation(cell, run, call.step, request.state.messages)
      if (isRefused(verdict)) return errorMessage(name, id, refusalText(name, verdict))
      run.admitted.set(id, verdict)
      return handler(request)
    },
  })
}

function admitDelegation(
  cell: Cell,
  run: LeadRun,
  index: number,
  messages: readonly BaseMessage[],
): Admitted | ReturnType<typeof admitHandover> {
  const { work, agent } = run
  const step = stepAt(work, index)
  countRetry(cell, run, index)
  const text = requestText(step, materialsOf(cell, work, step, messages, run.authors))
  const to = cell.directory.assignee(work, step)
  return admitHandover(cell, work, 'delegate', agent, to, text, step)
}

/** A step that is handed out again is a retry. */
function countRetry(cell: Cell, run: LeadRun, step: number): void {
  if (run.delegated.has(step)) cell.meter.retries++
  run.delegated.add(step)
}

function messagesOf(state: unknown): readonly BaseMessage[] {
  return (state as { messages: BaseMessage[] }).messages
}
