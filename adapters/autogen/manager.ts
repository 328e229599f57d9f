/**
 * `BaseGroupChatManager`: starts the chat, keeps the thread, checks termination after every turn and
 * asks the next speaker to publish.
 */
import type { Address, Topic } from './address.ts'
import {
  type AgentEvent,
  type ChatMessage,
  type GroupChatAgentResponse,
  type GroupChatStart,
  type Message,
  NOTHING,
  PROOF,
} from './messages.ts'
import {
  type CoreAgent,
  type Done,
  HandlerError,
  type MessageContext,
  type Runtime,
} from './runtime.ts'
import { SequentialAgent } from './sequential-agent.ts'
import type { SpeakerSelection } from './speaker-selection.ts'
import type { TerminationCondition } from './termination.ts'

/** What goes to the application's output queue when a chat ends. */
export interface Stop {
  readonly reason: string
  /** Set if the chat ended by an error. */
  readonly error: string | undefined
  /** True if it ended because of `maxTurns`. */
  readonly exhausted: boolean
}

export interface ManagerOptions {
  readonly runtime: Runtime
  readonly address: Address
  readonly groupTopic: Topic
  readonly outputTopic: Topic
  readonly participantTopics: ReadonlyMap<string, Topic>
  readonly selection: SpeakerSelection
  readonly termination: TerminationCondition | undefined
  readonly maxTurns: number | undefined
  /** The output queue: everything that reached the application, in order. */
  readonly output: (message: ChatMessage | AgentEvent) => void
  /** Told when a speaker other than the last one is asked. */
  readonly hopped: () => void
  readonly stopped: (stop: Stop) => void
}

const REQUEST: Message = Object.freeze({ type: 'GroupChatRequestPublish' })

export interface ChatManager extends CoreAgent {
  /** Name of the participant whose turn it is, if any. */
  readonly active: string | undefined
}

export class GroupChatManager extends SequentialAgent implements ChatManager {
  /** Every message and event of the chat. */
  readonly thread: (ChatMessage | AgentEvent)[] = []
  active: string | undefined
  private readonly options: ManagerOptions
  private turns = 0
  private last: string | undefined
  private ended = false

  constructor(options: ManagerOptions) {
    super()
    this.options = options
  }

  protected isSequential({ type }: Message): boolean {
    return (
      type === 'GroupChatAgentResponse' || type === 'GroupChatMessage' || type === 'GroupChatStart'
    )
  }

  protected handle(message: Message, _context: MessageContext, done: Done): void {
    switch (message.type) {
      case 'GroupChatStart':
        return this.handleStart(message, done)
      case 'GroupChatAgentResponse':
        return this.handleResponse(message, done)
      case 'GroupChatMessage':
        this.options.output(message.message)
        return done(undefined)
      case 'GroupChatError':
        this.signal({ reason: 'An error occurred', error: message.error, exhausted: false })
        return done(undefined)
      default:
        throw new HandlerError(`the manager does not handle ${message.type}`)
    }
  }

  private handleStart(start: GroupChatStart, done: Done): void {
    const { runtime, address, groupTopic, outputTopic, output } = this.options
    const { messages } = start
    runtime.publish({ type: 'GroupChatStart', messages, [PROOF]: undefined }, outputTopic, address)
    for (const message of messages) output(message)
    runtime.publish({ type: 'GroupChatStart', messages, [PROOF]: undefined }, groupTopic, address)
    this.extend(messages)
    if (this.applyTermination(messages)) done(undefined, NOTHING)
    else this.transition(() => done(undefined, NOTHING))
  }

  private handleResponse({ name, response }: GroupChatAgentResponse, done: Done): void {
    const delta = [...response.inner_messages, response.chat_message]
    this.extend(delta)
    if (this.active !== name) throw new HandlerError(`${name} spoke out of turn`)
    this.active = undefined
    this.turns++
    if (this.applyTermination(delta)) return done(undefined)
    try {
      this.transition(() => done(undefined))
    } catch (error) {
      if (!(error instanceof HandlerError)) throw error
      this.signal({ reason: 'An error occurred', error: error.message, exhausted: false })
      throw error
    }
  }

  private extend(delta: readonly (ChatMessage | AgentEvent)[]): void {
    for (const message of delta) this.thread.push(message)
    this.options.selection.extend(delta)
  }

  private transition(done: () => void): void {
    this.options.selection.select((speaker) => {
      const { runtime, address, participantTopics, hopped } = this.options
      runtime.publish(REQUEST, participantTopics.get(speaker) as Topic, address)
      if (this.last !== undefined && this.last !== speaker) hopped()
      this.active = this.last = speaker
      done()
    })
  }

  private applyTermination(delta: readonly (ChatMessage | AgentEvent)[]): boolean {
    const { termination, maxTurns } = this.options
    const reason = termination?.check(delta)
    if (reason !== undefined) {
      this.signal({ reason, error: undefined, exhausted: false })
      return true
    }
    if (maxTurns === undefined || this.turns < maxTurns) return false
    this.signal({
      reason: `Maximum number of turns ${maxTurns} reached`,
      error: undefined,
      exhausted: true,
    })
    return true
  }

  private signal(stop: Stop): void {
    const { runtime, address, outputTopic, stopped } = this.options
    const { reason, error = null } = stop
    runtime.publish({ type: 'GroupChatTermination', content: reason, error }, outputTopic, address)
    if (this.ended) return
    this.ended = true
    stopped(stop)
  }
}
