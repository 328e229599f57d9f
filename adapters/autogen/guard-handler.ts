/**
 * The control path at AutoGen's own hook: an intervention handler that sees every envelope. What one
 * agent says to others is sealed and admitted once, before fan-out, and every further receiver opens
 * it; a refusal drops the envelope. Envelopes without agent content (requests to speak, termination)
 * and copies for the application's output topic, which no agent receives, pass.
 */
import { type Action, type Admitted, type Guard, isRefused, type ToolName } from '../contract.ts'
import type { AgentId } from '../../harness/kernel/units.ts'
import type { Address, Topic } from './address.ts'
import { DropMessage, type InterventionHandler, type Intervened } from './intervention.ts'
import {
  BODY,
  type FunctionCall,
  type Message,
  PROOF,
  type ReviewAnswer,
  type ReviewRequest,
  textsOf,
} from './messages.ts'
import { onBehalf } from '../../harness/kernel/provenance.ts'

/** The action that each tool of the world stands for. */
const ACTION_OF: Record<ToolName, Action> = {
  lookup: 'lookup',
  read_board: 'read',
  post: 'post',
  delegate: 'delegate',
  ask_peer: 'request',
  handoff: 'handoff',
}

/** Who is behind the names of a group chat. */
export interface Cast {
  readonly workId: number
  readonly groupTopic: string
  /** Who gave the team its task. */
  readonly initiator: AgentId
  /** The organisation's agents that take part. */
  readonly agents: readonly AgentId[]
  /** The agent in whose name a participant speaks. */
  authorOf(name: string): AgentId
  /** Told when an answer was dropped: nobody will ask the next speaker. */
  stalled(): void
}

/** Intervenes in one team's runtime. */
export class GuardHandler implements InterventionHandler {
  private readonly guard: Guard
  private readonly cast: Cast

  constructor(guard: Guard, cast: Cast) {
    this.guard = guard
    this.cast = cast
  }

  onPublish(message: Message, _sender: Address | undefined, topic: Topic): Intervened {
    if (topic.type !== this.cast.groupTopic) return message
    if (message.type === 'GroupChatAgentResponse') {
      const chat = message.response.chat_message
      const action = chat.type === 'HandoffMessage' ? 'handoff' : 'broadcast'
      const text = chat.type === 'TextMessage' ? chat.content : textsOf(chat).join('\n')
      const admitted = this.fanOut(this.cast.authorOf(chat.source), action, text)
      if (admitted === DropMessage) this.cast.stalled()
      else message[PROOF] = admitted
      return admitted === DropMessage ? DropMessage : message
    }
    if (message.type === 'GroupChatStart') {
      const text = message.messages.map((chat) => textsOf(chat).join('\n')).join('\n')
      const admitted = this.fanOut(this.cast.initiator, 'request', text)
      if (admitted === DropMessage) return DropMessage
      message[PROOF] = admitted
    }
    return message
  }

  onSend(message: Message, _sender: Address | undefined, recipient: Address): Intervened {
    if (message.type === 'FunctionCall') return admitCall(this.guard, message, recipient)
    if (message.type === 'ReviewRequest') return sealRequest(this.guard, message)
    return message
  }

  onResponse(message: Message): Intervened {
    if (message.type === 'ReviewAnswer') return this.admitAnswer(message)
    return message
  }

  private fanOut(
    from: AgentId,
    action: Action,
    text: string,
  ): Admitted | undefined | typeof DropMessage {
    const receivers = this.cast.agents.filter((agent) => agent !== from)
    const [to] = receivers
    if (to === undefined) return undefined
    const { workId } = this.cast
    const behalf = action === 'broadcast' ? {} : onBehalf(this.cast, from)
    const draft = { from, to, action, resource: 'team', workId, text, ...behalf } as const
    const sealed = this.guard.seal(draft, receivers)
    const admitted = this.guard.admit(sealed, to)
    return isRefused(admitted) ? DropMessage : admitted
  }

  /** The other department sealed its answer for the agent that asked. A refusal to help carries none. */
  private admitAnswer(message: ReviewAnswer): Intervened {
    const { request, reply } = message[BODY]
    if (reply.kind === 'refused') return message
    const { sealed, text } = reply
    if (sealed === undefined || sealed.text !== text || sealed.from !== reply.from)
      return DropMessage
    return isRefused(this.guard.admit(sealed, request.from)) ? DropMessage : message
  }
}

/** A tool call is an effect of the caller: the caller seals it and is its receiver. */
export function admitCall(guard: Guard, message: FunctionCall, recipient: Address): Intervened {
  const { call, work } = message[BODY]
  const agent = Number(recipient.key)
  const sealed = guard.seal({
    from: agent,
    to: agent,
    action: ACTION_OF[call.name],
    resource: call.name === 'lookup' ? 'tool' : 'board',
    workId: work.id,
    text: call.input,
  })
  const admitted = guard.admit(sealed, agent)
  if (isRefused(admitted)) return DropMessage
  message[PROOF] = admitted
  return message
}

/** A request leaves for another department, whose own control path admits it. */
function sealRequest(guard: Guard, message: ReviewRequest): Intervened {
  const { from, to, work, step } = message[BODY]
  message[PROOF] = guard.seal({
    from,
    to,
    action: 'request',
    resource: 'peer',
    workId: work.id,
    text: message.content,
    ...onBehalf(work, from, step),
  })
  return message
}
