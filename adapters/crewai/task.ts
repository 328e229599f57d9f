/** A task of a crew: one prompt for one agent, its guardrails, and the output that others may see. */
import type { Work } from '../contract.ts'
import type { Assignment, Execution } from './agent-executor.ts'
import type { CrewAgent } from './agent.ts'
import { GUARDRAIL_MAX_RETRIES, type Guardrail, passGuardrails } from './guardrail.ts'
import { rejectedText, userText } from './messages.ts'
import type { Runtime } from './runtime.ts'
import { summarise, type TaskOutput } from './task-output-store.ts'
import type { Toolset } from './toolset.ts'

/** What a task is made of. */
export interface TaskOptions {
  readonly work: Work
  /** Index of the work's step that this task is. */
  readonly step: number
  /** May hold `{name}` placeholders for the kickoff's inputs. */
  readonly description: string
  readonly expectedOutput: string
  /** Who does it; in a hierarchical crew, whom alone the manager may delegate it to. */
  readonly agent?: CrewAgent
  readonly toolset?: Toolset | undefined
  /** Tasks whose outputs are the context. Absent: all earlier outputs. Empty: none. */
  readonly context?: readonly CrewTask[]
  readonly asyncExecution?: boolean
  /** Asked for when the agent has answered. */
  readonly guardrails?: () => readonly Guardrail[]
  readonly guardrailMaxRetries?: number
}

/** How a task ends. */
export type TaskResult =
  | { readonly kind: 'done'; readonly output: TaskOutput }
  | { readonly kind: 'failed'; readonly reason: string }

/** Made for one kickoff, which fills in its description and output. */
export class CrewTask {
  readonly work: Work
  readonly step: number
  readonly key: string
  readonly agent: CrewAgent | undefined
  readonly toolset: Toolset | undefined
  readonly context: readonly CrewTask[] | undefined
  readonly asyncExecution: boolean
  readonly expectedOutput: string
  /** The template until the kickoff interpolates its inputs. */
  description: string
  output: TaskOutput | undefined
  private readonly guardrails: (() => readonly Guardrail[]) | undefined
  private readonly guardrailMaxRetries: number

  constructor(options: TaskOptions) {
    this.work = options.work
    this.step = options.step
    this.key = `${options.work.id}.${options.step}`
    this.agent = options.agent
    this.toolset = options.toolset
    this.context = options.context
    this.asyncExecution = options.asyncExecution ?? false
    this.expectedOutput = options.expectedOutput
    this.description = options.description
    this.guardrails = options.guardrails
    this.guardrailMaxRetries = options.guardrailMaxRetries ?? GUARDRAIL_MAX_RETRIES
  }

  /** Has an agent do the task: its own in a sequential crew, the manager in a hierarchical one. */
  execute(
    runtime: Runtime,
    agent: CrewAgent,
    intent: Assignment['intent'],
    toolset: Toolset | undefined,
    context: string,
    done: (result: TaskResult) => void,
  ): void {
    const { bus } = runtime
    const { id } = this.work
    const attempt = (text: string, answered: (execution: Execution) => void): void => {
      const prompt = userText(this.description, this.expectedOutput, text)
      agent.execute({ work: this.work, intent, step: this.step, prompt, toolset }, answered)
    }
    const fail = (reason: string): void => {
      bus.emit('task_failed', id, agent.id)
      done({ kind: 'failed', reason: `task ${this.key}: ${reason}` })
    }
    const complete = (raw: string): void => {
      const { description } = this
      const summary = summarise(description)
      this.output = { description, summary, raw, agent: agent.role, messages: agent.lastMessages }
      bus.emit('task_completed', id, agent.id)
      done({ kind: 'done', output: this.output })
    }
    bus.emit('task_started', id, agent.id)
    attempt(context, (execution) => {
      if (execution.kind === 'error') {
        fail(execution.reason)
        return
      }
      const guardrails = this.guardrails?.() ?? []
      if (guardrails.length === 0) {
        complete(execution.text)
        return
      }
      const guarded = {
        guardrails,
        maxRetries: this.guardrailMaxRetries,
        checking: () => bus.emit('llm_guardrail_started', id, agent.id),
        checked: () => bus.emit('llm_guardrail_completed', id, agent.id),
        again: (reason: string, previous: string, answered: (execution: Execution) => void) => {
          runtime.meter.retries++
          attempt(rejectedText(reason, previous), answered)
        },
      }
      passGuardrails(guarded, execution.text, (produced) => {
        if (produced.kind === 'error') fail(produced.reason)
        else complete(produced.text)
      })
    })
  }
}
