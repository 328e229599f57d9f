/** AutoGen's deployment of one department: a team run for each work, and a desk for other departments. */
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
import type { AgentId } from '../../harness/kernel/units.ts'
import { ReviewDesk } from './reviewer.ts'
import { Roll } from '../../harness/kernel/roll.ts'
import type { EventLog } from './runtime.ts'
import { TeamRun, type Topology } from './team-run.ts'

export class AutogenDeployment implements Deployment {
  private readonly cell: Cell
  private readonly topology: Topology
  private readonly eventLog: EventLog
  private readonly desk: ReviewDesk
  private readonly running = new Roll<TeamRun>()

  constructor(cell: Cell, topology: Topology, eventLog: EventLog) {
    this.cell = cell
    this.topology = topology
    this.eventLog = eventLog
    this.desk = new ReviewDesk(cell, eventLog)
  }

  start(work: Work, done: (outcome: Outcome) => void): void {
    const run = new TeamRun(this.cell, work, this.topology, this.eventLog, (ended, outcome) => {
      this.running.remove(ended)
      if (outcome !== undefined) done(outcome)
    })
    this.running.add(run)
    run.start()
  }

  serve(request: PeerRequest, reply: (reply: PeerReply) => void): void {
    this.desk.serve(request, reply)
  }

  /** One direct message between two runtimes. */
  report({ from, to, workId, text }: ReportMessage): Sealed {
    const { meter, guard } = this.cell
    meter.envelopes++
    if (this.eventLog === 'eager') {
      meter.serializations++
      meter.serializedChars += JSON.stringify({ type: 'Report', from, to, workId, text }).length
    }
    return guard.seal({ from, to, action: 'report', resource: 'upward', workId, text })
  }

  /** Ends every running team in which the agent takes part, and its requests at the desk. */
  purge(agent: AgentId): number {
    let purged = this.desk.purge(agent)
    for (const run of this.running.all()) if (run.involves(agent)) purged += run.expel(agent)
    return purged
  }
}
