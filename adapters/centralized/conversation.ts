/**
 * One conversation: the assistant does the steps of a work one after the other. Everything that was
 * said stays in the prompt. While it waits for another department it gives its session back, so that
 * two departments that wait for each other do not wait for ever.
 */
import type {
  Action,
  Cell,
  Draft,
  Input,
  ModelReply,
  Outcome,
  PeerReply,
  ResourceClass,
  Step,
  ToolCall,
  Work,
} from '../contract.ts'
import { isRefused } from '../contract.ts'
import type { Listed } from '../../harness/kernel/roll.ts'
import type { AgentId } from '../../harness/kernel/units.ts'
import type { Accounts } from './account.ts'
import type { SessionPool, Visitor } from './session-pool.ts'
import { onBehalf } from '../../harness/kernel/provenance.ts'

/** Times that another department is asked again after a refusal. */
const MAX_REPEATS = 2

const SYSTEM_PROMPT =
  'You are the assistant of the whole organisation. An employee gives you a task. Do all of its ' +
  'steps yourself, one after the other, with the tools that you have, and give the result of each. ' +
  'If something that you need is missing, say what.'

const TOOL_ACTIONS: Record<string, Action> = { lookup: 'lookup', read_board: 'read', post: 'post' }

export interface ConversationOptions {
  readonly cell: Cell
  readonly accounts: Accounts
  /** Absent for a work that waits for no session. */
  readonly pool: SessionPool | undefined
  readonly work: Work
  /** Whose credential the tool calls and messages carry. */
  readonly agent: AgentId
  /** What the conversation opens with. */
  readonly material: string
  readonly ended: (conversation: Conversation, outcome: Outcome) => void
}

export class Conversation implements Listed, Visitor {
  readonly work: Work
  readonly agent: AgentId
  place = -1
  over = false
  private readonly options: ConversationOptions
  private readonly prompt: string[]
  private readonly texts = new Map<number, string>()
  private isSeated = false
  /** Position of the step in hand. */
  private position = 0
  private round = 0
  private repeats = 0
  /** What another department said, until a session is there to go on with it. */
  private answer: string | undefined

  constructor(options: ConversationOptions) {
    this.options = options
    this.work = options.work
    this.agent = options.agent
    this.prompt = [SYSTEM_PROMPT, options.material]
  }

  /** Gets in line for a session, where one is needed. */
  start(): void {
    const { pool } = this.options
    if (pool === undefined) this.seated()
    else pool.enter(this)
  }

  seated(): void {
    this.isSeated = true
    const { answer } = this
    this.answer = undefined
    if (answer === undefined) this.proceed()
    else this.accept(answer)
  }

  /** Nothing that still comes back counts, and no session is taken; `close` has to follow. */
  cut(): void {
    this.over = true
  }

  /** Hands over the outcome and gives the session back. */
  close(outcome: Outcome): void {
    this.options.ended(this, outcome)
    this.leave()
  }

  private end(outcome: Outcome): void {
    this.cut()
    this.close(outcome)
  }

  private leave(): void {
    if (!this.isSeated) return
    this.isSeated = false
    this.options.pool?.leave()
  }

  private proceed(): void {
    const { work, options } = this
    const step = this.step()
    if (step.at === 'peer' && work.kind === 'task' && work.steps.length > 1) {
      const { cell, agent } = options.cell.directory.peer(work, step)
      if (cell !== options.cell.id) {
        this.askDepartment(step, cell, options.accounts.of(agent))
        return
      }
    }
    this.round = 0
    this.ask()
  }

  private step(): Step {
    return this.work.steps[this.position] as Step
  }

  private ask(): void {
    const { work, agent, prompt } = this
    const { role, index } = this.step()
    const round = this.round++
    this.options.cell.model.call(
      { work, agent, role, intent: 'step', step: index, round, prompt },
      this.onReply,
    )
  }

  private readonly onReply = (reply: ModelReply): void => {
    if (this.over) return
    const call = reply.toolCalls[0]
    if (call !== undefined) this.useTool(call)
    else if (reply.complete) this.accept(reply.text)
    else this.end({ kind: 'failed', reason: `${this.step().name} was not done` })
  }

  private useTool(call: ToolCall): void {
    const { guard, tools } = this.options.cell
    const action = TOOL_ACTIONS[call.name] as Action
    const resource: ResourceClass = action === 'lookup' ? 'tool' : 'board'
    const admitted = guard.admit(guard.seal(this.draft(action, resource, call.input)), this.agent)
    this.prompt.push(call.input)
    if (isRefused(admitted)) {
      this.prompt.push(`refused: ${admitted.refused}`)
      this.ask()
    } else {
      tools.run(call, this.work, admitted, this.onResult)
    }
  }

  private readonly onResult = (result: string): void => {
    if (this.over) return
    this.prompt.push(result)
    this.ask()
  }

  private accept(text: string): void {
    const { index } = this.step()
    if (index === this.work.final) {
      this.end({ kind: 'done', text })
      return
    }
    this.texts.set(index, text)
    this.prompt.push(text)
    this.position++
    this.repeats = 0
    this.proceed()
  }

  private askDepartment(step: Step, cell: number, to: AgentId): void {
    const { guard, meter, network } = this.options.cell
    const inputs = this.inputsOf(step)
    const text = inputs.map((input) => input.text).join('\n')
    meter.envelopes++
    meter.hops++
    const { work, agent } = this
    const behalf = onBehalf(work, agent, step)
    const sealed = guard.seal({ ...this.draft('request', 'peer', text), to, ...behalf })
    network.ask(cell, { work, step, from: agent, to, inputs, sealed }, this.onDepartment)
    this.leave()
  }

  private readonly onDepartment = (reply: PeerReply): void => {
    if (this.over) return
    this.answer = this.receive(reply)
    if (this.answer === undefined) {
      if (this.repeats === MAX_REPEATS) {
        this.end({ kind: 'failed', reason: `nobody may do ${this.step().name}` })
        return
      }
      this.repeats++
      this.options.cell.meter.retries++
    }
    this.start()
  }

  private receive(reply: PeerReply): string | undefined {
    if (reply.kind === 'refused' || reply.sealed === undefined) return undefined
    const admitted = this.options.cell.guard.admit(reply.sealed, this.agent)
    if (isRefused(admitted)) return undefined
    this.options.cell.meter.deliveries++
    return admitted.text
  }

  private inputsOf(step: Step): readonly Input[] {
    if (step.needs.length === 0) return this.work.inputs
    return step.needs.map((need) => ({
      author: this.agent,
      text: this.texts.get(need) as string,
      token: '',
    }))
  }

  private draft(action: Action, resource: ResourceClass, text: string): Draft {
    return { from: this.agent, to: this.agent, action, resource, workId: this.work.id, text }
  }
}
