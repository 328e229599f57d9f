/** An agent of one kickoff. Agents are made anew for each kickoff and never shared by two crews. */
import type { AgentId } from '../../harness/kernel/units.ts'
import type { AgentProfile } from './agent-profile.ts'
import { AgentExecutor, type Assignment, type Execution } from './agent-executor.ts'
import type { Message } from './messages.ts'
import type { Runtime } from './runtime.ts'
import type { ToolCache } from './tool-cache.ts'

/** The framework's default of `max_iter`. */
export const MAX_ITERATIONS = 25
/** The framework's default of `max_retry_limit`. */
export const MAX_RETRY_LIMIT = 2

/** Executes one assignment at a time, under the retry limit of the framework. */
export class CrewAgent implements AgentProfile {
  readonly id: AgentId
  readonly role: string
  readonly system: string
  readonly maxIterations: number
  /** Messages of the latest execution that ended with an answer. */
  lastMessages: readonly Message[] = []
  private executor: AgentExecutor | undefined
  /** Counts failures over the life of the agent: the framework never resets it. */
  private timesExecuted = 0

  constructor(id: AgentId, role: string, system: string, maxIterations = MAX_ITERATIONS) {
    this.id = id
    this.role = role
    this.system = system
    this.maxIterations = maxIterations
  }

  /** Done for each agent when its crew is kicked off. */
  createExecutor(runtime: Runtime, cache: ToolCache): void {
    this.executor = new AgentExecutor(this, runtime, cache)
  }

  /** Executes an assignment; after an error it does so again, up to the retry limit. */
  execute(assignment: Assignment, done: (execution: Execution) => void): void {
    const executor = this.executor
    if (executor === undefined) {
      done({ kind: 'error', reason: `${this.role} belongs to no crew that was kicked off` })
      return
    }
    const { bus, meter } = executor.runtime
    bus.emit('agent_execution_started', assignment.work.id, this.id)
    executor.invoke(assignment, (execution) => {
      if (execution.kind === 'answer') {
        this.lastMessages = execution.messages
        bus.emit('agent_execution_completed', assignment.work.id, this.id)
        done(execution)
        return
      }
      if (++this.timesExecuted > MAX_RETRY_LIMIT) {
        bus.emit('agent_execution_error', assignment.work.id, this.id)
        done(execution)
        return
      }
      meter.retries++
      // The framework tries again inside the failed execution, so both of them complete.
      this.execute(assignment, (again) => {
        if (again.kind === 'answer') {
          bus.emit('agent_execution_completed', assignment.work.id, this.id)
        }
        done(again)
      })
    })
  }
}
