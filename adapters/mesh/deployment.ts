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
import { StepRun } from './step-run.ts'
import { WorkRun } from './work-run.ts'

export class MeshDeployment implements Deployment {
  private readonly cell: Cell
  private readonly works = new Set<WorkRun>()
  private readonly serving = new Map<StepRun, (reply: PeerReply) => void>()

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
    const answered = (run: StepRun, text: string, complete: boolean): void => {
      this.serving.delete(run)
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
    this.serving.set(new StepRun(this.cell, asPeer, step, to, sealed?.text ?? '', answered), reply)
  }

  report(message: ReportMessage): Sealed {
    const { from, to, workId, text } = message
    this.cell.meter.envelopes++
    this.cell.meter.hops++
    return this.cell.guard.seal({ from, to, action: 'report', resource: 'upward', workId, text })
  }

  purge(agent: number): number {
    let purged = 0
    for (const run of this.works) purged += run.purge(agent)
    for (const [run, reply] of this.serving) {
      if (run.agent !== agent) continue
      run.cancelled = true
      this.serving.delete(run)
      purged++
      reply({ kind: 'refused', reason: 'quarantine' })
    }
    return purged
  }

  private readonly forget = (run: WorkRun): void => {
    this.works.delete(run)
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
