/**
 * The single-threaded runtime of AutoGen 0.4 core: one FIFO queue of Publish, Send and Response
 * envelopes; intervention handlers run serially in the loop; each envelope is dispatched on its own,
 * and the loop yields before it takes the next one, so what a handler sends is queued behind what was
 * queued before it.
 *
 * The original spawns an asyncio task for each envelope. Here a handler is a state machine that calls
 * `done` at once or later, and the yield is the order of the queue, not time: the queue drains within
 * one virtual instant unless a handler waits for the model, a tool or the network. Whoever resumes a
 * waiting handler calls `drain` when it has queued what it had to.
 */
import type { Meter } from '../contract.ts'
import { addressOf, type Address, type Topic } from './address.ts'
import { DropMessage, type InterventionHandler, type Intervened } from './intervention.ts'
import { type Message, WITHOUT_SERIALIZER } from './messages.ts'
import { SubscriptionManager } from './subscriptions.ts'

/** A failure that the framework handles: logged and swallowed in a publish, raised by an RPC. */
export class HandlerError extends Error {}

/** Called once when a handler ends: with an error, or with the answer of an RPC. */
export type Done = (error: HandlerError | undefined, response?: Message) => void

export interface MessageContext {
  readonly sender: Address | undefined
  /** Absent for an RPC. */
  readonly topic: Topic | undefined
}

export interface CoreAgent {
  onMessage(message: Message, context: MessageContext, done: Done): void
}

/**
 * `eager`: JSON of every message when it is sent, again for each recipient, and once more when it is
 * dropped or its handler fails, as shipped (the payload of the event logger is built even when nothing
 * listens); none of types without a serializer. `off`: no JSON.
 */
export type EventLog = 'eager' | 'off'

export interface RuntimeOptions {
  readonly meter: Meter
  readonly eventLog: EventLog
  readonly interventions?: readonly InterventionHandler[]
  /** Told of exceptions that are no `HandlerError`: faults of the adapter itself. */
  readonly fault: (error: unknown) => void
}

type Factory = (address: Address) => CoreAgent

type Envelope =
  | {
      readonly kind: 'publish'
      readonly message: Message
      readonly sender: Address | undefined
      readonly topic: Topic
    }
  | {
      readonly kind: 'send'
      readonly message: Message
      readonly sender: Address | undefined
      readonly recipient: Address
      readonly done: Done
    }
  | {
      readonly kind: 'response'
      readonly message: Message
      readonly sender: Address
      readonly recipient: Address | undefined
      readonly done: Done
    }

const NO_INTERVENTIONS: readonly InterventionHandler[] = []

export class Runtime {
  readonly subscriptions: SubscriptionManager = new SubscriptionManager()
  /** Envelopes that an intervention handler dropped; the queue item counts as completed. */
  dropped = 0
  /** Errors of publish handlers, logged and swallowed. */
  swallowed = 0
  /** True once `stop` was called: nothing is queued or dispatched any more. */
  stopped = false
  private readonly meter: Meter
  private readonly eager: boolean
  private readonly interventions: readonly InterventionHandler[]
  private readonly fault: (error: unknown) => void
  private readonly factories = new Map<string, Factory>()
  private readonly agents = new Map<string, CoreAgent>()
  private queue: Envelope[] = []
  private head = 0
  private draining = false

  constructor(options: RuntimeOptions) {
    this.meter = options.meter
    this.eager = options.eventLog === 'eager'
    this.interventions = options.interventions ?? NO_INTERVENTIONS
    this.fault = options.fault
  }

  /** Agents instantiated so far; they are never evicted. */
  get instantiated(): number {
    return this.agents.size
  }

  /** Envelopes that wait in the queue. */
  get pending(): number {
    return this.queue.length - this.head
  }

  register(type: string, factory: Factory): void {
    if (this.factories.has(type)) throw new Error(`agent type ${type} already exists`)
    this.factories.set(type, factory)
    // For direct messages; the colon keeps it from the topics of other agents.
    this.subscriptions.add(`${type}:`, type, true)
  }

  /** Queues a message for every subscriber of a topic but the sender. No answer, no error. */
  publish(message: Message, topic: Topic, sender: Address | undefined): void {
    if (this.stopped) return
    this.log(message)
    this.meter.envelopes++
    this.queue.push({ kind: 'publish', message, sender, topic })
  }

  /** Remote procedure call: `done` gets the answer, which travels as an envelope of its own. */
  send(message: Message, recipient: Address, sender: Address | undefined, done: Done): void {
    if (this.stopped) return
    this.log(message)
    if (!this.factories.has(recipient.type)) {
      done(new HandlerError(`Recipient ${recipient.type} not found`))
      return
    }
    this.meter.envelopes++
    this.queue.push({ kind: 'send', message, sender, recipient, done })
  }

  /** Runs the loop until the queue is empty. Does nothing if the loop is running already. */
  drain(): void {
    if (this.draining) return
    this.draining = true
    while (this.head < this.queue.length) this.dispatch(this.queue[this.head++] as Envelope)
    this.queue = []
    this.head = 0
    this.draining = false
  }

  /** Discards what is queued and ends the runtime. */
  stop(): void {
    this.stopped = true
    this.queue = []
    this.head = 0
  }

  /** Number of queued envelopes for which `test` holds. */
  countPending(test: (message: Message, sender: Address | undefined) => boolean): number {
    let count = 0
    for (let i = this.head; i < this.queue.length; i++) {
      const envelope = this.queue[i] as Envelope
      if (test(envelope.message, envelope.sender)) count++
    }
    return count
  }

  private dispatch(envelope: Envelope): void {
    try {
      switch (envelope.kind) {
        case 'publish':
          return this.dispatchPublish(envelope)
        case 'send':
          return this.dispatchSend(envelope)
        case 'response':
          return this.dispatchResponse(envelope)
      }
    } catch (error) {
      this.fault(error)
    }
  }

  private dispatchPublish(envelope: Envelope & { kind: 'publish' }): void {
    const { sender, topic } = envelope
    let message: Intervened = envelope.message
    for (const handler of this.interventions) {
      message = handler.onPublish(message, sender, topic)
      if (message === DropMessage) {
        this.drop(envelope)
        return
      }
    }
    const context: MessageContext = { sender, topic }
    const published = message
    const done: Done = (error) => {
      if (error !== undefined) this.swallow(error, published)
    }
    for (const recipient of this.subscriptions.recipientsOf(topic)) {
      if (sender !== undefined && recipient.name === sender.name) continue
      this.log(message)
      this.meter.deliveries++
      try {
        this.agentAt(recipient).onMessage(message, context, done)
      } catch (error) {
        this.swallow(error, message)
      }
      if (this.stopped) return
    }
  }

  private dispatchSend(envelope: Envelope & { kind: 'send' }): void {
    const { sender, recipient, done } = envelope
    let message: Intervened = envelope.message
    for (const handler of this.interventions) {
      message = handler.onSend(message, sender, recipient)
      if (message === DropMessage) {
        this.drop(envelope)
        done(new HandlerError('Message was dropped.'))
        return
      }
    }
    this.log(message)
    this.meter.deliveries++
    const request = message
    const respond: Done = (error, response) => {
      if (this.stopped) return
      if (error !== undefined || response === undefined) {
        this.log(request)
        done(error ?? new HandlerError('The handler gave no answer.'))
        return
      }
      this.log(response)
      this.meter.envelopes++
      this.queue.push({
        kind: 'response',
        message: response,
        sender: recipient,
        recipient: sender,
        done,
      })
    }
    try {
      this.agentAt(recipient).onMessage(message, { sender, topic: undefined }, respond)
    } catch (error) {
      if (!(error instanceof HandlerError)) return this.fault(error)
      this.log(request)
      done(error)
    }
  }

  private dispatchResponse(envelope: Envelope & { kind: 'response' }): void {
    const { sender, recipient, done } = envelope
    let message: Intervened = envelope.message
    for (const handler of this.interventions) {
      message = handler.onResponse(message, sender, recipient)
      if (message === DropMessage) {
        this.drop(envelope)
        done(new HandlerError('Message was dropped.'))
        return
      }
    }
    this.log(message)
    done(undefined, message)
  }

  private agentAt(address: Address): CoreAgent {
    const known = this.agents.get(address.name)
    if (known !== undefined) return known
    const factory = this.factories.get(address.type)
    if (factory === undefined) throw new HandlerError(`Agent type ${address.type} does not exist`)
    const agent = factory(addressOf(address.type, address.key))
    this.agents.set(address.name, agent)
    return agent
  }

  private log(message: Message): void {
    if (!this.eager || WITHOUT_SERIALIZER.has(message.type)) return
    this.meter.serializations++
    this.meter.serializedChars += JSON.stringify(message).length
  }

  private drop({ message }: Envelope): void {
    this.dropped++
    this.log(message)
  }

  private swallow(error: unknown, message: Message): void {
    if (!(error instanceof HandlerError)) return this.fault(error)
    this.swallowed++
    this.log(message)
  }
}
