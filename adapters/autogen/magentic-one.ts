/**
 * `MagenticOneGroupChat`'s orchestrator: it gathers facts and makes a plan, then before each turn asks
 * its model for a progress ledger, broadcasts the ledger's instruction, and asks the speaker named in
 * it. R rounds with one call a turn take 2R+4 model calls; each replanning after too many stalls adds
 * two calls and a reset of every participant.
 *
 * No topology of the adapter uses it, because the workload's model has no intent for a ledger; it is
 * here so that its counters can be compared with the framework's.
 */
import { addressOf, type Topic } from './address.ts'
import type { ChatManager, ManagerOptions } from './manager.ts'
import {
  type AgentEvent,
  CARRIES,
  type ChatMessage,
  type Message,
  NOTHING,
  PROOF,
  textsOf,
} from './messages.ts'
import { type Done, HandlerError, type MessageContext } from './runtime.ts'
import { SequentialAgent } from './sequential-agent.ts'

/** What the model makes of the progress. */
export interface Ledger {
  readonly satisfied: boolean
  readonly progress: boolean
  readonly looping: boolean
  readonly next: string
  readonly instruction: string
}

/** The orchestrator's model calls. */
export interface MagenticMind {
  ask(
    question: 'facts' | 'plan' | 'answer',
    prompt: readonly string[],
    done: (text: string) => void,
  ): void
  /** `done` gets undefined if the model's JSON cannot be read. */
  ledger(prompt: readonly string[], done: (ledger: Ledger | undefined) => void): void
}

/** As shipped. */
const MAX_STALLS = 3
const MAX_JSON_RETRIES = 10
const NO_STEPS: ReadonlySet<number> = new Set()
const REQUEST: Message = Object.freeze({ type: 'GroupChatRequestPublish' })
const RESET: Message = Object.freeze({ type: 'GroupChatReset' })

export class MagenticOneOrchestrator extends SequentialAgent implements ChatManager {
  active: string | undefined
  private readonly options: ManagerOptions
  private readonly mind: MagenticMind
  private readonly thread: string[] = []
  private task = ''
  private facts = ''
  private plan = ''
  private rounds = 0
  private stalls = 0

  constructor(options: ManagerOptions, mind: MagenticMind) {
    super()
    this.options = options
    this.mind = mind
  }

  protected isSequential({ type }: Message): boolean {
    return (
      type === 'GroupChatAgentResponse' || type === 'GroupChatMessage' || type === 'GroupChatStart'
    )
  }

  protected handle(message: Message, _context: MessageContext, done: Done): void {
    switch (message.type) {
      case 'GroupChatStart':
        return this.handleStart(message.messages, done)
      case 'GroupChatAgentResponse': {
        const { chat_message: said, inner_messages: inner } = message.response
        return this.handleResponse(said, [...inner, said], done)
      }
      case 'GroupChatMessage':
        this.options.output(message.message)
        return done(undefined)
      case 'GroupChatError':
        this.signal('An error occurred', message.error)
        return done(undefined)
      default:
        throw new HandlerError(`the orchestrator does not handle ${message.type}`)
    }
  }

  private handleStart(messages: readonly ChatMessage[], done: Done): void {
    const { runtime, address, outputTopic, output } = this.options
    runtime.publish({ type: 'GroupChatStart', messages, [PROOF]: undefined }, outputTopic, address)
    for (const message of messages) output(message)
    this.task = messages.flatMap(textsOf).join(' ')
    this.mind.ask('facts', [this.task], (facts) => {
      this.facts = facts
      this.mind.ask('plan', [this.task, facts], (plan) => {
        this.plan = plan
        this.stalls = 0
        this.enterOuterLoop(() => done(undefined, NOTHING))
      })
    })
  }

  private handleResponse(
    said: ChatMessage,
    delta: readonly (ChatMessage | AgentEvent)[],
    done: Done,
  ): void {
    this.thread.push(...textsOf(said))
    this.active = undefined
    const reason = this.options.termination?.check(delta)
    if (reason !== undefined) {
      this.signal(reason, undefined)
      return done(undefined)
    }
    this.step(() => done(undefined))
  }

  /** Resets every participant, one RPC after the other, and shows them facts and plan. */
  private enterOuterLoop(done: () => void): void {
    const { runtime, address, participantTopics } = this.options
    const topics = [...participantTopics.values()]
    const resetNext = (i: number): void => {
      const topic = topics[i]
      if (topic !== undefined) {
        const participant = addressOf(topic.type, topic.source)
        runtime.send(RESET, participant, address, () => resetNext(i + 1))
        return
      }
      this.thread.length = 0
      this.broadcast(`${this.task}\n${this.facts}\n${this.plan}`)
      this.step(done)
    }
    resetNext(0)
  }

  private step(done: () => void): void {
    const { maxTurns } = this.options
    if (maxTurns !== undefined && this.rounds > maxTurns) return this.answer('Max rounds', done)
    this.rounds++
    this.askLedger(1, (ledger) => this.follow(ledger, done))
  }

  private askLedger(attempt: number, done: (ledger: Ledger) => void): void {
    this.mind.ledger([...this.thread, this.task], (ledger) => {
      if (ledger !== undefined) done(ledger)
      else if (attempt < MAX_JSON_RETRIES) this.askLedger(attempt + 1, done)
      else this.signal('An error occurred', 'The ledger could not be read.')
    })
  }

  private follow(ledger: Ledger, done: () => void): void {
    if (ledger.satisfied) return this.answer('The request is satisfied', done)
    const stalled = !ledger.progress || ledger.looping
    this.stalls = stalled ? this.stalls + 1 : Math.max(0, this.stalls - 1)
    if (this.stalls >= MAX_STALLS) return this.replan(done)
    const { runtime, address, participantTopics } = this.options
    this.broadcast(ledger.instruction)
    const topic = participantTopics.get(ledger.next)
    if (topic === undefined) {
      this.signal('An error occurred', `The ledger names ${ledger.next}, who does not take part.`)
      return done()
    }
    runtime.publish(REQUEST, topic, address)
    this.active = ledger.next
    done()
  }

  /** The stall count is not reset, as in the original: only progress lowers it. */
  private replan(done: () => void): void {
    this.mind.ask('facts', [...this.thread, this.facts], (facts) => {
      this.facts = facts
      this.mind.ask('plan', [...this.thread, facts], (plan) => {
        this.plan = plan
        this.enterOuterLoop(done)
      })
    })
  }

  private answer(reason: string, done: () => void): void {
    this.mind.ask('answer', [...this.thread, this.task], (text) => {
      this.broadcast(text)
      this.signal(reason, undefined)
      done()
    })
  }

  /** Says something to the output and to the group. */
  private broadcast(content: string): void {
    const { runtime, address, outputTopic, groupTopic, output } = this.options
    const message: ChatMessage = {
      type: 'TextMessage',
      id: `${address.name}.${this.rounds}`,
      source: address.type,
      models_usage: null,
      content,
      [CARRIES]: NO_STEPS,
    }
    this.thread.push(content)
    runtime.publish({ type: 'GroupChatMessage', message }, outputTopic, address)
    output(message)
    this.publishToGroup(message, groupTopic)
  }

  private publishToGroup(message: ChatMessage, topic: Topic): void {
    const { runtime, address } = this.options
    const response = { chat_message: message, inner_messages: [] }
    runtime.publish(
      { type: 'GroupChatAgentResponse', name: address.type, response, [PROOF]: undefined },
      topic,
      address,
    )
  }

  private signal(reason: string, error: string | undefined): void {
    const { runtime, address, outputTopic, stopped } = this.options
    runtime.publish(
      { type: 'GroupChatTermination', content: reason, error: error ?? null },
      outputTopic,
      address,
    )
    stopped({ reason, error, exhausted: reason === 'Max rounds' })
  }
}
