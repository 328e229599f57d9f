/**
 * Topology `supervisor`: `createSupervisor` over `createReactAgent` workers, one node a seat. The
 * supervisor transfers to one worker at a time; a worker reads the whole history and leaves its last
 * message and two hand-back messages (the package's defaults). Another department is a worker that
 * is a graph of one node without a model.
 */
import { AIMessage, HumanMessage, type BaseMessage } from '@langchain/core/messages'
import { DynamicStructuredTool } from '@langchain/core/tools'
import { MessagesAnnotation, START, StateGraph } from '@langchain/langgraph'
import { createReactAgent, ToolNode } from '@langchain/langgraph/prebuilt'
import { createSupervisor } from '@langchain/langgraph-supervisor'
import { isRefused, type Cell, type Outcome, type ToolCall, type Work } from '../contract.ts'
import type { AgentId } from '../../harness/kernel/units.ts'
import { admitHandover, refusalText } from './control-point.ts'
import { materialsOf, stepAt } from './materials.ts'
import { askPeer, peerRefusalText } from './peer.ts'
import { guardHandoff, historyLength, teamTools } from './react-tools.ts'
import { type Persona, SimulatedChatModel } from './simulated-chat-model.ts'
import { stepPrompt } from './step-agents.ts'
import { errorMessage, type ToolRunConfig } from './tool-call.ts'
import { supervisorPrompt } from './subagents.ts'
import { historyPrompt, PEER_NODE, seatNames, TeamRun, teamRunOf } from './team-run.ts'
import { TeamTemplates } from './team-templates.ts'
import { openingText, outcomeOf, type Topology } from './topology.ts'

const SUPERVISOR = 'supervisor'
/** A returning worker leaves its answer and two hand-back messages in the supervisor's context. */
const MESSAGES_HANDED_BACK = 3

export class SupervisorTopology implements Topology {
  private readonly cell: Cell
  private readonly templates: TeamTemplates<ReturnType<typeof supervisorGraph>>
  private readonly running = new Set<TeamRun>()

  constructor(cell: Cell) {
    this.cell = cell
    this.templates = new TeamTemplates(cell, supervisorGraph)
  }

  async solve(work: Work): Promise<Outcome> {
    const { cell } = this
    const run = new TeamRun(cell, work, stepAt(work, work.final))
    this.running.add(run)
    try {
      const state = await this.templates
        .of(run.members)
        .invoke(
          { messages: [new HumanMessage(openingText(work))] },
          { configurable: { thread_id: String(work.id), run } },
        )
      if (run.isSilenced(cell, run.lead)) {
        return { kind: 'failed', reason: `agent ${run.lead}, who answered, is quarantined` }
      }
      return outcomeOf(cell, work, run.lead, state.messages.at(-1)?.text ?? '')
    } finally {
      this.running.delete(run)
    }
  }

  purge(agent: AgentId): number {
    let purged = 0
    for (const run of this.running) purged += run.purge(agent)
    return purged
  }
}

function supervisorGraph(cell: Cell, roles: readonly string[]) {
  const names = seatNames(roles)
  const tools = teamTools(cell)
  const workerModel = new SimulatedChatModel({ model: cell.model, persona: workerPersona(cell) })
  const workers = names.map((name, seat) =>
    createReactAgent({
      llm: workerModel,
      tools,
      name,
      prompt: historyPrompt(stepPrompt(roles[seat] as string)),
    }),
  )
  const graph = createSupervisor({
    agents: [...workers, peerGraph(cell)],
    llm: new SimulatedChatModel({
      model: cell.model,
      persona: supervisorPersona(cell, names),
      parallelToolCalls: false,
    }),
    tools,
    prompt: historyPrompt(supervisorPrompt(roles[0] as string), (run, messages) =>
      takeBack(cell, run, messages),
    ),
    supervisorName: SUPERVISOR,
  })
  for (const handoff of handoffToolsOf(graph.nodes[SUPERVISOR]?.runnable)) {
    guardHandoff(handoff, (run, call, config) => delegate(cell, run, call, config))
  }
  return graph.compile()
}

/** The handoff tools that `createSupervisor` made, found in its supervisor's tool node. */
function handoffToolsOf(supervisor: unknown): DynamicStructuredTool[] {
  const { nodes } = supervisor as { nodes: Record<string, { bound: unknown } | undefined> }
  const toolNode = nodes['tools']?.bound
  if (!(toolNode instanceof ToolNode)) throw new Error('the supervisor has no tool node')
  return toolNode.tools.filter(
    (tool): tool is DynamicStructuredTool =>
      tool instanceof DynamicStructuredTool && tool.name.startsWith('transfer_to_'),
  )
}

/** The control point of a delegation. Requests to other departments are sealed by `askPeer`. */
function delegate(
  cell: Cell,
  run: TeamRun,
  { step: index, input }: ToolCall,
  config: ToolRunConfig,
) {
  const { work, lead } = run
  const step = stepAt(work, index)
  const to = step.at === 'peer' ? lead : cell.directory.assignee(work, step)
  if (step.at === 'team') {
    const verdict = admitHandover(cell, work, 'delegate', lead, to, input, step)
    if (isRefused(verdict)) {
      return errorMessage('delegate', config.toolCall?.id, refusalText('delegate', verdict))
    }
    cell.meter.envelopes++
    cell.meter.hops++
  }
  if (run.enter(step, to)) cell.meter.retries++
  run.awaitsAnswer = true
  return undefined
}

/** The supervisor's turn after a worker's: is the answer still to be used? */
function takeBack(cell: Cell, run: TeamRun, messages: readonly BaseMessage[]): void {
  if (!run.awaitsAnswer) return
  run.awaitsAnswer = false
  cell.meter.deliveries += MESSAGES_HANDED_BACK
  const answer = messages.at(-MESSAGES_HANDED_BACK)
  if (run.step.at === 'team') {
    cell.meter.envelopes++
    cell.meter.hops++
    if (run.isSilenced(cell, run.active) && answer?.id !== undefined) {
      run.rejected.set(answer.id, run.active)
    } else {
      run.authors.set(run.step.index, run.active)
    }
  }
}

/** Another department as a worker: asks it and leaves its answer as a message. */
function peerGraph(cell: Cell) {
  return new StateGraph(MessagesAnnotation)
    .addNode('ask_peer', async (state, config) => {
      const run = teamRunOf(config.configurable)
      const inputs = materialsOf(cell, run.work, run.step, state.messages, run.authors)
      const answer = await askPeer(cell, run.work, run.step, run.lead, inputs)
      if (answer.kind === 'answer') run.authors.set(run.step.index, answer.from)
      const content = answer.kind === 'answer' ? answer.text : peerRefusalText(answer.reason)
      return { messages: [new AIMessage({ content, name: PEER_NODE })] }
    })
    .addEdge(START, 'ask_peer')
    .compile({ name: PEER_NODE })
}

function supervisorPersona(cell: Cell, names: readonly string[]): Persona {
  return {
    ask: (configurable) => {
      const run = teamRunOf(configurable)
      run.active = run.lead
      return {
        work: run.work,
        agent: run.lead,
        role: cell.directory.roleOf(run.lead),
        intent: 'supervise',
        step: run.work.final,
        round: run.leadRound++,
      }
    },
    toolName: (call, configurable) => {
      if (call.name === 'ask_peer') return `transfer_to_${PEER_NODE}`
      if (call.name !== 'delegate') return call.name
      const run = teamRunOf(configurable)
      const agent = cell.directory.assignee(run.work, stepAt(run.work, call.step))
      return `transfer_to_${names[run.seatOf(agent)]}`
    },
  }
}

function workerPersona(cell: Cell): Persona {
  return {
    ask: (configurable, messages) => {
      const run = teamRunOf(configurable)
      if (run.round === 0) cell.meter.deliveries += historyLength(messages)
      return {
        work: run.work,
        agent: run.active,
        role: cell.directory.roleOf(run.active),
        intent: 'step',
        step: run.step.index,
        round: run.round++,
      }
    },
    toolName: (call) => call.name,
  }
}
