/**
 * The hierarchical process: a manager executes every task and has two tools to pass work on,
 * *delegate* and *ask*. A delegated piece of work is a direct execution of the coworker: no task
 * events, no guardrail, no row in the log; the coworker cannot delegate further, and whatever goes
 * wrong comes back to the manager as text.
 */
import type { AgentId } from '../../harness/kernel/units.ts'
import {
  type Admitted,
  type Guard,
  type Meter,
  type Refused,
  type ToolCall,
  type Work,
} from '../contract.ts'
import { CrewAgent } from './agent.ts'
import type { AgentProfile } from './agent-profile.ts'
import { systemText, userText } from './messages.ts'
import type { CrewTask } from './task.ts'
import type { Toolset } from './toolset.ts'
import { onBehalf } from '../../harness/kernel/provenance.ts'

const MANAGER_ROLE = 'Crew Manager'
const MANAGER_SYSTEM = systemText(
  MANAGER_ROLE,
  'lead the team so that the task is done as well as it can be done.',
  'You have led teams for many years and bring out the best in the people you work with. You know ' +
    'whom to give a piece of work to and what to ask them. You do not do the work yourself, but you ' +
    'know the field well enough to judge what your coworkers hand in.',
)
const ANSWER_TO_COWORKER =
  'The best answer that you can give the coworker who asked, in view of the context.'

/** The manager of one kickoff; it acts under the identity of `id`. */
export function createManager(id: AgentId): CrewAgent {
  return new CrewAgent(id, MANAGER_ROLE, MANAGER_SYSTEM)
}

/** The manager's tools for one task. */
export class DelegationTools implements Toolset {
  /** Names every coworker, so it grows with the crew. */
  readonly description: string
  private readonly coworkers: readonly CrewAgent[]
  private readonly task: CrewTask
  private readonly context: string
  private readonly guard: Pick<Guard, 'seal' | 'admit'>
  private readonly meter: Meter

  /**
   * A task that has an agent may be delegated to that agent only; another one to the whole crew.
   * `context` is what the manager was given, all of which it passes on.
   */
  constructor(
    task: CrewTask,
    crew: readonly CrewAgent[],
    context: string,
    guard: Pick<Guard, 'seal' | 'admit'>,
    meter: Meter,
  ) {
    this.task = task
    this.context = context
    this.guard = guard
    this.meter = meter
    this.coworkers = task.agent === undefined ? crew : [task.agent]
    const names = this.coworkers.map((coworker) => coworker.role).join(', ')
    this.description =
      `\nDelegate work to coworker: gives a task to one of these coworkers: ${names}. Name the coworker ` +
      'and the task, and tell everything that they need: they know nothing of it.' +
      `\nAsk question to coworker: asks one of these coworkers: ${names}. Name the coworker and the ` +
      'question, and tell everything that they need: they know nothing of it.'
  }

  beforeCall(manager: AgentProfile, call: ToolCall, work: Work): Admitted | Refused | string {
    if (call.name !== 'delegate') return `There is no tool ${call.name}.`
    const coworker = this.coworkerFor(call)
    if (coworker === undefined) {
      return `There is no such coworker. These are: ${this.coworkers.map((c) => c.role).join(', ')}`
    }
    const { guard } = this
    const sealed = guard.seal({
      from: manager.id,
      to: coworker.id,
      action: 'delegate',
      resource: 'team',
      workId: work.id,
      text: call.input,
      ...onBehalf(work, manager.id, work.steps[call.step]),
    })
    return guard.admit(sealed, coworker.id)
  }

  run(
    _manager: AgentProfile,
    call: ToolCall,
    work: Work,
    admitted: Admitted,
    done: (result: string) => void,
  ): void {
    const { meter, task } = this
    const coworker = this.coworkerFor(call) as CrewAgent
    meter.envelopes++
    meter.deliveries++
    meter.hops++
    const description = `${task.description}\n${admitted.text}`
    coworker.execute(
      {
        work,
        intent: 'step',
        step: call.step,
        prompt: userText(description, ANSWER_TO_COWORKER, this.context),
        toolset: task.toolset,
      },
      (execution) => {
        meter.envelopes++
        meter.deliveries++
        meter.hops++
        if (execution.kind === 'answer') done(execution.text)
        else done(`The coworker ${coworker.role} met an error: ${execution.reason}`)
      },
    )
  }

  /** By role, as the framework does; a task's own agent needs no name but only for that task. */
  private coworkerFor(call: ToolCall): CrewAgent | undefined {
    if (this.task.agent !== undefined) {
      return call.step === this.task.step ? this.task.agent : undefined
    }
    const input = plainName(call.input)
    return this.coworkers.find((coworker) => input.includes(plainName(coworker.role)))
  }
}

/** Quotes, case and runs of white space do not count in the name of a coworker. */
function plainName(text: string): string {
  return text.replaceAll('"', '').split(/\s+/).join(' ').trim().toLowerCase()
}
