/** The deployment of one cell: crews and flows, one bus and one log of task outputs. */
import type { AgentId } from '../../harness/kernel/units.ts'
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
import { admitAtBorder } from './border.ts'
import { type Department, kickoffCrew } from './department-crew.ts'
import { Roll } from '../../harness/kernel/roll.ts'
import { createRuntime } from './runtime.ts'
import { BRIEF } from './task-text.ts'
import { WorkFlow } from './work-flow.ts'
import { WorldTools } from './world-tools.ts'

/** Holds nothing for idle agents: agents exist while a crew of theirs runs. */
export class CrewDeployment implements Deployment {
  private readonly department: Department
  /** Flows that are running, for purges. */
  private readonly running = new Roll<WorkFlow>()

  constructor(cell: Cell, hierarchical: boolean) {
    this.department = {
      cell,
      runtime: createRuntime(cell),
      tools: new WorldTools(cell),
      hierarchical,
      systems: new Map(),
    }
  }

  start(work: Work, done: (outcome: Outcome) => void): void {
    const flow = new WorkFlow(this.department, work, this.admittedTexts(work))
    this.running.add(flow)
    flow.run((outcome) => {
      this.running.remove(flow)
      done(outcome)
    })
  }

  /** A peer step is a crew of one agent with one task, and sequential. */
  serve(request: PeerRequest, reply: (reply: PeerReply) => void): void {
    const { cell } = this.department
    const { guard, meter } = cell
    const { step, from, to } = request
    const work: Work = { ...request.work, kind: 'peer' }
    const admitted = admitAtBorder(guard, request.sealed, to)
    if (typeof admitted === 'string') {
      reply({ kind: 'refused', reason: admitted })
      return
    }
    meter.deliveries++
    const plan = [{ step, agent: to, withBrief: true, handedOver: [] }]
    const inputs = { [BRIEF]: admitted.text }
    kickoffCrew(this.department, work, plan, false, inputs, (result) => {
      if (result.kind === 'failed') {
        reply({ kind: 'refused', reason: result.reason })
        return
      }
      const sealed = guard.seal({
        from: to,
        to: from,
        action: 'reply',
        resource: 'peer',
        workId: work.id,
        text: result.raw,
      })
      meter.envelopes++
      meter.hops++
      reply({ kind: 'answer', text: result.raw, from: to, sealed })
    })
  }

  report({ from, to, workId, text }: ReportMessage): Sealed {
    const { guard, meter } = this.department.cell
    meter.envelopes++
    return guard.seal({ from, to, action: 'report', resource: 'upward', workId, text })
  }

  /** Reaches flow state only: what is in the context of a running crew stays there. */
  purge(agent: AgentId): number {
    let purged = 0
    for (const flow of this.running.all()) purged += flow.state.purge(agent)
    return purged
  }

  /** The texts of a work's inputs; a sealed one counts only if it takes the control path. */
  private admittedTexts(work: Work): readonly string[] {
    const { guard } = this.department.cell
    const texts: string[] = []
    for (const input of work.inputs) {
      if (input.sealed === undefined) {
        texts.push(input.text)
        continue
      }
      const admitted = admitAtBorder(guard, input.sealed, input.sealed.to)
      if (typeof admitted !== 'string') texts.push(admitted.text)
    }
    return texts
  }
}
