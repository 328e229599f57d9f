/**
 * A participant that stands for another department in a group chat: in its turn it sends a core
 * request to that department and publishes the answer. It makes no model call.
 */
import type { Cell, Input, PeerReply, PeerRequest, Step, Work } from '../contract.ts'
import type { AgentId } from '../../harness/kernel/units.ts'
import { addressOf, type Address } from './address.ts'
import {
  type AgentEvent,
  BODY,
  CARRIES,
  type ChatMessage,
  type Message,
  PROOF,
  textsOf,
} from './messages.ts'
import type { ChatAgent, Response } from './participant.ts'
import {
  type CoreAgent,
  type Done,
  HandlerError,
  type MessageContext,
  type Runtime,
} from './runtime.ts'

/** Agent type of the way out of a runtime; the key is the department asked. */
export const PEER_GATEWAY = 'peer_gateway'

/** Sends requests over the network and answers with what comes back. */
export class PeerGateway implements CoreAgent {
  private readonly cell: Cell
  private readonly to: number
  private readonly resume: () => void

  constructor(cell: Cell, to: number, resume: () => void) {
    this.cell = cell
    this.to = to
    this.resume = resume
  }

  onMessage(message: Message, _context: MessageContext, done: Done): void {
    if (message.type !== 'ReviewRequest') {
      throw new HandlerError(`the gateway does not handle ${message.type}`)
    }
    const sealed = message[PROOF]
    const request: PeerRequest = sealed === undefined ? message[BODY] : { ...message[BODY], sealed }
    this.cell.network.ask(this.to, request, (reply) => {
      done(undefined, answerOf(message[BODY], reply))
      this.resume()
    })
  }
}

/** The text of a request: what its sender seals. */
export function contentOf({ inputs }: PeerRequest): string {
  return inputs.map(({ text }) => text).join('\n')
}

/** A reply as a message of the runtime; the sender's seal goes with it. */
export function answerOf(request: PeerRequest, reply: PeerReply): Message {
  return {
    type: 'ReviewAnswer',
    work: request.work.id,
    step: request.step.index,
    content: reply.kind === 'answer' ? reply.text : reply.reason,
    [BODY]: { request, reply },
    [PROOF]: reply.kind === 'answer' ? reply.sealed : undefined,
  }
}

export interface PeerProxyOptions {
  readonly cell: Cell
  readonly work: Work
  readonly step: Step
  readonly name: string
  /** The participant's agent in whose name it asks. */
  readonly requester: AgentId
  /** The agent behind a participant's name. */
  readonly authorOf: (name: string) => AgentId
  readonly runtime: Runtime
  readonly address: Address
  /** In a swarm: who goes on after the step; undefined elsewhere. */
  readonly handoffTo: ((known: ReadonlySet<number>) => string | undefined) | undefined
}

export class PeerProxy implements ChatAgent {
  readonly name: string
  readonly description: string
  readonly agent: AgentId = -1
  private readonly options: PeerProxyOptions
  private readonly heard: ChatMessage[] = []
  private readonly known = new Set<number>()

  constructor(options: PeerProxyOptions) {
    this.options = options
    this.name = options.name
    this.description = `${options.step.role} of another department`
  }

  onMessages(
    messages: readonly ChatMessage[],
    _log: (event: AgentEvent) => void,
    done: (outcome: Response | HandlerError) => void,
  ): void {
    const { cell, work, step, runtime, address, requester } = this.options
    for (const message of messages) {
      this.heard.push(message)
      for (const index of message[CARRIES]) this.known.add(index)
    }
    if (this.known.has(step.index)) return done(this.say('There is nothing to add.'))
    if (!step.needs.every((need) => this.known.has(need))) {
      return done(this.say(`${step.name} has to wait for what it needs.`))
    }
    const { cell: to, agent } = cell.directory.peer(work, step)
    const inputs = this.inputsOf(step)
    const body: PeerRequest = { work, step, from: requester, to: agent, inputs }
    const content = contentOf(body)
    runtime.send(
      {
        type: 'ReviewRequest',
        work: work.id,
        step: step.index,
        content,
        [BODY]: body,
        [PROOF]: undefined,
      },
      addressOf(PEER_GATEWAY, String(to)),
      address,
      (error, response) => {
        if (error !== undefined) return done(error)
        if (response?.type !== 'ReviewAnswer') return done(new HandlerError('no answer'))
        if (response[BODY].reply.kind === 'refused') return done(new HandlerError(response.content))
        done(this.say(response.content))
      },
    )
  }

  reset(): void {
    this.heard.length = 0
    this.known.clear()
  }

  /** What the step needs, word for word as it was said. Only the model can read its tokens. */
  private inputsOf(step: Step): readonly Input[] {
    const { work, authorOf } = this.options
    if (step.needs.length === 0) return work.inputs
    const inputs: Input[] = []
    for (const message of this.heard) {
      if (!step.needs.some((need) => message[CARRIES].has(need))) continue
      const text = textsOf(message).join('\n')
      inputs.push({ author: authorOf(message.source), text, token: '' })
    }
    return inputs
  }

  private say(content: string): Response {
    const { cell, work, step, handoffTo } = this.options
    const carries = cell.model.present(work, [content])
    for (const index of carries) this.known.add(index)
    const id = `${work.id}.${step.index}.p${this.heard.length}`
    const target = handoffTo?.(this.known)
    const message: ChatMessage =
      target === undefined
        ? {
            type: 'TextMessage',
            id,
            source: this.name,
            models_usage: null,
            content,
            [CARRIES]: carries,
          }
        : {
            type: 'HandoffMessage',
            id,
            source: this.name,
            models_usage: null,
            target,
            content,
            context: [],
            [CARRIES]: carries,
          }
    return { message, inner: [] }
  }
}
