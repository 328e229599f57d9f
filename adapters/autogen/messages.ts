/**
 * Messages of AgentChat and of the core pattern for tools and requests. String-keyed fields are what
 * the framework's event log writes as JSON. What only this adapter needs travels under symbols, which
 * JSON skips.
 */
import type { Admitted, PeerReply, PeerRequest, Sealed, ToolCall, Work } from '../contract.ts'

/** The proof that an intervention handler attaches to what it let pass. */
export const PROOF: unique symbol = Symbol('proof')
/** Steps whose artefacts a chat message carries. */
export const CARRIES: unique symbol = Symbol('carries')
/** The plain request, call or answer behind a core message. */
export const BODY: unique symbol = Symbol('body')

interface ModelsUsage {
  readonly prompt_tokens: number
  readonly completion_tokens: number
}

/** What agents say to each other; buffered by every other participant. */
export interface TextMessage {
  readonly type: 'TextMessage'
  readonly id: string
  readonly source: string
  readonly models_usage: ModelsUsage | null
  readonly content: string
  readonly [CARRIES]: ReadonlySet<number>
}

/** Ends a turn by naming the next speaker. `context` is added to the readers' contexts first. */
export interface HandoffMessage {
  readonly type: 'HandoffMessage'
  readonly id: string
  readonly source: string
  readonly models_usage: ModelsUsage | null
  readonly target: string
  readonly content: string
  readonly context: readonly string[]
  readonly [CARRIES]: ReadonlySet<number>
}

export type ChatMessage = TextMessage | HandoffMessage

export interface FunctionResult {
  readonly name: string
  readonly content: string
  readonly is_error: boolean
}

/** Inner events of a turn: they reach the manager's output queue, never the other participants. */
export type AgentEvent =
  | { readonly type: 'ThoughtEvent'; readonly source: string; readonly content: string }
  | {
      readonly type: 'ToolCallRequestEvent'
      readonly source: string
      readonly content: readonly ToolCall[]
    }
  | {
      readonly type: 'ToolCallExecutionEvent'
      readonly source: string
      readonly content: readonly FunctionResult[]
    }

export interface GroupChatStart {
  readonly type: 'GroupChatStart'
  readonly messages: readonly ChatMessage[]
  [PROOF]: Admitted | undefined
}

export interface GroupChatRequestPublish {
  readonly type: 'GroupChatRequestPublish'
}

export interface GroupChatAgentResponse {
  readonly type: 'GroupChatAgentResponse'
  readonly name: string
  readonly response: {
    readonly chat_message: ChatMessage
    readonly inner_messages: readonly AgentEvent[]
  }
  [PROOF]: Admitted | undefined
}

export interface GroupChatMessage {
  readonly type: 'GroupChatMessage'
  readonly message: ChatMessage | AgentEvent
}

export interface GroupChatTermination {
  readonly type: 'GroupChatTermination'
  readonly content: string
  readonly error: string | null
}

export interface GroupChatError {
  readonly type: 'GroupChatError'
  readonly error: string
}

/** Makes a participant forget what it has heard; an RPC. */
export interface GroupChatReset {
  readonly type: 'GroupChatReset'
}

/** A tool call on its way to the tool agent. */
export interface FunctionCall {
  readonly type: 'FunctionCall'
  readonly name: string
  readonly arguments: string
  readonly [BODY]: { readonly call: ToolCall; readonly work: Work }
  [PROOF]: Admitted | undefined
}

export interface FunctionExecutionResult {
  readonly type: 'FunctionExecutionResult'
  readonly content: string
}

/** A step asked of another department, on its way out or in. */
export interface ReviewRequest {
  readonly type: 'ReviewRequest'
  readonly work: number
  readonly step: number
  readonly content: string
  readonly [BODY]: PeerRequest
  [PROOF]: Sealed | undefined
}

export interface ReviewAnswer {
  readonly type: 'ReviewAnswer'
  readonly work: number
  readonly step: number
  readonly content: string
  readonly [BODY]: { readonly request: PeerRequest; readonly reply: PeerReply }
  [PROOF]: Sealed | undefined
}

/** The empty answer of an RPC that returns nothing. */
export interface Nothing {
  readonly type: 'None'
}

export const NOTHING: Nothing = Object.freeze({ type: 'None' })

/**
 * Types that no agent of their runtime handles: answers of RPCs, and the notice that a chat has ended,
 * which goes to the application. The framework registers a serializer for what an agent handles, so
 * its event log writes no JSON of these.
 */
export const WITHOUT_SERIALIZER: ReadonlySet<Message['type']> = new Set<Message['type']>([
  'None',
  'GroupChatTermination',
  'FunctionExecutionResult',
  'ReviewAnswer',
])

export type Message =
  | GroupChatStart
  | GroupChatRequestPublish
  | GroupChatAgentResponse
  | GroupChatMessage
  | GroupChatTermination
  | GroupChatError
  | GroupChatReset
  | FunctionCall
  | FunctionExecutionResult
  | ReviewRequest
  | ReviewAnswer
  | Nothing

/** What a reader's model is given of a chat message, in order. */
export function textsOf(message: ChatMessage): readonly string[] {
  return message.type === 'TextMessage' ? [message.content] : [...message.context, message.content]
}
