/**
 * Carries out one work: as one crew, or, when steps belong to other departments, as a flow of crews
 * and peer requests whose state is handed over as kickoff inputs.
 */
import type { Listed } from '../../harness/kernel/roll.ts'
import type { AgentId } from '../../harness/kernel/units.ts'
import {
  type Input,
  type Outcome,
  type PeerReply,
  type PeerRequest,
  type Step,
  type Work,
} from '../contract.ts'
import { admitAtBorder } from './border.ts'
import { type Department, kickoffCrew } from './department-crew.ts'
import { Flow, type FlowMethod } from './flow.ts'
import { FlowState, type StepOutput } from './flow-state.ts'
import { DIVIDER } from './messages.ts'
import { planStages, type Stage } from './stages.ts'
import { BRIEF, handoverName } from './task-text.ts'
import { onBehalf } from '../../harness/kernel/provenance.ts'

/** Made for one work. */
export class WorkFlow implements Listed {
  place = -1
  readonly state: FlowState = new FlowState()
  private readonly department: Department
  private readonly work: Work
  /** Texts handed in with the work that were let in. */
  private readonly briefs: readonly string[]

  constructor(department: Department, work: Work, briefs: readonly string[]) {
    this.department = department
    this.work = work
    this.briefs = briefs
  }

  /** Runs to the end; `done` is called once. */
  run(done: (outcome: Outcome) => void): void {
    const { work, department } = this
    const finish = (failure?: string): void => done(this.outcome(failure))
    if (work.steps.every((step) => step.at === 'team')) {
      this.kickoff(work.steps, finish)
      return
    }
    const methods = planStages(work.steps).map((stage) => this.methodOf(stage))
    new Flow(department.runtime.bus, work.id, methods).kickoff(finish)
  }

  private outcome(failure: string | undefined): Outcome {
    if (failure !== undefined) return { kind: 'failed', reason: failure }
    const final = this.state.get(this.work.final)
    if (final === undefined) return { kind: 'failed', reason: 'the result was withdrawn' }
    return { kind: 'done', text: final.text }
  }

  private methodOf(stage: Stage): FlowMethod {
    return {
      after: stage.after,
      run: (done) => {
        if (stage.kind === 'crew') this.kickoff(stage.steps, done)
        else this.ask(stage.steps[0], done)
      },
    }
  }

  private kickoff(steps: readonly Step[], done: (failure?: string) => void): void {
    const { work, department, state } = this
    const inputs: Record<string, string> = {}
    const missing = this.fillInputs(steps, inputs)
    if (missing !== undefined) {
      done(missing)
      return
    }
    const plan = steps.map((step) => ({
      step,
      agent: department.cell.directory.assignee(work, step),
      withBrief: step.needs.length === 0,
      handedOver: outside(step, steps),
    }))
    const hierarchical = department.hierarchical && work.kind === 'task'
    kickoffCrew(department, work, plan, hierarchical, inputs, (result) => {
      if (result.kind === 'failed') {
        done(result.reason)
        return
      }
      plan.forEach(({ step, agent }, i) => {
        const text = result.outputs[i]?.raw ?? ''
        state.put(step.index, { author: agent, text })
      })
      done()
    })
  }

  /** Puts what steps need from outside their crew into its inputs; returns what is missing. */
  private fillInputs(steps: readonly Step[], inputs: Record<string, string>): string | undefined {
    const { meter } = this.department.cell
    for (const step of steps) {
      if (step.needs.length === 0) {
        if (this.work.kind === 'synthesis') meter.deliveries += this.briefs.length
        inputs[BRIEF] ??= this.briefs.join(DIVIDER)
      }
      for (const need of outside(step, steps)) {
        const output = this.handOn(need)
        if (output === undefined) return `the output of step ${need} was withdrawn`
        meter.deliveries++
        inputs[handoverName(need)] = output.text
      }
    }
    return undefined
  }

  private ask(step: Step, done: (failure?: string) => void): void {
    const { work, state } = this
    const { directory, guard, meter, network } = this.department.cell
    const inputs: Input[] = step.needs.length === 0 ? [...work.inputs] : []
    for (const need of step.needs) {
      const output = this.handOn(need)
      if (output === undefined) {
        done(`the output of step ${need} was withdrawn`)
        return
      }
      inputs.push({ author: output.author, text: output.text, token: '' })
    }
    const { cell, agent: to } = directory.peer(work, step)
    const from = work.initiator
    const text = inputs.map((input) => input.text).join(DIVIDER)
    const workId = work.id
    const behalf = onBehalf(work, from, step)
    const draft = {
      from,
      to,
      action: 'request',
      resource: 'peer',
      workId,
      text,
      ...behalf,
    } as const
    const sealed = guard.seal(draft)
    meter.envelopes++
    meter.hops++
    state.asking.set(step.index, from)
    const request: PeerRequest = { work: peerWork(work, step), step, from, to, inputs, sealed }
    network.ask(cell, request, (reply) => {
      if (!state.asking.delete(step.index)) done(`the request for step ${step.index} was withdrawn`)
      else done(this.takeReply(step, from, reply))
    })
  }

  /** Returns why the answer cannot be used, if so. */
  private takeReply(step: Step, asker: AgentId, reply: PeerReply): string | undefined {
    if (reply.kind === 'refused') return `step ${step.index} was refused: ${reply.reason}`
    const admitted = admitAtBorder(this.department.cell.guard, reply.sealed, asker)
    if (typeof admitted === 'string') {
      return `the answer to step ${step.index} was refused: ${admitted}`
    }
    this.state.put(step.index, { author: reply.from, text: admitted.text })
    return undefined
  }

  /** An output for a later stage; it is an envelope the first time, unless a peer brought it. */
  private handOn(step: number): StepOutput | undefined {
    const output = this.state.get(step)
    if (output === undefined) return undefined
    const fromPeer = this.work.steps.some((other) => other.index === step && other.at === 'peer')
    if (this.state.handOn(step) && !fromPeer) this.department.cell.meter.envelopes++
    return output
  }
}

/** Needs of a step that another stage did. */
function outside(step: Step, crew: readonly Step[]): readonly number[] {
  return step.needs.filter((need) => crew.every((other) => other.index !== need))
}

/** The part of a work that another department must know to do one step of it. */
function peerWork(work: Work, step: Step): Work {
  return {
    id: work.id,
    kind: 'peer',
    type: work.type,
    initiator: work.initiator,
    team: work.team,
    steps: [step],
    final: step.index,
    inputs: step.needs.length === 0 ? work.inputs : [],
  }
}
