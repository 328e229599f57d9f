/**
 * One case on its way through a process. One agent holds it at a time; hand-overs carry what the
 * stages ahead still need. If a holder is quarantined, the case goes back to the last holder before
 * it, which hands it to a successor.
 */
import type {
  Action,
  Cell,
  Input,
  Outcome,
  PeerReply,
  ResourceClass,
  Sealed,
  Step,
  Work,
} from '../contract.ts'
import { isRefused } from '../contract.ts'
import type { Listed } from '../../harness/kernel/roll.ts'
import type { AgentId } from '../../harness/kernel/units.ts'
import type { StageAgent } from './stage-agent.ts'
import type { Staff } from './staff.ts'
import { StepRun } from './step-run.ts'
import { onBehalf } from '../../harness/kernel/provenance.ts'

/** Times that a stage is tried again after a refusal or a quarantine. */
const MAX_REPEATS = 2

/** Who holds the case from which stage on. */
interface Custody {
  readonly agent: AgentId
  readonly position: number
}

/** A hand-over on its way; stale once the case has gone another way. */
interface Flight {
  readonly sealed: Sealed
  readonly attempt: number
}

export interface CaseOptions {
  readonly cell: Cell
  readonly staff: Staff
  readonly agentAt: (agent: AgentId) => StageAgent
  readonly work: Work
  readonly ended: (run: CaseRun, outcome: Outcome) => void
}

export class CaseRun implements Listed {
  readonly work: Work
  place = -1
  private readonly options: CaseOptions
  private readonly texts: string[] = []
  private readonly custody: Custody[]
  private readonly repeats: number[]
  /** Position of the stage that is next or being done; stages are in the order of the steps. */
  private position = 0
  /** Raised when the case goes back: whatever was under way before is ignored. */
  private attempt = 0
  private running: StepRun | undefined
  /** The agent that a hand-over is on its way to. */
  private receiver: AgentId = -1
  private over = false

  constructor(options: CaseOptions) {
    this.options = options
    this.work = options.work
    this.custody = [{ agent: options.work.initiator, position: 0 }]
    this.repeats = new Array<number>(options.work.steps.length).fill(0)
  }

  /** Moves the case to the stage that is next. */
  proceed(): void {
    const { cell, staff } = this.options
    const step = this.step()
    const holder = this.holder()
    if (step.at === 'peer') {
      this.askDepartment(step, holder)
      return
    }
    const { assignee } = step
    const isPinned = assignee !== undefined && !cell.guard.isQuarantined(assignee)
    const agent = isPinned ? assignee : staff.of(this.work.type, step.role, this.work.initiator)
    if (agent === holder) this.serve(step, agent, this.file())
    else this.handOver(step, holder, agent)
  }

  /** Containment: takes the case away from this agent. True if the agent had it. */
  purge(agent: AgentId): boolean {
    if (this.over || (this.holder() !== agent && this.receiver !== agent)) return false
    this.goBack('quarantine')
    return true
  }

  private step(): Step {
    return this.work.steps[this.position] as Step
  }

  private holder(): AgentId {
    return (this.custody.at(-1) as Custody).agent
  }

  private handOver(step: Step, holder: AgentId, agent: AgentId): void {
    const action: Action = this.custody.length === 1 ? 'request' : 'handoff'
    const sealed = this.seal(holder, agent, action, 'team', this.file())
    const { attempt, work } = this
    this.receiver = agent
    this.options.cell.network.local(holder, agent, keyOf(work, step), this.onHandOver, {
      sealed,
      attempt,
    })
  }

  private readonly onHandOver = ({ sealed, attempt }: Flight): void => {
    if (this.over || attempt !== this.attempt) return
    this.receiver = -1
    const admitted = this.receive(sealed, sealed.to)
    if (admitted === undefined) {
      this.goBack('a hand-over was refused')
      return
    }
    this.custody.push({ agent: sealed.to, position: this.position })
    this.serve(this.step(), sealed.to, admitted.text)
  }

  private serve(step: Step, agent: AgentId, file: string): void {
    const { cell, agentAt } = this.options
    this.running = new StepRun(cell, this.work, step, agent, file, this.onAnswer)
    agentAt(agent).submit(this.running)
  }

  private readonly onAnswer = (run: StepRun, text: string, complete: boolean): void => {
    this.running = undefined
    if (complete) this.accept(text)
    else this.end({ kind: 'failed', reason: `${run.step.name} was not done` })
    this.options.agentAt(run.agent).release(run)
  }

  private askDepartment(step: Step, holder: AgentId): void {
    const { cell, staff } = this.options
    const { work, attempt } = this
    const peer = cell.directory.peer(work, step)
    const to = staff.of(work.type, step.role, peer.agent)
    const inputs = this.inputsOf(step, holder)
    const text = inputs.map((input) => input.text).join('\n')
    const sealed = this.seal(holder, to, 'request', 'peer', text, step)
    cell.network.ask(peer.cell, { work, step, from: holder, to, inputs, sealed }, (reply) =>
      this.onDepartment(reply, attempt),
    )
  }

  private onDepartment(reply: PeerReply, attempt: number): void {
    if (this.over || attempt !== this.attempt) return
    const admitted =
      reply.kind === 'refused' || reply.sealed === undefined
        ? undefined
        : this.receive(reply.sealed, this.holder())
    if (admitted === undefined) this.goBack('another department refused')
    else this.accept(admitted.text)
  }

  private accept(text: string): void {
    if (this.step().index === this.work.final) {
      this.end({ kind: 'done', text })
      return
    }
    this.texts[this.position++] = text
    this.proceed()
  }

  /** Returns to the last holder that is not in quarantine, and goes on from there. */
  private goBack(reason: string): void {
    const { cell } = this.options
    this.attempt++
    this.receiver = -1
    this.stop()
    for (let last = this.custody.at(-1); last !== undefined; last = this.custody.at(-1)) {
      if (!cell.guard.isQuarantined(last.agent)) break
      this.position = last.position
      this.custody.pop()
    }
    const repeats = (this.repeats[this.position] as number) + 1
    this.repeats[this.position] = repeats
    if (this.custody.length === 0 || repeats > MAX_REPEATS) {
      this.end({ kind: 'failed', reason })
      return
    }
    cell.meter.retries++
    this.proceed()
  }

  private stop(): void {
    if (this.running === undefined) return
    this.options.agentAt(this.running.agent).cancel(this.running)
    this.running = undefined
  }

  private end(outcome: Outcome): void {
    if (this.over) return
    this.over = true
    this.options.ended(this, outcome)
  }

  /** What the stages from here on need: the brief, and results of stages behind. */
  private file(): string {
    const { steps, inputs, final } = this.work
    let brief = false
    const needed = new Set<number>()
    for (let ahead = this.position; ahead < steps.length; ahead++) {
      const { needs, index } = steps[ahead] as Step
      if (needs.length === 0) brief = true
      for (const need of needs) if (need < this.position) needed.add(need)
      if (index === final) break
    }
    let file = ''
    if (brief) for (const input of inputs) file += `${input.text}\n`
    for (let behind = 0; behind < this.position; behind++) {
      if (needed.has(behind)) file += `${this.texts[behind] as string}\n`
    }
    return file
  }

  private inputsOf(step: Step, holder: AgentId): readonly Input[] {
    if (step.needs.length === 0) return this.work.inputs
    return step.needs.map((need) => ({
      author: holder,
      text: this.texts[need] as string,
      token: '',
    }))
  }

  private seal(
    from: AgentId,
    to: AgentId,
    action: Action,
    resource: ResourceClass,
    text: string,
    step?: Step,
  ): Sealed {
    const { meter, guard } = this.options.cell
    const { work } = this
    meter.envelopes++
    meter.hops++
    const behalf = onBehalf(work, from, step)
    return guard.seal({ from, to, action, resource, workId: work.id, text, ...behalf })
  }

  private receive(sealed: Sealed, receiver: AgentId): Sealed | undefined {
    const { guard, meter } = this.options.cell
    const admitted = guard.admit(sealed, receiver)
    if (isRefused(admitted)) return undefined
    meter.deliveries++
    return admitted
  }
}

function keyOf(work: Work, step: Step): number {
  return work.id * 128 + step.index * 2
}
