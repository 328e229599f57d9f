/** The shape of tool calls between the model and the tools, the same for every tool. */
import { ToolMessage } from '@langchain/core/messages'
import type { RunnableConfig } from '@langchain/core/runnables'
import type { ToolCall } from '../contract.ts'

/** Arguments of every tool: the fields of the contract's `ToolCall`, as JSON Schema, built once. */
export const TOOL_ARGUMENTS = {
  type: 'object',
  properties: {
    name: { type: 'string' },
    step: { type: 'integer' },
    round: { type: 'integer' },
    input: { type: 'string' },
  },
  required: ['name', 'step', 'round', 'input'],
} as const

/** The tool call that arguments stand for. The framework has validated them. */
export function toolCallOf(args: unknown): ToolCall {
  return args as ToolCall
}

/** The config that a tool is run with, as far as it is used here. */
export interface ToolRunConfig extends RunnableConfig {
  readonly toolCall?: { readonly id?: string; readonly args?: unknown }
}

/** What the model is shown instead of a tool's result. The agent's loop goes on. */
export function errorMessage(name: string, id: string | undefined, content: string): ToolMessage {
  return new ToolMessage({ content, name, tool_call_id: id ?? '', status: 'error' })
}
