/**
 * The harness's simulated model behind LangChain's chat model interface. It turns messages into
 * prompt texts and a reply into an `AIMessage`; what the model knows and how long it takes (in
 * virtual time) is the harness's business. One instance a kind of graph node: it holds no state.
 */
import { BaseChatModel } from '@langchain/core/language_models/chat_models'
import type {
  BaseChatModelCallOptions,
  BaseChatModelParams,
} from '@langchain/core/language_models/chat_models'
import type { BaseLanguageModelInput } from '@langchain/core/language_models/base'
import { AIMessage, type AIMessageChunk, type BaseMessage } from '@langchain/core/messages'
import type { ChatResult } from '@langchain/core/outputs'
import type { Model, ModelRequest, ToolCall } from '../contract.ts'

/** What a graph was invoked with; carries the identity of the work, the agent and the step. */
export type Configurable = Readonly<Record<string, unknown>>

/** Who asks the model at one kind of node, and what its tools are called there. */
export interface Persona {
  /** The request without its prompt, read from the run and, for rounds, from the messages. */
  ask(configurable: Configurable, messages: readonly BaseMessage[]): Omit<ModelRequest, 'prompt'>
  /** Name under which the node offers the tool that the model wants to call. */
  toolName(call: ToolCall, configurable: Configurable): string
}

export interface SimulatedChatModelParams extends BaseChatModelParams {
  readonly model: Model
  readonly persona: Persona
  /** False: one tool call a reply at most, as providers do for `parallel_tool_calls: false`. */
  readonly parallelToolCalls?: boolean
}

interface CallOptions extends BaseChatModelCallOptions {
  readonly caller?: Configurable
}

export class SimulatedChatModel extends BaseChatModel<CallOptions> {
  private readonly model: Model
  private readonly persona: Persona
  private readonly parallelToolCalls: boolean

  constructor(params: SimulatedChatModelParams) {
    super(params)
    this.model = params.model
    this.persona = params.persona
    this.parallelToolCalls = params.parallelToolCalls ?? true
  }

  _llmType(): string {
    return 'muster-simulated'
  }

  /** Agents bind their tools before every call. Tools are part of the persona, so nothing changes. */
  override bindTools(): this {
    return this
  }

  /** Hands the run's `configurable` on, which LangChain does not pass to `_generate`. */
  override invoke(
    input: BaseLanguageModelInput,
    options?: Partial<CallOptions>,
  ): Promise<AIMessageChunk> {
    return super.invoke(input, { ...options, caller: options?.configurable ?? {} })
  }

  async _generate(
    messages: BaseMessage[],
    options: this['ParsedCallOptions'],
  ): Promise<ChatResult> {
    const caller = options.caller ?? {}
    const request = this.persona.ask(caller, messages)
    const prompt = messages.map(textOf)
    const { text, toolCalls } = await this.model.complete({ ...request, prompt })
    const wanted = this.parallelToolCalls ? toolCalls : toolCalls.slice(0, 1)
    const message = new AIMessage({
      content: text,
      tool_calls: wanted.map((call) => ({
        // The prompt grows with every turn, so its length makes the id unique in the thread.
        id: `${call.name}.${call.step}.${messages.length}`,
        name: this.persona.toolName(call, caller),
        args: { ...call },
        type: 'tool_call' as const,
      })),
    })
    return { generations: [{ text, message }] }
  }
}

/** Text of a message, without its tool calls. */
export function textOf(message: BaseMessage): string {
  return typeof message.content === 'string' ? message.content : message.text
}
