/** The workflows of one department: its stage agents, its cases, and steps for other departments. */
import type {
  Cell,
  Deployment,
  Outcome,
  PeerReply,
  PeerRequest,
  ReportMessage,
  Sealed,
  Step,
  Work,
} from '../contract.ts'
import { isRefused } from '../contract.ts'
import { type Listed, Roll } from '../../harness/kernel/roll.ts'
import type { AgentId } from '../../harness/kernel/units.ts'
import { CaseRun } from './case-run.ts'
import { Processes } from './processes.ts'
import { Staff } from './staff.ts'
import { StageAgent } from './stage-agent.ts'
import { StepRun } from './step-run.ts'

/** A single step that belongs to no case here. */
interface Single extends Listed {
  readonly run: StepRun
  readonly cut: () => void
}

export class WorkflowDeployment implements Deployment {
  private readonly cell: Cell
  private readonly staff: Staff
  private readonly processes = new Processes()
  private readonly agents = new Map<AgentId, StageAgent>()
  private readonly cases = new Roll<CaseRun>()
  private readonly singles = new Roll<Single>()

  constructor(cell: Cell) {
    this.cell = cell
    this.staff = new Staff(cell.directory, cell.guard)
  }

  start(work: Work, done: (outcome: Outcome) => void): void {
    if (work.kind === 'synthesis' && !this.receiveReports(work)) {
      this.decline('a report was refused', done)
    } else if (work.steps.length === 1) {
      this.doAlone(work, done)
    } else if (!this.processes.covers(work)) {
      this.decline(`no process ${work.type} has these stages`, done)
    } else {
      const ended = (run: CaseRun, outcome: Outcome): void => {
        this.cases.remove(run)
        done(outcome)
      }
      const { cell, staff, agentAt } = this
      const run = new CaseRun({ cell, staff, agentAt, work, ended })
      this.cases.add(run)
      run.proceed()
    }
  }

  serve(request: PeerRequest, reply: (reply: PeerReply) => void): void {
    const { work, step, sealed, from, to } = request
    const { guard, meter } = this.cell
    const refuse = (reason: string): void => reply({ kind: 'refused', reason })
    if (sealed === undefined) return refuse('the request was not sealed')
    if (guard.isQuarantined(to)) return refuse('the stage agent is in quarantine')
    const admitted = guard.admit(sealed, to)
    if (isRefused(admitted)) return refuse(admitted.refused)
    meter.deliveries++
    const asPeer: Work = { ...work, kind: 'peer', steps: [step], final: step.index }
    const run = new StepRun(this.cell, asPeer, step, to, admitted.text, (_run, text, complete) => {
      this.singles.remove(single)
      if (complete) {
        meter.envelopes++
        meter.hops++
        const back = guard.seal({
          from: to,
          to: from,
          action: 'reply',
          resource: 'peer',
          workId: work.id,
          text,
        })
        reply({ kind: 'answer', text, from: to, sealed: back })
      } else {
        refuse(`${step.name} was not done`)
      }
      this.agentAt(to).release(run)
    })
    const cut = (): void => {
      this.agentAt(to).cancel(run)
      refuse('quarantine')
    }
    const single: Single = { run, cut, place: -1 }
    this.singles.add(single)
    this.agentAt(to).submit(run)
  }

  report({ from, to, workId, text }: ReportMessage): Sealed {
    this.cell.meter.envelopes++
    this.cell.meter.hops++
    return this.cell.guard.seal({ from, to, action: 'report', resource: 'upward', workId, text })
  }

  /** Takes the agent's cases back and drops what it was asked for by others. */
  purge(agent: AgentId): number {
    let purged = 0
    this.agents.get(agent)?.dismiss()
    for (const run of this.cases.all()) if (run.purge(agent)) purged++
    for (const single of this.singles.all()) {
      if (single.run.agent !== agent) continue
      this.singles.remove(single)
      purged++
      single.cut()
    }
    return purged
  }

  private readonly agentAt = (agent: AgentId): StageAgent => {
    let found = this.agents.get(agent)
    if (found === undefined) {
      found = new StageAgent()
      this.agents.set(agent, found)
    }
    return found
  }

  /** A work of one step is its assignee's own act and waits in no stage's line. */
  private doAlone(work: Work, done: (outcome: Outcome) => void): void {
    const step = work.steps[0] as Step
    const agent = this.cell.directory.assignee(work, step)
    this.cell.guard.entrust(work.id, agent)
    const file = work.inputs.map((input) => input.text).join('\n')
    const run = new StepRun(this.cell, work, step, agent, file, (_run, text, complete) => {
      this.singles.remove(single)
      if (complete) done({ kind: 'done', text })
      else done({ kind: 'failed', reason: `${step.name} was not done` })
    })
    const cut = (): void => {
      run.cancelled = true
      done({ kind: 'failed', reason: 'quarantine' })
    }
    const single: Single = { run, cut, place: -1 }
    this.singles.add(single)
    run.begin()
  }

  /** A moment later, so that a caller that offers the next task at once does not recurse. */
  private decline(reason: string, done: (outcome: Outcome) => void): void {
    this.cell.clock.after(0, done, { kind: 'failed', reason })
  }

  private receiveReports(work: Work): boolean {
    const { guard, meter } = this.cell
    for (const { sealed } of work.inputs) {
      if (sealed === undefined || isRefused(guard.admit(sealed, work.initiator))) return false
      meter.deliveries++
    }
    return true
  }
}
