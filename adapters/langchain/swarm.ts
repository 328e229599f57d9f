/**
 * Topology `swarm`: `createSwarm`. Nobody supervises; whoever has done a step hands over to the owner
 * of the next one, with the whole history. Another department is a node without a model, which
 * hands its answer on itself.
 */
import { AIMessage, HumanMessage, type BaseMessage } from '@langchain/core/messages'
import { Command, MessagesAnnotation, START, StateGraph } from '@langchain/langgraph'
import { createReactAgent } from '@langchain/langgraph/prebuilt'
import { createHandoffTool, createSwarm } from '@langchain/langgraph-swarm'
import {
  isRefused,
  type Cell,
  type Outcome,
  type Step,
  type ToolCall,
  type Work,
} from '../contract.ts'
import type { AgentId } from '../../harness/kernel/units.ts'
import { admitHandover, refusalText, rejectionText } from './control-point.ts'
import { materialsOf, stepAt } from './materials.ts'
import { askPeer, peerRefusalText } from './peer.ts'
import { guardHandoff, historyLength, teamTools } from './react-tools.ts'
import { type Persona, SimulatedChatModel, textOf } from './simulated-chat-model.ts'
import { stepPrompt } from './step-agents.ts'
import { errorMessage, type ToolRunConfig } from './tool-call.ts'
import { historyPrompt, PEER_NODE, seatNames, TeamRun, teamRunOf } from './team-run.ts'
import { TeamTemplates } from './team-templates.ts'
import { openingText, outcomeOf, type Topology } from './topology.ts'

export class SwarmTopology implements Topology {
  private readonly cell: Cell
  private readonly templates: TeamTemplates<ReturnType<typeof swarmGraph>>
  private readonly running = new Set<TeamRun>()

  constructor(cell: Cell) {
    this.cell = cell
    this.templates = new TeamTemplates(cell, swarmGraph)
  }

  async solve(work: Work): Promise<Outcome> {
    const { cell } = this
    const first = nextStep(cell, work, [])
    if (first === undefined) throw new Error(`work ${work.id} has no step to start with`)
    const run = new TeamRun(cell, work, first)
    run.enter(first, run.active)
    const { graph, names } = this.templates.of(run.members)
    this.running.add(run)
    try {
      const state = await graph.invoke(
        {
          messages: [new HumanMessage(openingText(work))],
          activeAgent: first.at === 'peer' ? PEER_NODE : (names[run.seatOf(run.active)] as string),
        },
        { configurable: { thread_id: String(work.id), run } },
      )
      const author = run.authors.get(work.final) ?? run.active
      if (run.isSilenced(cell, author)) {
        return { kind: 'failed', reason: `agent ${author}, who answered, is quarantined` }
      }
      return outcomeOf(cell, work, author, resultText(cell, work, state.messages))
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

function swarmGraph(cell: Cell, roles: readonly string[]) {
  const names = seatNames(roles)
  // The owner of a step may own the next one too, so every agent can transfer to every seat.
  const handoffs = [...names, PEER_NODE].map((agentName) => createHandoffTool({ agentName }))
  for (const handoff of handoffs) {
    guardHandoff(handoff, (run, call, config) => handOver(cell, run, names, call, config))
  }
  const tools = [...teamTools(cell), ...handoffs]
  const model = new SimulatedChatModel({
    model: cell.model,
    persona: ownerPersona(cell, names),
    parallelToolCalls: false,
  })
  const agents = names.map((name, seat) =>
    createReactAgent({
      llm: model,
      tools,
      name,
      prompt: historyPrompt(stepPrompt(roles[seat] as string)),
    }),
  )
  const graph = createSwarm({
    agents: [...agents, peerGraph(cell, names)],
    defaultActiveAgent: names[0] as string,
  }).compile()
  return { graph, names }
}

/**
 * The control point of a handoff. A silenced owner's step goes to someone else, without what it said:
 * the messages of its turn are only in the handoff that does not happen.
 */
function handOver(
  cell: Cell,
  run: TeamRun,
  names: readonly string[],
  { step: index, input }: ToolCall,
  config: ToolRunConfig,
) {
  const { work, active } = run
  const next = stepAt(work, index)
  if (run.isSilenced(cell, active)) return reassign(cell, run, names, config)
  const to = next.at === 'peer' ? active : cell.directory.assignee(work, next)
  if (next.at === 'team') {
    const verdict = admitHandover(cell, work, 'handoff', active, to, input)
    if (isRefused(verdict)) {
      return errorMessage('handoff', config.toolCall?.id, refusalText('handoff', verdict))
    }
    cell.meter.envelopes++
    cell.meter.hops++
  }
  run.authors.set(run.step.index, active)
  if (run.enter(next, to)) cell.meter.retries++
  return undefined
}

function reassign(cell: Cell, run: TeamRun, names: readonly string[], config: ToolRunConfig) {
  const { work, step, active } = run
  const to = cell.directory.assignee(work, step)
  if (to === active) return errorMessage('handoff', config.toolCall?.id, rejectionText(active))
  cell.guard.entrust(work.id, to)
  run.enter(step, to)
  cell.meter.retries++
  cell.meter.hops++
  const activeAgent = names[run.seatOf(to)] as string
  return new Command({
    graph: Command.PARENT,
    goto: activeAgent,
    update: { messages: [new HumanMessage(rejectionText(active))], activeAgent },
  })
}

/** Another department as a member of the swarm. */
function peerGraph(cell: Cell, names: readonly string[]) {
  return new StateGraph(MessagesAnnotation)
    .addNode('ask_peer', async (state, config) => {
      const run = teamRunOf(config.configurable)
      const { work, step, active } = run
      const inputs = materialsOf(cell, work, step, state.messages, run.authors)
      const answer = await askPeer(cell, work, step, active, inputs)
      if (answer.kind === 'refused') {
        const content = peerRefusalText(answer.reason)
        return { messages: [new AIMessage({ content, name: PEER_NODE })] }
      }
      run.authors.set(step.index, answer.from)
      const messages = [...state.messages, new AIMessage({ content: answer.text, name: PEER_NODE })]
      const next = nextStep(cell, work, messages.map(textOf))
      if (next === undefined) return { messages }
      const to = next.at === 'peer' ? active : cell.directory.assignee(work, next)
      if (next.at === 'team') {
        const verdict = admitHandover(cell, work, 'handoff', active, to, `handoff ${work.id}`)
        if (isRefused(verdict)) return { messages }
        cell.meter.envelopes++
        cell.meter.hops++
      }
      run.enter(next, to)
      const activeAgent = next.at === 'peer' ? PEER_NODE : (names[run.seatOf(to)] as string)
      return new Command({
        graph: Command.PARENT,
        goto: activeAgent,
        update: { messages, activeAgent },
      })
    })
    .addEdge(START, 'ask_peer')
    .compile({ name: PEER_NODE })
}

/** The newest text that carries the result, or the last text: the result need not come last. */
function resultText(cell: Cell, work: Work, messages: readonly BaseMessage[]): string {
  const texts = messages.map(textOf)
  const result = texts.findLast((text) => cell.model.present(work, [text]).has(work.final))
  return result ?? texts.at(-1) ?? ''
}

/** The first step in order that is not done and can be. */
function nextStep(cell: Cell, work: Work, texts: readonly string[]): Step | undefined {
  const done = cell.model.present(work, texts)
  return work.steps.find(
    (step) => !done.has(step.index) && step.needs.every((need) => done.has(need)),
  )
}

function ownerPersona(cell: Cell, names: readonly string[]): Persona {
  return {
    ask: (configurable, messages) => {
      const run = teamRunOf(configurable)
      if (run.round === 0) cell.meter.deliveries += historyLength(messages)
      return {
        work: run.work,
        agent: run.active,
        role: cell.directory.roleOf(run.active),
        intent: 'handoff',
        step: run.step.index,
        round: run.round++,
      }
    },
    toolName: (call, configurable) => {
      if (call.name !== 'handoff') return call.name
      const run = teamRunOf(configurable)
      const next = stepAt(run.work, call.step)
      if (next.at === 'peer') return `transfer_to_${PEER_NODE}`
      return `transfer_to_${names[run.seatOf(cell.directory.assignee(run.work, next))]}`
    },
  }
}
