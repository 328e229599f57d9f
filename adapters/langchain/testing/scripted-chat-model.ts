/** A chat model that follows a script, for tests that count what the real packages do with it. */
import { BaseChatModel } from '@langchain/core/language_models/chat_models'
import { AIMessage, type BaseMessage } from '@langchain/core/messages'
import type { ChatResult } from '@langchain/core/outputs'

/** Names of the tools to call, one call each; empty for a final answer. */
export type Script = (messages: readonly BaseMessage[]) => readonly string[]

/** Number of messages of every prompt, in the order of the calls. */
export class PromptLog {
  readonly prompts: number[] = []

  get calls(): number {
    return this.prompts.length
  }

  get messages(): number {
    return this.prompts.reduce((sum, length) => sum + length, 0)
  }
}

export class ScriptedChatModel extends BaseChatModel {
  private readonly script: Script
  private readonly log: PromptLog

  constructor(log: PromptLog, script: Script) {
    super({})
    this.script = script
    this.log = log
  }

  _llmType(): string {
    return 'scripted'
  }

  override bindTools(): this {
    return this
  }

  async _generate(messages: BaseMessage[]): Promise<ChatResult> {
    this.log.prompts.push(messages.length)
    const call = this.log.calls
    const message = new AIMessage({
      content: `reply ${call}`,
      tool_calls: this.script(messages).map((name, index) => ({
        name,
        args: {},
        id: `call_${call}_${index}`,
        type: 'tool_call' as const,
      })),
    })
    return { generations: [{ text: `reply ${call}`, message }] }
  }
}

/** Calls each of these tools in turn, then answers. `from` tells the model's own messages apart. */
export function inTurn(names: readonly string[], from?: string): Script {
  return (messages) => {
    const own = messages.filter(
      (m) => m.getType() === 'ai' && (from === undefined || m.name === from),
    )
    const name = names[own.length]
    return name === undefined ? [] : [name]
  }
}

/** Answers at once. */
export const answer: Script = () => []
