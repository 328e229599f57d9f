/** The mesh of one cell: runs its works, serves other departments, and carries reports. */
import type {
  Cell,
  Deployment,
  Outcome,
  PeerReply,
  PeerRequest,
  ReportMessage,
  Sealed,
  Work,
} from '../contract.ts'
import { isRefused } from '../contract.ts'
import { type Listed, Roll } from '../../harness/kernel/roll.ts'
import { StepRun } from './step-run.ts'
import { WorkRun } from './work-run.ts'

/** A step that is being done for another department. */
interface Served extends Listed {
  readonly run: StepRun
  readonly reply: (reply: PeerReply) => void
}

export class MeshDeployment implements Deployment {
  private readonly cell: Cell
  private readonly works = new Roll<WorkRun>()
  private readonly serving = new Roll<Served>()

  constructor(cell: Cell) {
    this.cell = cell
  }

  start(work: Work, done: (outcome: Outcome) => void): void {
    if (work.kind === 'synthesis' && !this.receiveReports(work)) {
      done({ kind: 'failed', reason: 'a report was refused' })
      return
    }
    const run = new WorkRun(this.cell, work, done, this.forget)
    this.works.add(run)
    run.start()
  }

  serve(request: PeerRequest, reply: (reply: PeerReply) => void): void {
    const { work, step, sealed, to } = request
    const { guard, meter } = this.cell
    const admitted = sealed === undefined ? undefined : guard.admit(sealed, to)
    if (admitted === undefined || isRefused(admitted)) {
      reply({ kind: 'refused', reason: admitted?.refused ?? 'the request was not sealed' })
      return
    }
    meter.deliveries++
    const answered = (_run: StepRun, text: string, complete: boolean): void => {
      this.serving.remove(served)
      if (!complete) {
        reply({ kind: 'refused', reason: `${step.name} was not done` })
        return
      }
      meter.envelopes++
      meter.hops++
      const back = guard.seal({
        from: to,
        to: request.from,
        action: 'reply',
        resource: 'peer',
        workId: work.id,
        text,
      })
      reply({ kind: 'answer', text, from: to, sealed: back })
    }
    const asPeer: Work = { ...work, kind: 'peer', steps: [step], final: step.index }
    const run = new StepRun(this.cell, asPeer, step, to, sealed?.text ?? '', answered)
    const served: Served = { run, reply, place: -1 }
    this.serving.add(served)
  }

  report(message: ReportMessage): Sealed {
    const { from, to, workId, text } = message
    this.cell.meter.envelopes++
    this.cell.meter.hops++
    return this.cell.guard.seal({ from, to, action: 'report', resource: 'upward', workId, text })
  }

  purge(agent: number): number {
    let purged = 0
    for (const run of this.works.all()) purged += run.purge(agent)
    for (const served of this.serving.all()) {
      if (served.run.agent !== agent) continue
      served.run.cancelled = true
      this.serving.remove(served)
      purged++
      served.reply({ kind: 'refused', reason: 'quarantine' })
    }
    return purged
  }

  private readonly forget = (run: WorkRun): void => {
    this.works.remove(run)
  }

  /** Reports arrive by envelope; the meta-agent admits each before it reads it. */
  private receiveReports(work: Work): boolean {
    for (const input of work.inputs) {
      if (input.sealed === undefined) return false
      if (isRefused(this.cell.guard.admit(input.sealed, work.initiator))) return false
      this.cell.meter.deliveries++
    }
    return true
  }
}
