/**
 * The loop of one agent, with native tool calling: model call, tool calls, results, a user message
 * that asks to go on; until the model answers with text. Call i sees 2 + 3i messages when every
 * round has one tool call.
 */
import type { Intent, ModelReply, ToolCall, Work } from '../contract.ts'
import type { AgentProfile } from './agent-profile.ts'
import {
  FORCED_ANSWER,
  type Message,
  type NamedArguments,
  POST_TOOL_REASONING,
} from './messages.ts'
import type { Runtime } from './runtime.ts'
import type { ToolCache } from './tool-cache.ts'
import { runToolCall, type ToolCaller } from './tool-call.ts'
import type { Toolset } from './toolset.ts'

/** What one execution of an agent is about. */
export interface Assignment {
  readonly work: Work
  readonly intent: Intent
  readonly step: number
  /** The user message. */
  readonly prompt: string
  /** Absent: the model is called once. */
  readonly toolset: Toolset | undefined
}

/** How an execution ends. Its messages are complete and no longer change. */
export type Execution =
  | { readonly kind: 'answer'; readonly text: string; readonly messages: readonly Message[] }
  | { readonly kind: 'error'; readonly reason: string }

/** Tool calls of one reply that run at a time. */
const PARALLEL_TOOLS = 8

/** Bound to one agent. It does one thing at a time: a second invocation is an error. */
export class AgentExecutor implements ToolCaller {
  readonly agent: AgentProfile
  readonly runtime: Runtime
  readonly cache: ToolCache
  private running = false

  constructor(agent: AgentProfile, runtime: Runtime, cache: ToolCache) {
    this.agent = agent
    this.runtime = runtime
    this.cache = cache
  }

  invoke(assignment: Assignment, done: (execution: Execution) => void): void {
    if (this.running) {
      done({ kind: 'error', reason: `the executor of ${this.agent.role} is already running` })
      return
    }
    this.running = true
    this.runtime.bus.emit('agent_logs_started', assignment.work.id, this.agent.id)
    const loop = new ToolLoop(this, assignment, (execution) => {
      this.running = false
      done(execution)
    })
    loop.callModel()
  }
}

/** One invocation. */
class ToolLoop {
  private readonly executor: AgentExecutor
  private readonly assignment: Assignment
  private readonly done: (execution: Execution) => void
  private readonly messages: Message[]
  /** The texts of `messages`, as the model is given them. */
  private readonly prompt: string[]
  private iterations = 0
  private forced = false

  constructor(
    executor: AgentExecutor,
    assignment: Assignment,
    done: (execution: Execution) => void,
  ) {
    this.executor = executor
    this.assignment = assignment
    this.done = done
    const system = executor.agent.system + (assignment.toolset?.description ?? '')
    this.messages = [
      { role: 'system', content: system },
      { role: 'user', content: assignment.prompt },
    ]
    this.prompt = [system, assignment.prompt]
  }

  callModel(): void {
    const { agent, runtime } = this.executor
    const { work, intent, step } = this.assignment
    if (this.iterations >= agent.maxIterations) {
      this.forced = true
      this.append({ role: 'assistant', content: FORCED_ANSWER })
    }
    runtime.bus.emit('llm_call_started', work.id, agent.id)
    runtime.model.call(
      {
        work,
        agent: agent.id,
        role: agent.role,
        intent,
        step,
        round: this.iterations,
        prompt: this.prompt,
      },
      this.onReply,
    )
  }

  private readonly onReply = (reply: ModelReply): void => {
    const { agent, runtime } = this.executor
    const { work, toolset } = this.assignment
    this.iterations++
    if (reply.toolCalls.length > 0 && toolset !== undefined && !this.forced) {
      runtime.bus.emit('llm_call_completed', work.id, agent.id)
      this.runTools(reply.toolCalls, toolset)
      return
    }
    // The call itself went well: it is the executor that does not take an empty answer.
    runtime.bus.emit('llm_call_completed', work.id, agent.id)
    if (reply.text === '') {
      this.done({ kind: 'error', reason: `the model gave ${agent.role} an empty answer` })
      return
    }
    if (!this.forced) this.append({ role: 'assistant', content: reply.text })
    runtime.bus.emit('agent_logs_execution', work.id, agent.id)
    this.done({ kind: 'answer', text: reply.text, messages: this.messages })
  }

  private runTools(calls: readonly ToolCall[], toolset: Toolset): void {
    const named = calls.map((call) => this.encode(call))
    this.messages.push({ role: 'assistant', content: '', tool_calls: named })
    this.prompt.push(named.map((call) => `${call.name}${call.arguments}`).join('\n'))
    const results: string[] = []
    let started = 0
    let finished = 0
    const start = (): void => {
      const index = started++
      const call = calls[index] as ToolCall
      const json = (named[index] as NamedArguments).arguments
      runToolCall(this.executor, toolset, this.assignment.work, call, json, (result) => {
        results[index] = result
        if (started < calls.length) start()
        if (++finished === calls.length) this.takeResults(calls, results)
      })
    }
    // A call that ends at once has started the next one already.
    while (started < Math.min(PARALLEL_TOOLS, calls.length)) start()
  }

  private takeResults(calls: readonly ToolCall[], results: readonly string[]): void {
    for (let i = 0; i < calls.length; i++) {
      const { name } = calls[i] as ToolCall
      this.append({ role: 'tool', content: results[i] as string, name })
    }
    this.append({ role: 'user', content: POST_TOOL_REASONING })
    this.callModel()
  }

  private encode(call: ToolCall): NamedArguments {
    const { meter } = this.executor.runtime
    const json = JSON.stringify({ input: call.input })
    meter.serializations++
    meter.serializedChars += json.length
    return { name: call.name, arguments: json }
  }

  private append(message: Message): void {
    this.messages.push(message)
    this.prompt.push(message.content)
  }
}
