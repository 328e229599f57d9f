/**
 * `ChatAgentContainer`: what everybody says is buffered until the participant's own turn; then the
 * buffer is handed to its agent, whose inner events go to the output topic and whose answer goes to
 * the group.
 */
import { type Admitted, type Guard, isRefused, type Witness } from '../contract.ts'
import type { AgentId } from '../../harness/kernel/units.ts'
import type { Address, Topic } from './address.ts'
import { type AgentEvent, type ChatMessage, type Message, NOTHING, PROOF } from './messages.ts'
import { type Done, HandlerError, type MessageContext, type Runtime } from './runtime.ts'
import { SequentialAgent } from './sequential-agent.ts'

/** What a turn gives back: the answer and the events on the way to it. */
export interface Response {
  readonly message: ChatMessage
  readonly inner: readonly AgentEvent[]
}

/** A participant's mind. */
export interface ChatAgent {
  readonly name: string
  readonly description: string
  /** The organisation's agent behind it, or −1 if there is none. */
  readonly agent: AgentId
  /** Takes a turn: `messages` is what was said since its last one. `log` publishes an inner event. */
  onMessages(
    messages: readonly ChatMessage[],
    log: (event: AgentEvent) => void,
    done: (outcome: Response | HandlerError) => void,
  ): void
  /** Forgets everything that was said. */
  reset(): void
}

export interface ParticipantOptions {
  readonly runtime: Runtime
  readonly address: Address
  readonly groupTopic: Topic
  readonly outputTopic: Topic
  readonly chatAgent: ChatAgent
  readonly guard: Guard | undefined
  readonly witness: Witness | undefined
}

export class Participant extends SequentialAgent {
  private readonly options: ParticipantOptions
  private buffer: ChatMessage[] = []
  private done: Done | undefined

  constructor(options: ParticipantOptions) {
    super()
    this.options = options
  }

  /** Messages of this author that wait to be read. */
  countUnread(author: string): number {
    return this.buffer.filter(({ source }) => source === author).length
  }

  protected isSequential({ type }: Message): boolean {
    return type !== 'GroupChatError'
  }

  protected handle(message: Message, _context: MessageContext, done: Done): void {
    switch (message.type) {
      case 'GroupChatAgentResponse':
        this.open(message[PROOF])
        this.hear(message.response.chat_message)
        return done(undefined)
      case 'GroupChatStart':
        this.open(message[PROOF])
        for (const chat of message.messages) this.hear(chat)
        return done(undefined)
      case 'GroupChatRequestPublish': {
        const messages = this.buffer
        this.buffer = []
        this.done = done
        return this.options.chatAgent.onMessages(messages, this.log, this.answered)
      }
      case 'GroupChatReset':
        this.buffer = []
        this.options.chatAgent.reset()
        return done(undefined, NOTHING)
      default:
        throw new HandlerError(`a participant does not handle ${message.type}`)
    }
  }

  private hear(message: ChatMessage): void {
    const { witness, chatAgent } = this.options
    this.buffer.push(message)
    if (chatAgent.agent >= 0) witness?.placed(chatAgent.agent, message.content)
  }

  /** The intervention handler admitted the message for its first receiver; every other one opens it. */
  private open(proof: Admitted | undefined): void {
    const { guard, chatAgent } = this.options
    if (proof === undefined || guard === undefined) return
    const { agent } = chatAgent
    if (agent < 0 || agent === proof.to || agent === proof.from) return
    const opened = guard.open(proof, agent)
    if (isRefused(opened)) throw new HandlerError(`refused: ${opened.refused}`)
  }

  private readonly log = (event: AgentEvent | ChatMessage): void => {
    const { runtime, outputTopic, address } = this.options
    runtime.publish({ type: 'GroupChatMessage', message: event }, outputTopic, address)
  }

  private readonly answered = (outcome: Response | HandlerError): void => {
    const { runtime, groupTopic, address, chatAgent } = this.options
    const done = this.done as Done
    if (outcome instanceof HandlerError) {
      runtime.publish({ type: 'GroupChatError', error: outcome.message }, groupTopic, address)
      done(outcome)
      return
    }
    const { message, inner } = outcome
    this.log(message)
    runtime.publish(
      {
        type: 'GroupChatAgentResponse',
        name: chatAgent.name,
        response: { chat_message: message, inner_messages: inner },
        [PROOF]: undefined,
      },
      groupTopic,
      address,
    )
    done(undefined)
  }
}
