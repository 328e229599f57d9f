/**
 * One work on the mesh. The agent of the final step answers for it: it asks the others for their
 * steps by envelope, as soon as what a step needs is there, and hands over just that.
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
import { StepRun } from './step-run.ts'
import { grantsOf } from '../../harness/kernel/provenance.ts'

/** Times that a step is given to another agent after its own was refused or quarantined. */
const MAX_REASSIGNMENTS = 2

/** A message on its way inside the department. */
interface Flight {
  readonly sealed: Sealed
  readonly step: Step
}

export class WorkRun implements Listed {
  readonly work: Work
  place = -1
  /** The agent that answers for the work. */
  readonly owner: number
  private readonly cell: Cell
  private readonly done: (outcome: Outcome) => void
  private readonly texts: (string | undefined)[]
  private readonly asked: number[]
  private readonly running: StepRun[] = []
  private readonly finished: (run: WorkRun) => void
  private over = false

  constructor(
    cell: Cell,
    work: Work,
    done: (outcome: Outcome) => void,
    finished: (run: WorkRun) => void,
  ) {
    this.cell = cell
    this.work = work
    this.done = done
    this.finished = finished
    this.owner = cell.directory.assignee(work, work.steps[work.final] as Step)
    this.texts = new Array<string | undefined>(work.steps.length).fill(undefined)
    this.asked = new Array<number>(work.steps.length).fill(0)
  }

  /** The initiator hands the work to its owner, if that is somebody else. */
  start(): void {
    const { work, owner, cell } = this
    if (work.initiator === owner || work.kind !== 'task') {
      this.askReady()
      return
    }
    const sealed = this.seal(work.initiator, owner, 'request', 'team', this.brief())
    cell.network.local(work.initiator, owner, work.id, this.onHandIn, sealed)
  }

  /** Containment: gives this agent's running steps to others. Returns how many there were. */
  purge(agent: number): number {
    if (agent === this.owner) {
      this.fail('its owner is in quarantine')
      return 1
    }
    let purged = 0
    for (const run of this.running.filter((candidate) => candidate.agent === agent)) {
      run.cancelled = true
      this.forget(run)
      purged++
      this.reassign(run.step)
    }
    return purged
  }

  private readonly onHandIn = (sealed: Sealed): void => {
    const admitted = this.receive(sealed, this.owner)
    if (admitted === undefined) this.fail('the hand-in was refused')
    else this.askReady()
  }

  private askReady(): void {
    for (const step of this.work.steps) {
      if (this.over) return
      if (this.asked[step.index] === 0 && this.isReady(step)) this.ask(step)
    }
  }

  private isReady(step: Step): boolean {
    for (const need of step.needs) if (this.texts[need] === undefined) return false
    return true
  }

  private ask(step: Step): void {
    const { cell, work, owner } = this
    this.asked[step.index] = (this.asked[step.index] as number) + 1
    if (step.at === 'peer') {
      this.askPeer(step)
      return
    }
    const agent = step.index === work.final ? owner : cell.directory.assignee(work, step)
    if (agent === owner) {
      this.doStep(step, owner, this.material(step))
      return
    }
    const sealed = this.seal(owner, agent, 'request', 'team', this.material(step), step)
    cell.network.local(owner, agent, keyOf(work, step), this.onRequest, { sealed, step })
  }

  private readonly onRequest = ({ sealed, step }: Flight): void => {
    if (this.over) return
    // Whoever was quarantined while the request was on its way could do nothing for it.
    const isLate = this.cell.guard.isQuarantined(sealed.to)
    if (isLate || this.receive(sealed, sealed.to) === undefined) this.reassign(step)
    else this.doStep(step, sealed.to, sealed.text)
  }

  private doStep(step: Step, agent: number, material: string): void {
    const run = new StepRun(this.cell, this.work, step, agent, material, this.onAnswer)
    this.running.push(run)
  }

  private readonly onAnswer = (run: StepRun, text: string, complete: boolean): void => {
    this.forget(run)
    if (this.over) return
    const { step, agent } = run
    if (!complete) {
      this.fail(`${step.name} was not done`)
    } else if (agent === this.owner) {
      this.accept(step, text)
    } else {
      const sealed = this.seal(agent, this.owner, 'reply', 'team', text)
      const key = keyOf(this.work, step) + 1
      this.cell.network.local(agent, this.owner, key, this.onReply, { sealed, step })
    }
  }

  private readonly onReply = ({ sealed, step }: Flight): void => {
    if (this.over) return
    if (this.receive(sealed, this.owner) === undefined) this.reassign(step)
    else this.accept(step, sealed.text)
  }

  private askPeer(step: Step): void {
    const { cell, work, owner } = this
    const peer = cell.directory.peer(work, step)
    const sealed = this.seal(owner, peer.agent, 'request', 'peer', this.material(step), step)
    const inputs = this.inputsOf(step)
    cell.network.ask(
      peer.cell,
      { work, step, from: owner, to: peer.agent, inputs, sealed },
      (reply) => this.onPeerReply(step, reply),
    )
  }

  private onPeerReply(step: Step, reply: PeerReply): void {
    if (this.over) return
    if (reply.kind === 'refused' || reply.sealed === undefined) this.reassign(step)
    else if (this.receive(reply.sealed, this.owner) === undefined) this.reassign(step)
    else this.accept(step, reply.text)
  }

  private accept(step: Step, text: string): void {
    this.texts[step.index] = text
    if (step.index === this.work.final) this.end({ kind: 'done', text })
    else this.askReady()
  }

  private forget(run: StepRun): void {
    this.running.splice(this.running.indexOf(run), 1)
  }

  private reassign(step: Step): void {
    if ((this.asked[step.index] as number) > MAX_REASSIGNMENTS) {
      this.fail(`nobody may do ${step.name}`)
      return
    }
    this.cell.meter.retries++
    this.ask(step)
  }

  private fail(reason: string): void {
    this.end({ kind: 'failed', reason })
  }

  private end(outcome: Outcome): void {
    if (this.over) return
    this.over = true
    for (const run of this.running) run.cancelled = true
    this.finished(this)
    this.done(outcome)
  }

  /** What a step is handed: the artefacts that it needs, or the work's inputs. */
  private material(step: Step): string {
    if (step.needs.length === 0) return this.brief()
    let text = ''
    for (const need of step.needs) text += `${this.texts[need] as string}\n`
    return text
  }

  private inputsOf(step: Step): readonly Input[] {
    if (step.needs.length === 0) return this.work.inputs
    return step.needs.map((need) => ({
      author: this.owner,
      text: this.texts[need] as string,
      token: '',
    }))
  }

  private brief(): string {
    let text = ''
    for (const input of this.work.inputs) text += `${input.text}\n`
    return text
  }

  /** `step`: what is asked for; without one the sender answers, or passes its own work on whole. */
  private seal(
    from: number,
    to: number,
    action: Action,
    resource: ResourceClass,
    text: string,
    step?: Step,
  ): Sealed {
    const { meter, guard } = this.cell
    meter.envelopes++
    meter.hops++
    const { id: workId, initiator } = this.work
    // Literals: to spread `onBehalf` into a draft costs more than all else that is done for a message.
    if (step === undefined) return guard.seal({ from, to, action, resource, workId, text })
    const grants = grantsOf(step)
    if (from === initiator) return guard.seal({ from, to, action, resource, workId, text, grants })
    const origin = initiator
    const hopCount = 1
    return guard.seal({ from, to, action, resource, workId, text, origin, hopCount, grants })
  }

  private receive(sealed: Sealed, receiver: number): Sealed | undefined {
    const admitted = this.cell.guard.admit(sealed, receiver)
    if (isRefused(admitted)) return undefined
    this.cell.meter.deliveries++
    return admitted
  }
}

function keyOf(work: Work, step: Step): number {
  return work.id * 128 + step.index * 2
}
