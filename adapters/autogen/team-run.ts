/**
 * One work as one team run: a group chat of the work's distinct assignees in the order of their first
 * steps, with a proxy for each peer step. The chat ends when a message carries the final artefact; a
 * bound on turns makes sure that it ends at all.
 */
import {
  type Cell,
  type Input,
  isRefused,
  type Outcome,
  type Step,
  type Work,
} from '../contract.ts'
import type { AgentId } from '../../harness/kernel/units.ts'
import { AssistantAgent, chooseStep } from './assistant-agent.ts'
import { GroupChat, type TaskResult } from './group-chat.ts'
import { GuardHandler } from './guard-handler.ts'
import { CARRIES, type ChatMessage, textsOf } from './messages.ts'
import type { ChatAgent } from './participant.ts'
import { PEER_GATEWAY, PeerGateway, PeerProxy } from './peer-proxy.ts'
import type { Listed } from '../../harness/kernel/roll.ts'
import { roundRobin } from './round-robin.ts'
import type { EventLog } from './runtime.ts'
import { Selector } from './selector.ts'
import type { Roster, SpeakerSelection } from './speaker-selection.ts'
import { swarm } from './swarm.ts'
import { whenArtefact } from './termination.ts'
import { TOOL_AGENT, ToolAgent } from './tool-agent.ts'

export type Topology = 'round-robin' | 'selector' | 'swarm'

/** As shipped: `max_selector_attempts`. */
const MAX_SELECTOR_ATTEMPTS = 3
const NO_STEPS: ReadonlySet<number> = new Set()

/** A participant before it is built. */
interface Seat {
  readonly name: string
  /** The agent, or for a proxy the one in whose name it asks. */
  readonly agent: AgentId
  readonly steps: Step[]
  readonly proxy: boolean
}

export class TeamRun implements Listed {
  place = -1
  private readonly cell: Cell
  private readonly work: Work
  private readonly topology: Topology
  private readonly chat: GroupChat
  private readonly seats: readonly Seat[]
  private readonly nameByStep = new Map<number, string>()
  private readonly done: (run: TeamRun, outcome: Outcome | undefined) => void
  private selections = 0
  private stalled = false

  /**
   * `done` is called once: with the outcome, or with undefined if the chat stalled for good because
   * the control path dropped an answer (then nobody ever asks the next speaker).
   */
  constructor(
    cell: Cell,
    work: Work,
    topology: Topology,
    eventLog: EventLog,
    done: (run: TeamRun, outcome: Outcome | undefined) => void,
  ) {
    this.cell = cell
    this.work = work
    this.topology = topology
    this.done = done
    this.seats = this.assignSeats()
    const id = `team${work.id}`
    const agents = this.seats.filter(({ proxy }) => !proxy).map(({ agent }) => agent)
    this.chat = new GroupChat({
      id,
      meter: cell.meter,
      eventLog,
      fault: (error) => cell.fail(error),
      guard: cell.guard,
      witness: cell.witness,
      interventions: [
        new GuardHandler(cell.guard, {
          workId: work.id,
          groupTopic: `group_topic_${id}`,
          initiator: work.initiator,
          agents,
          authorOf: this.authorOf,
          stalled: () => (this.stalled = true),
        }),
      ],
      termination: whenArtefact(work.final),
      // Every cycle of a round robin in which all goes well completes at least one step.
      maxTurns: this.seats.length * work.steps.length,
    })
  }

  start(): void {
    const { chat, cell, seats } = this
    if (this.work.steps.some(({ toolRounds }) => toolRounds > 0)) {
      chat.runtime.register(TOOL_AGENT, () => new ToolAgent(cell, this.resume))
    }
    if (seats.some(({ proxy }) => proxy)) {
      chat.runtime.register(
        PEER_GATEWAY,
        ({ key }) => new PeerGateway(cell, Number(key), this.resume),
      )
    }
    const chatAgents = seats.map((seat) =>
      seat.proxy ? this.proxyFor(seat) : this.assistant(seat),
    )
    chat.run([this.taskMessage()], chatAgents, this.select, this.ended)
    this.dropIfStalled()
  }

  /** True if this agent takes part. */
  involves(agent: AgentId): boolean {
    return this.seats.some((seat) => seat.agent === agent)
  }

  /** Ends the chat with an error and returns how many of the agent's messages were on their way. */
  expel(agent: AgentId): number {
    const names = this.seats.filter((seat) => seat.agent === agent).map(({ name }) => name)
    const purged = names.reduce((sum, name) => sum + this.chat.countInFlight(name), 0)
    this.chat.fail('quarantine')
    return purged
  }

  private readonly authorOf = (name: string): AgentId =>
    (this.seats.find((seat) => seat.name === name) as Seat).agent

  private readonly resume = (): void => {
    this.chat.resume()
    this.dropIfStalled()
  }

  private dropIfStalled(): void {
    if (!this.stalled) return
    this.stalled = false
    this.chat.abandon()
    this.done(this, undefined)
  }

  private readonly ended = ({ messages, stop }: TaskResult): void => {
    this.stalled = false
    if (stop.error !== undefined) this.done(this, { kind: 'failed', reason: stop.error })
    else if (stop.exhausted) this.done(this, { kind: 'failed', reason: stop.reason })
    else {
      const last = messages.findLast((message) => CARRIES in message) as ChatMessage
      this.done(this, { kind: 'done', text: textsOf(last).join('\n') })
    }
  }

  private assignSeats(): readonly Seat[] {
    const { cell, work } = this
    const seats: Seat[] = []
    const assignees = new Map<number, AgentId>()
    for (const step of work.steps) {
      let seat: Seat | undefined
      if (step.at === 'peer') {
        const requester = step.needs.map((need) => assignees.get(need)).find((a) => a !== undefined)
        const agent = requester ?? work.initiator
        seat = { name: `peer_${step.index}`, agent, steps: [], proxy: true }
        seats.push(seat)
      } else {
        const agent = cell.directory.assignee(work, step)
        assignees.set(step.index, agent)
        seat = seats.find((other) => other.agent === agent && !other.proxy)
        if (seat === undefined) {
          const name = `${cell.directory.roleOf(agent)}_${agent}`
          seat = { name, agent, steps: [], proxy: false }
          seats.push(seat)
        }
      }
      seat.steps.push(step)
      this.nameByStep.set(step.index, seat.name)
    }
    return seats
  }

  private assistant({ name, agent, steps }: Seat): ChatAgent {
    const { cell, work, chat, resume, topology } = this
    return new AssistantAgent({
      cell,
      work,
      agent,
      name,
      role: cell.directory.roleOf(agent),
      steps,
      intent: topology === 'swarm' ? 'handoff' : 'step',
      runtime: chat.runtime,
      address: chat.addressOf(name),
      resume,
      halted: () => chat.runtime.stopped,
      handoffTo: (step) => {
        const target = this.nameByStep.get(step)
        return target === name ? undefined : target
      },
    })
  }

  private proxyFor({ name, agent, steps }: Seat): ChatAgent {
    const { cell, work, chat, topology } = this
    return new PeerProxy({
      cell,
      work,
      step: steps[0] as Step,
      name,
      requester: agent,
      authorOf: this.authorOf,
      runtime: chat.runtime,
      address: chat.addressOf(name),
      handoffTo:
        topology === 'swarm'
          ? (known) => this.nameByStep.get(chooseStep(work.steps, known).index)
          : undefined,
    })
  }

  private readonly select = (roster: readonly Roster[]): SpeakerSelection => {
    switch (this.topology) {
      case 'round-robin':
        return roundRobin(roster)
      case 'swarm':
        return swarm(roster)
      case 'selector':
        return new Selector({
          roster,
          ask: this.askSelector,
          maxAttempts: MAX_SELECTOR_ATTEMPTS,
          retried: () => this.cell.meter.retries++,
        })
    }
  }

  private readonly askSelector = (
    prompt: readonly string[],
    done: (text: string, speaker: string | undefined) => void,
  ): void => {
    const { cell, work, chat } = this
    cell.model.call(
      {
        work,
        agent: work.initiator,
        role: 'selector',
        intent: 'select',
        step: work.final,
        round: this.selections++,
        prompt,
      },
      (reply) => {
        if (chat.runtime.stopped) return
        done(reply.text, this.nameByStep.get(reply.next))
        this.resume()
      },
    )
  }

  private taskMessage(): ChatMessage {
    const { work } = this
    const steps = work.steps.map(({ name, role }) => `${name} (${role})`).join(', ')
    const inputs = work.inputs.filter((input) => this.accepts(input)).map(({ text }) => text)
    return {
      type: 'TextMessage',
      id: `${work.id}.task`,
      source: 'user',
      models_usage: null,
      content: `${work.type}: ${steps}\n${inputs.join('\n')}`,
      [CARRIES]: NO_STEPS,
    }
  }

  /** A sealed report takes its receiver's control path before it may enter the task message. */
  private accepts({ sealed, author, text }: Input): boolean {
    if (sealed === undefined) return true
    const { guard, meter } = this.cell
    meter.deliveries++
    if (sealed.from !== author || sealed.text !== text) return false
    return !isRefused(guard.admit(sealed, this.work.initiator))
  }
}
