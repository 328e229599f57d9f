/**
 * A crew and its kickoff. Order: started event, reset of the log, inputs into the descriptions, an
 * executor for each agent; then task after task: context, execution, output, row in the log; then
 * the completed event. One task that fails makes the crew fail.
 *
 * Async tasks run on while the next tasks are prepared. The next synchronous task waits for them,
 * and from then on the crew's outputs are theirs alone: outputs of earlier synchronous tasks drop
 * out of the default context. That is what the framework does.
 */
import type { Guard } from '../contract.ts'
import type { CrewAgent } from './agent.ts'
import { contextOutputs, joinOutputs } from './context.ts'
import { DelegationTools } from './hierarchical.ts'
import { interpolate, type KickoffInputs } from './interpolate.ts'
import type { Runtime } from './runtime.ts'
import type { TaskOutput } from './task-output-store.ts'
import type { CrewTask, TaskResult } from './task.ts'
import { ToolCache } from './tool-cache.ts'

/** What a crew is made of. Its agents and tasks belong to this kickoff alone. */
export interface CrewOptions {
  readonly agents: readonly CrewAgent[]
  readonly tasks: readonly CrewTask[]
  /** Present: the process is hierarchical, under this manager. */
  readonly manager?: CrewAgent | undefined
  /** Checks the manager's delegations. */
  readonly guard: Pick<Guard, 'seal' | 'admit'>
}

/** How a kickoff ends; `outputs` are in the order of the tasks when none is async. */
export type CrewResult =
  | { readonly kind: 'done'; readonly raw: string; readonly outputs: readonly TaskOutput[] }
  | { readonly kind: 'failed'; readonly reason: string }

interface PendingTask {
  readonly task: CrewTask
  readonly index: number
  result: TaskResult | undefined
}

/** Made for one kickoff. */
export class Crew {
  private readonly runtime: Runtime
  private readonly options: CrewOptions
  private readonly workId: number
  private inputs: KickoffInputs = {}
  private outputs: TaskOutput[] = []
  private pending: PendingTask[] = []
  private joined: TaskOutput[] = []
  private index = 0
  private ended = false
  private waiting = false
  private previousAgent: CrewAgent | undefined
  /** Outputs that were given to a later task at least once. */
  private readonly handedOn = new Set<TaskOutput>()
  private done: (result: CrewResult) => void = () => {}

  constructor(runtime: Runtime, options: CrewOptions) {
    this.runtime = runtime
    this.options = options
    this.workId = options.tasks[0]?.work.id ?? -1
  }

  kickoff(inputs: KickoffInputs, done: (result: CrewResult) => void): void {
    const { runtime, options } = this
    this.inputs = inputs
    this.done = done
    runtime.bus.emit('crew_kickoff_started', this.workId, -1)
    runtime.store.reset()
    for (const task of options.tasks) {
      const description = interpolate(task.description, inputs)
      if (description === undefined) {
        this.fail(`task ${task.key}: an input of the description is not given`)
        return
      }
      task.description = description
    }
    const cache = new ToolCache()
    for (const agent of options.agents) agent.createExecutor(runtime, cache)
    options.manager?.createExecutor(runtime, cache)
    this.advance()
  }

  /** Starts async tasks as they come and stops at a synchronous one, or at the end. */
  private advance(): void {
    const { tasks } = this.options
    for (; this.index < tasks.length; this.index++) {
      const task = tasks[this.index] as CrewTask
      if (!task.asyncExecution) {
        if (this.join()) this.runTask(task, this.index)
        return
      }
      const pending: PendingTask = { task, index: this.index, result: undefined }
      this.pending.push(pending)
      // The framework hands over its "last sync output", which only a replay ever sets.
      this.execute(task, [], (result) => {
        pending.result = result
        if (this.waiting) this.advance()
      })
    }
    if (this.join()) this.complete()
  }

  /** True when no async task is pending any more. Takes results in the order of the tasks. */
  private join(): boolean {
    if (this.ended) return false
    if (this.pending.length === 0) return true
    this.waiting = true
    for (;;) {
      const first = this.pending[0]
      if (first === undefined) break
      if (first.result === undefined) return false
      if (first.result.kind === 'failed') {
        this.fail(first.result.reason)
        return false
      }
      this.pending.shift()
      this.joined.push(first.result.output)
      this.log(first.task, first.result.output, first.index)
    }
    this.waiting = false
    this.outputs = this.joined
    this.joined = []
    return true
  }

  private runTask(task: CrewTask, index: number): void {
    this.execute(task, contextOutputs(task, this.outputs), (result) => {
      if (result.kind === 'failed') {
        this.fail(result.reason)
        return
      }
      this.outputs.push(result.output)
      this.log(task, result.output, index)
      this.index = index + 1
      this.advance()
    })
  }

  private execute(
    task: CrewTask,
    defaultContext: readonly TaskOutput[],
    done: (result: TaskResult) => void,
  ): void {
    const { runtime } = this
    const { agents, guard, manager } = this.options
    const given = task.asyncExecution ? contextOutputs(task, defaultContext) : defaultContext
    const context = joinOutputs(given)
    if (manager !== undefined) {
      const tools = new DelegationTools(task, agents, context, guard, runtime.meter)
      task.execute(runtime, manager, 'manage', tools, context, done)
      return
    }
    const { agent } = task
    if (agent === undefined) {
      done({ kind: 'failed', reason: `task ${task.key}: nobody is there to do it` })
      return
    }
    this.count(agent, given)
    task.execute(runtime, agent, 'step', task.toolset, context, done)
  }

  /** Each earlier output in a prompt is a delivery; the first time, it was also an envelope. */
  private count(agent: CrewAgent, given: readonly TaskOutput[]): void {
    const { meter } = this.runtime
    meter.deliveries += given.length
    for (const output of given) {
      if (this.handedOn.has(output)) continue
      this.handedOn.add(output)
      meter.envelopes++
    }
    if (this.previousAgent !== undefined && this.previousAgent !== agent) meter.hops++
    this.previousAgent = agent
  }

  private log(task: CrewTask, output: TaskOutput, taskIndex: number): void {
    const { expectedOutput } = task
    this.runtime.store.upsert(task.key, { expectedOutput, output, taskIndex, inputs: this.inputs })
  }

  private complete(): void {
    const { outputs } = this
    this.ended = true
    const last = outputs[outputs.length - 1]
    if (last === undefined) {
      this.runtime.bus.emit('crew_kickoff_failed', this.workId, -1)
      this.done({ kind: 'failed', reason: 'a crew without tasks has no output' })
      return
    }
    this.runtime.bus.emit('crew_kickoff_completed', this.workId, -1)
    this.done({ kind: 'done', raw: last.raw, outputs })
  }

  private fail(reason: string): void {
    if (this.ended) return
    this.ended = true
    this.runtime.bus.emit('crew_kickoff_failed', this.workId, -1)
    this.done({ kind: 'failed', reason })
  }
}
