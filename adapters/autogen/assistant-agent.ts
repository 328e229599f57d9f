/**
 * `AssistantAgent` in the parity profile: with tool rounds, it calls the model again until the answer
 * is text, so a step with r tool rounds takes r+1 calls (the defaults, one iteration and no
 * reflection, would hand back the raw tool result after one call). It keeps every message it ever saw
 * in a model context without bound.
 */
import type { Cell, Intent, ModelReply, Step, ToolCall, Work } from '../contract.ts'
import type { AgentId } from '../../harness/kernel/units.ts'
import { addressOf, type Address } from './address.ts'
import {
  type AgentEvent,
  BODY,
  CARRIES,
  type ChatMessage,
  type FunctionResult,
  PROOF,
  textsOf,
} from './messages.ts'
import type { ChatAgent, Response } from './participant.ts'
import { HandlerError, type Runtime } from './runtime.ts'
import { TOOL_AGENT } from './tool-agent.ts'

export interface AssistantOptions {
  readonly cell: Cell
  readonly work: Work
  readonly agent: AgentId
  readonly name: string
  readonly role: string
  /** The steps of the work that this agent does. */
  readonly steps: readonly Step[]
  readonly intent: Intent & ('step' | 'handoff')
  readonly runtime: Runtime
  readonly address: Address
  /** Runs the loop after a reply was worked on. */
  readonly resume: () => void
  /** True if nobody waits for the turn any more: then late replies are ignored. */
  readonly halted: () => boolean
  /** Name of the participant that does a step, if this agent may hand over to it. */
  readonly handoffTo: (step: number) => string | undefined
}

/** Iterations beyond the step's tool rounds, so that a model whose tool was refused may try once more. */
const SPARE_ITERATIONS = 2

export class AssistantAgent implements ChatAgent {
  readonly name: string
  readonly description: string
  readonly agent: AgentId
  private readonly options: AssistantOptions
  private readonly context: string[]
  private readonly known = new Set<number>()
  private step: Step
  private round = 0
  private inner: AgentEvent[] = []
  private results: FunctionResult[] = []
  private outstanding = 0
  private reply: ModelReply | undefined
  private log: ((event: AgentEvent) => void) | undefined
  private done: ((outcome: Response | HandlerError) => void) | undefined

  constructor(options: AssistantOptions) {
    this.options = options
    this.name = options.name
    this.description = options.role
    this.agent = options.agent
    this.step = options.steps[0] as Step
    this.context = [`You are ${options.name}, the ${options.role}. Do your part of the task.`]
  }

  onMessages(
    messages: readonly ChatMessage[],
    log: (event: AgentEvent) => void,
    done: (outcome: Response | HandlerError) => void,
  ): void {
    for (const message of messages) {
      for (const text of textsOf(message)) this.context.push(text)
      for (const step of message[CARRIES]) this.known.add(step)
    }
    this.log = log
    this.done = done
    this.step = chooseStep(this.options.steps, this.known)
    this.round = 0
    this.inner = []
    this.infer()
  }

  reset(): void {
    this.context.length = 1
    this.known.clear()
  }

  private infer(): void {
    const { cell, work, agent, role, intent } = this.options
    cell.model.call(
      {
        work,
        agent,
        role,
        intent,
        step: this.step.index,
        round: this.round,
        prompt: this.context,
      },
      this.replied,
    )
  }

  private readonly replied = (reply: ModelReply): void => {
    const { halted, resume } = this.options
    if (halted()) return
    if (reply.toolCalls.length === 0) this.answer(reply)
    else if (this.round > this.step.toolRounds + SPARE_ITERATIONS) {
      this.done?.(new HandlerError('Reflection on tool use gave no text.'))
    } else this.callTools(reply)
    resume()
  }

  private answer(reply: ModelReply): void {
    const { cell, work } = this.options
    const { text } = reply
    this.context.push(text)
    const carries = cell.model.present(work, [text])
    for (const step of carries) this.known.add(step)
    const message: ChatMessage = {
      type: 'TextMessage',
      id: this.messageId(),
      source: this.name,
      models_usage: usageOf(reply),
      content: text,
      [CARRIES]: carries,
    }
    this.done?.({ message, inner: this.inner })
  }

  private callTools(reply: ModelReply): void {
    const { toolCalls, text } = reply
    const handoff = toolCalls.find(({ name }) => name === 'handoff')
    const target = handoff === undefined ? undefined : this.options.handoffTo(handoff.step)
    // There is no tool for handing over to oneself: then the text is the answer.
    if (handoff !== undefined && target === undefined) return this.answer(reply)
    if (text !== '') this.emit({ type: 'ThoughtEvent', source: this.name, content: text })
    this.emit({ type: 'ToolCallRequestEvent', source: this.name, content: toolCalls })
    const calls = toolCalls.map(({ name, input }) => `${name}(${input})`).join('\n')
    this.context.push(text === '' ? calls : `${text}\n${calls}`)
    this.reply = reply
    this.results = []
    this.outstanding = toolCalls.length
    toolCalls.forEach((call, i) => {
      if (call.name === 'handoff') this.collect(i, call, `Transferred to ${target}.`, false)
      else this.execute(i, call)
    })
  }

  private execute(index: number, call: ToolCall): void {
    const { runtime, address, agent, work } = this.options
    runtime.send(
      {
        type: 'FunctionCall',
        name: call.name,
        arguments: call.input,
        [BODY]: { call, work },
        [PROOF]: undefined,
      },
      addressOf(TOOL_AGENT, String(agent)),
      address,
      (error, response) => {
        if (error !== undefined) this.collect(index, call, error.message, true)
        else if (response?.type === 'FunctionExecutionResult') {
          this.collect(index, call, response.content, false)
        }
      },
    )
  }

  private collect(index: number, { name }: ToolCall, content: string, isError: boolean): void {
    this.results[index] = { name, content, is_error: isError }
    if (--this.outstanding > 0) return
    const { results } = this
    this.emit({ type: 'ToolCallExecutionEvent', source: this.name, content: results })
    this.context.push(results.map((result) => result.content).join('\n'))
    const reply = this.reply as ModelReply
    const handoff = reply.toolCalls.findIndex((call) => call.name === 'handoff')
    if (handoff >= 0) return this.handOver(reply, handoff)
    this.round++
    this.infer()
  }

  /** The text beside the call is a thought; it reaches the others as the handoff's context. */
  private handOver(reply: ModelReply, index: number): void {
    const { cell, work, handoffTo } = this.options
    const call = reply.toolCalls[index] as ToolCall
    const others = reply.toolCalls.length > 1
    const said = others
      ? this.results.filter((_, i) => i !== index).map(({ content }) => content)
      : reply.text === ''
        ? []
        : [reply.text]
    const carries = cell.model.present(work, said)
    for (const step of carries) this.known.add(step)
    const message: ChatMessage = {
      type: 'HandoffMessage',
      id: this.messageId(),
      source: this.name,
      models_usage: usageOf(reply),
      target: handoffTo(call.step) as string,
      content: (this.results[index] as FunctionResult).content,
      context: said,
      [CARRIES]: carries,
    }
    this.done?.({ message, inner: this.inner })
  }

  private emit(event: AgentEvent): void {
    this.inner.push(event)
    this.log?.(event)
  }

  private messageId(): string {
    return `${this.options.work.id}.${this.step.index}.${this.context.length}`
  }
}

/**
 * What an agent works on in its turn: its first step that is not done and whose needs it has seen;
 * else its first that is not done (the model will say what is missing); else its last, again.
 */
export function chooseStep(steps: readonly Step[], known: ReadonlySet<number>): Step {
  let open: Step | undefined
  for (const step of steps) {
    if (known.has(step.index)) continue
    if (step.needs.every((need) => known.has(need))) return step
    open ??= step
  }
  return open ?? (steps[steps.length - 1] as Step)
}

function usageOf(reply: ModelReply): { prompt_tokens: number; completion_tokens: number } {
  return { prompt_tokens: reply.promptTokens, completion_tokens: reply.outputTokens }
}
