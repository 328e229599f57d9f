/** The message list of one agent execution, and the fixed texts of the execution model. */

/** One message, as the model is given it and as the log keeps it. */
export interface Message {
  readonly role: 'system' | 'user' | 'assistant' | 'tool'
  readonly content: string
  /** Of an assistant message that calls tools. */
  readonly tool_calls?: readonly NamedArguments[]
  /** Of a tool message: the tool that answers. */
  readonly name?: string
}

/** A tool call as it stands in an assistant message. */
export interface NamedArguments {
  readonly name: string
  /** JSON text. */
  readonly arguments: string
}

/** Between two outputs in a context. */
export const DIVIDER = '\n\n----------\n\n'

/** User message after the results of a tool round; the framework adds one each round. */
export const POST_TOOL_REASONING =
  'Look at what the tool returned. If it is enough for the expected result, write that result in full; ' +
  'if not, use the next tool. Write the result only, without remarks about it.'

/** Assistant message before the one call that follows the last allowed iteration. */
export const FORCED_ANSWER =
  'There are no iterations left. Leave the tools alone now and give the best final answer that you can.'

/** System message of an agent. */
export function systemText(role: string, goal: string, backstory: string): string {
  return `You act as ${role}. ${backstory}\nWhat you want to achieve: ${goal}`
}

/** User message of an execution: the task, then the context if there is one. */
export function userText(description: string, expectedOutput: string, context: string): string {
  const task = `${description}\nYour final answer is judged by this: ${expectedOutput}\nGive the whole content, not a summary of it.`
  const body = context === '' ? task : `${task}\n\nWork with this context:\n${context}`
  return `\nTask at hand: ${body}\n\nThis matters a great deal: use your tools where they help and answer as well as you can.`
}

/** Context of an execution that repeats one which a guardrail rejected. */
export function rejectedText(reason: string, previous: string): string {
  return `### The previous attempt was rejected: ${reason}\n\n\n### It read:\n${previous}\n\n\nDo it again and mend this.`
}
