/**
 * The shared state of one team run in the topologies where one agent is active at a time
 * (`supervisor`, `swarm`). It travels in `configurable.run`, beside LangGraph's own state.
 */
import type { RunnableConfig } from '@langchain/core/runnables'
import { AIMessage, SystemMessage, type BaseMessage } from '@langchain/core/messages'
import type { Cell, Step, Work } from '../contract.ts'
import type { AgentId } from '../../harness/kernel/units.ts'
import { rejectionText } from './control-point.ts'
import type { Configurable } from './simulated-chat-model.ts'
import { stepAt } from './materials.ts'

/** Name of the node that stands for all other departments. */
export const PEER_NODE = 'other_department'

export class TeamRun {
  readonly work: Work
  readonly lead: AgentId
  readonly members: readonly AgentId[]
  /** The step that is being done. */
  step: Step
  /** Who does it. */
  active: AgentId
  /** Model calls of the active agent for this step. */
  round = 0
  /** Model calls of the lead as supervisor. */
  leadRound = 0
  /** True between a handoff to a worker and the supervisor's next turn. */
  awaitsAnswer = false
  readonly authors: Map<number, AgentId> = new Map()
  /** Ids of answers that nobody is shown any more, and who wrote them. */
  readonly rejected: Map<string, AgentId> = new Map()
  private readonly handedOut = new Set<number>()
  private readonly purged = new Set<AgentId>()

  constructor(cell: Cell, work: Work, first: Step) {
    this.work = work
    this.lead = cell.directory.assignee(work, stepAt(work, work.final))
    this.members = cell.directory.team(work.team)
    this.step = first
    this.active = cell.directory.assignee(work, first)
    cell.guard.entrust(work.id, this.active)
  }

  /** Work moves to an agent for a step. Returns true if the step was handed out before. */
  enter(step: Step, agent: AgentId): boolean {
    this.step = step
    this.active = agent
    this.round = 0
    const again = this.handedOut.has(step.index)
    this.handedOut.add(step.index)
    return again
  }

  /** Seat of an agent in its team. */
  seatOf(agent: AgentId): number {
    const seat = this.members.indexOf(agent)
    if (seat < 0) throw new Error(`agent ${agent} is not in team ${this.work.team}`)
    return seat
  }

  purge(agent: AgentId): number {
    if (agent !== this.active || this.purged.has(agent)) return 0
    this.purged.add(agent)
    return 1
  }

  /** True if what this agent says now is not to be used. */
  isSilenced(cell: Cell, agent: AgentId): boolean {
    return this.purged.has(agent) || cell.guard.isQuarantined(agent)
  }
}

export function teamRunOf(configurable: Configurable | undefined): TeamRun {
  return configurable?.['run'] as TeamRun
}

/** Names of a team's nodes: role and seat, because names must be unique. */
export function seatNames(roles: readonly string[]): string[] {
  return roles.map((role, seat) => `${role.replaceAll(/\W+/g, '_').toLowerCase()}_${seat}`)
}

/**
 * A prompt hook: the system message, then the shared history, in which rejected answers read as
 * errors. `before` runs first.
 */
export function historyPrompt(
  systemPrompt: string,
  before: (run: TeamRun, messages: readonly BaseMessage[]) => void = () => {},
) {
  const system = new SystemMessage(systemPrompt)
  return (state: { messages: BaseMessage[] }, config: RunnableConfig): BaseMessage[] => {
    const run = teamRunOf(config.configurable)
    before(run, state.messages)
    if (run.rejected.size === 0) return [system, ...state.messages]
    const shown = state.messages.map((message) => {
      const author = message.id === undefined ? undefined : run.rejected.get(message.id)
      return author === undefined ? message : new AIMessage(rejectionText(author))
    })
    return [system, ...shown]
  }
}
