/**
 * Serving other departments: a core agent of type `reviewer`, one for each of the department's agents
 * that was ever asked, kept for good. A request is a Send envelope to `reviewer/<agent>`, the answer
 * its Response. Each request is done with a fresh model context.
 */
import { type Cell, type Guard, isRefused, type PeerReply, type PeerRequest } from '../contract.ts'
import type { AgentId } from '../../harness/kernel/units.ts'
import { addressOf, type Address } from './address.ts'
import { AssistantAgent } from './assistant-agent.ts'
import { admitCall } from './guard-handler.ts'
import { DropMessage, type InterventionHandler, type Intervened } from './intervention.ts'
import { BODY, CARRIES, type Message, PROOF, type ReviewRequest } from './messages.ts'
import { answerOf, contentOf } from './peer-proxy.ts'
import { type Done, type EventLog, HandlerError, type MessageContext, Runtime } from './runtime.ts'
import { type Listed, Roll } from '../../harness/kernel/roll.ts'
import { TOOL_AGENT, ToolAgent } from './tool-agent.ts'

const REVIEWER = 'reviewer'
const NO_STEPS: ReadonlySet<number> = new Set()

/** One request from its arrival to its reply. */
interface Serving extends Listed {
  readonly request: PeerRequest
  readonly reply: (reply: PeerReply) => void
  ended: boolean
}

const SERVING: unique symbol = Symbol('serving')

interface Asked extends ReviewRequest {
  readonly [SERVING]: Serving
}

function isAsked(message: Message): message is Asked {
  return SERVING in message
}

export class ReviewDesk {
  private readonly cell: Cell
  private readonly runtime: Runtime
  private readonly servings = new Roll<Serving>()

  constructor(cell: Cell, eventLog: EventLog) {
    this.cell = cell
    this.runtime = new Runtime({
      meter: cell.meter,
      eventLog,
      fault: (error) => cell.fail(error),
      interventions: [new ReviewGuard(cell.guard)],
    })
    this.runtime.register(TOOL_AGENT, () => new ToolAgent(cell, this.resume))
    this.runtime.register(REVIEWER, (address) => ({
      onMessage: (message: Message, _context: MessageContext, done: Done) =>
        this.review(address, message, done),
    }))
  }

  /** Does one step for another department; `reply` is called once. */
  serve(request: PeerRequest, reply: (reply: PeerReply) => void): void {
    const serving: Serving = { request, reply, ended: false, place: -1 }
    this.servings.add(serving)
    const message: Asked = {
      type: 'ReviewRequest',
      work: request.work.id,
      step: request.step.index,
      content: contentOf(request),
      [BODY]: request,
      [PROOF]: request.sealed,
      [SERVING]: serving,
    }
    this.runtime.send(
      message,
      addressOf(REVIEWER, String(request.to)),
      undefined,
      (error, response) => {
        if (response?.type !== 'ReviewAnswer') {
          this.end(serving, { kind: 'refused', reason: error?.message ?? 'no answer' })
          return
        }
        const answer = response[BODY].reply
        const sealed = response[PROOF]
        this.end(
          serving,
          answer.kind === 'answer' && sealed !== undefined ? { ...answer, sealed } : answer,
        )
      },
    )
    this.resume()
  }

  /** Gives up what this agent was asked or asked for. Returns how many requests that were. */
  purge(agent: AgentId): number {
    let purged = 0
    for (const serving of this.servings.all()) {
      const { from, to } = serving.request
      if (from !== agent && to !== agent) continue
      purged++
      this.end(serving, { kind: 'refused', reason: 'quarantine' })
    }
    return purged
  }

  private end(serving: Serving, reply: PeerReply): void {
    if (serving.ended) return
    serving.ended = true
    this.servings.remove(serving)
    serving.reply(reply)
  }

  private review(address: Address, message: Message, done: Done): void {
    if (!isAsked(message)) throw new HandlerError(`a reviewer does not handle ${message.type}`)
    const serving = message[SERVING]
    const { cell, runtime, resume } = this
    const { work, step, to } = message[BODY]
    const assistant = new AssistantAgent({
      cell,
      work,
      agent: to,
      name: `${step.role}_${to}`,
      role: step.role,
      steps: [step],
      intent: 'step',
      runtime,
      address,
      resume,
      halted: () => serving.ended,
      handoffTo: () => undefined,
    })
    const task = {
      type: 'TextMessage',
      id: `${work.id}.${step.index}`,
      source: 'user',
      models_usage: null,
      content: message.content,
      [CARRIES]: NO_STEPS,
    } as const
    assistant.onMessages(
      [task],
      () => {},
      (outcome) => {
        if (outcome instanceof HandlerError) return done(outcome)
        const said = outcome.message
        done(undefined, answerOf(message[BODY], { kind: 'answer', text: said.content, from: to }))
      },
    )
  }

  private readonly resume = (): void => this.runtime.drain()
}

/** Admits requests of other departments, and seals the answers for them. */
class ReviewGuard implements InterventionHandler {
  private readonly guard: Guard

  constructor(guard: Guard) {
    this.guard = guard
  }

  onPublish(message: Message): Intervened {
    return message
  }

  onSend(message: Message, _sender: Address | undefined, recipient: Address): Intervened {
    if (message.type === 'FunctionCall') return admitCall(this.guard, message, recipient)
    if (message.type !== 'ReviewRequest') return message
    const { to, from } = message[BODY]
    const sealed = message[PROOF]
    if (sealed === undefined || sealed.text !== message.content || sealed.from !== from) {
      return DropMessage
    }
    return isRefused(this.guard.admit(sealed, to)) ? DropMessage : message
  }

  onResponse(message: Message): Intervened {
    if (message.type !== 'ReviewAnswer') return message
    const { request, reply } = message[BODY]
    if (reply.kind === 'refused') return message
    message[PROOF] = this.guard.seal({
      from: request.to,
      to: request.from,
      action: 'reply',
      resource: 'peer',
      workId: request.work.id,
      text: reply.text,
    })
    return message
  }
}
