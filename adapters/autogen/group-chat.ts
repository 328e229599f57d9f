/**
 * `BaseGroupChat`: a team with a runtime of its own (the default when none is given), a manager and
 * its participants, four kinds of topic (the group's, the output's, the manager's, and one for each
 * participant), and 3n+4 subscriptions: 2n+3 to those, n+1 for direct messages.
 *
 * For n participants, T turns and e inner events a turn, a run takes T(e+3)+5 envelopes,
 * 1+n+T(n+e+2) deliveries, and envelopes + deliveries - 2 serializations: one for each of both and for
 * the delivery of the response, but none of that response (twice) and of the termination, whose types
 * have no serializer.
 */
import type { Guard, Meter, Witness } from '../contract.ts'
import { addressOf, type Address, topicOf, type Topic } from './address.ts'
import type { InterventionHandler } from './intervention.ts'
import { type ChatManager, GroupChatManager, type ManagerOptions, type Stop } from './manager.ts'
import { type AgentEvent, type ChatMessage, PROOF } from './messages.ts'
import { type ChatAgent, Participant } from './participant.ts'
import { type EventLog, Runtime } from './runtime.ts'
import type { Roster, SpeakerSelection } from './speaker-selection.ts'
import type { TerminationCondition } from './termination.ts'

/** `TaskResult`: what reached the output queue, and why the chat ended. */
export interface TaskResult {
  readonly messages: readonly (ChatMessage | AgentEvent)[]
  readonly stop: Stop
}

export interface GroupChatOptions {
  readonly id: string
  readonly meter: Meter
  readonly eventLog: EventLog
  readonly fault: (error: unknown) => void
  readonly interventions?: readonly InterventionHandler[]
  /** Opens admitted messages on the receivers' side. */
  readonly guard?: Guard
  readonly witness?: Witness
  readonly termination?: TerminationCondition
  readonly maxTurns?: number
  /** Makes the manager; default a `GroupChatManager`. */
  readonly createManager?: (options: ManagerOptions) => ChatManager
}

export class GroupChat {
  readonly runtime: Runtime
  readonly manager: Address
  private readonly options: GroupChatOptions
  private readonly groupTopic: Topic
  private readonly outputTopic: Topic
  private readonly output: (ChatMessage | AgentEvent)[] = []
  private readonly participants: Participant[] = []
  private managerAgent: ChatManager | undefined
  private stop: Stop | undefined
  private done: ((result: TaskResult) => void) | undefined

  constructor(options: GroupChatOptions) {
    this.options = options
    const { id, meter, eventLog, fault, interventions = [] } = options
    this.runtime = new Runtime({ meter, eventLog, fault, interventions })
    this.groupTopic = topicOf(`group_topic_${id}`, id)
    this.outputTopic = topicOf(`output_topic_${id}`, id)
    this.manager = addressOf(`manager_${id}`, id)
  }

  /** Address that a participant of this name has in this team. */
  addressOf(name: string): Address {
    const { id } = this.options
    return addressOf(`${name}_${id}`, id)
  }

  /**
   * Runs the team on a task. `done` is called once, when the loop is empty after the chat has ended;
   * never, if an intervention handler dropped what the chat was waiting for.
   */
  run(
    task: readonly ChatMessage[],
    chatAgents: readonly ChatAgent[],
    select: (roster: readonly Roster[]) => SpeakerSelection,
    done: (result: TaskResult) => void,
  ): void {
    this.done = done
    this.register(chatAgents, select(chatAgents))
    this.runtime.send(
      { type: 'GroupChatStart', messages: task, [PROOF]: undefined },
      this.manager,
      undefined,
      (error) => {
        if (error !== undefined)
          this.end({ reason: error.message, error: error.message, exhausted: false })
      },
    )
    this.resume()
  }

  /** Drains the loop after a waiting handler went on, and reports the result if the chat has ended. */
  resume(): void {
    this.runtime.drain()
    this.report()
  }

  /** Ends a running chat with a `GroupChatError` from outside. */
  fail(reason: string): void {
    this.runtime.publish({ type: 'GroupChatError', error: reason }, this.groupTopic, undefined)
    this.resume()
  }

  /** Drops the team without a result. */
  abandon(): void {
    this.done = undefined
    this.runtime.stop()
  }

  /** Messages by this participant that are queued, unread, or being made in a turn. */
  countInFlight(name: string): number {
    const address = this.addressOf(name)
    let count = this.runtime.countPending((_, sender) => sender?.name === address.name)
    for (const participant of this.participants) count += participant.countUnread(name)
    return this.managerAgent?.active === name ? count + 1 : count
  }

  private register(chatAgents: readonly ChatAgent[], selection: SpeakerSelection): void {
    const { runtime, groupTopic, outputTopic, manager } = this
    const { id, guard, witness, termination, maxTurns, meter } = this.options
    const { createManager = (options) => new GroupChatManager(options) } = this.options
    const participantTopics = new Map<string, Topic>()
    for (const chatAgent of chatAgents) {
      const type = `${chatAgent.name}_${id}`
      runtime.register(type, (address) => {
        const participant = new Participant({
          runtime,
          address,
          groupTopic,
          outputTopic,
          chatAgent,
          guard,
          witness,
        })
        this.participants.push(participant)
        return participant
      })
      runtime.subscriptions.add(type, type)
      runtime.subscriptions.add(groupTopic.type, type)
      participantTopics.set(chatAgent.name, topicOf(type, id))
    }
    runtime.register(manager.type, (address) => {
      this.managerAgent = createManager({
        runtime,
        address,
        groupTopic,
        outputTopic,
        participantTopics,
        selection,
        termination,
        maxTurns,
        output: (message) => this.output.push(message),
        hopped: () => meter.hops++,
        stopped: (stop) => this.end(stop),
      })
      return this.managerAgent
    })
    runtime.subscriptions.add(manager.type, manager.type)
    runtime.subscriptions.add(groupTopic.type, manager.type)
    runtime.subscriptions.add(outputTopic.type, manager.type)
  }

  private end(stop: Stop): void {
    this.stop ??= stop
  }

  private report(): void {
    const { stop, done } = this
    if (stop === undefined || done === undefined) return
    this.abandon()
    done({ messages: this.output, stop })
  }
}
