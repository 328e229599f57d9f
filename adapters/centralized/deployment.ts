/** The assistant of one department: its account, its sessions, and the conversations it holds. */
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
import { Roll } from '../../harness/kernel/roll.ts'
import type { AgentId } from '../../harness/kernel/units.ts'
import { Accounts } from './account.ts'
import { Conversation } from './conversation.ts'
import { SessionPool } from './session-pool.ts'

export class CentralizedDeployment implements Deployment {
  private readonly cell: Cell
  private readonly accounts: Accounts
  private readonly pool: SessionPool
  private readonly conversations = new Roll<Conversation>()

  constructor(cell: Cell, sessions: number) {
    this.cell = cell
    this.accounts = new Accounts(cell.directory)
    this.pool = new SessionPool(sessions)
  }

  start(work: Work, done: (outcome: Outcome) => void): void {
    const { guard, directory } = this.cell
    if (work.kind === 'synthesis') {
      if (this.receiveReports(work)) this.converse(work, work.initiator, this.pool, done)
      else this.decline('a report was refused', done)
    } else if (work.steps.length === 1) {
      const agent = directory.assignee(work, work.steps[0] as Step)
      this.converse(work, agent, undefined, done)
    } else if (guard.isQuarantined(work.initiator)) {
      this.decline('its initiator is in quarantine', done)
    } else {
      const agent = this.accounts.of(work.initiator)
      if (guard.isQuarantined(agent)) this.decline('the assistant is in quarantine', done)
      else this.converse(work, agent, this.pool, done)
    }
  }

  serve(request: PeerRequest, reply: (reply: PeerReply) => void): void {
    const { work, step, sealed, from, to } = request
    const { guard, meter } = this.cell
    const refuse = (reason: string): void => reply({ kind: 'refused', reason })
    if (sealed === undefined) return refuse('the request was not sealed')
    if (guard.isQuarantined(to)) return refuse('the assistant is in quarantine')
    const admitted = guard.admit(sealed, to)
    if (isRefused(admitted)) return refuse(admitted.refused)
    meter.deliveries++
    const asPeer: Work = { ...work, kind: 'peer', steps: [step], final: step.index }
    const answer = (outcome: Outcome): void => {
      if (outcome.kind === 'failed') return refuse(outcome.reason)
      meter.envelopes++
      meter.hops++
      const { text } = outcome
      const back = guard.seal({
        from: to,
        to: from,
        action: 'reply',
        resource: 'peer',
        workId: work.id,
        text,
      })
      reply({ kind: 'answer', text, from: to, sealed: back })
    }
    this.converse(asPeer, to, this.pool, answer, admitted.text)
  }

  /** A report of the department to itself is a note of the assistant; one to another cell is sealed. */
  report({ from, to, workId, text }: ReportMessage): Sealed | undefined {
    const { directory, meter, guard, id } = this.cell
    if (directory.cellOf(to) === id) return undefined
    meter.envelopes++
    meter.hops++
    return guard.seal({ from, to, action: 'report', resource: 'upward', workId, text })
  }

  /** Cuts what the agent does and, because nobody else may decide for it, what it asked for. */
  purge(agent: AgentId): number {
    const cut = this.conversations
      .all()
      .filter(
        ({ work, agent: speaker }) =>
          speaker === agent || (work.kind === 'task' && work.initiator === agent),
      )
    // All of them first, so that no session passes from one of them to the next.
    for (const conversation of cut) conversation.cut()
    for (const conversation of cut) conversation.close({ kind: 'failed', reason: 'quarantine' })
    return cut.length
  }

  private converse(
    work: Work,
    agent: AgentId,
    pool: SessionPool | undefined,
    done: (outcome: Outcome) => void,
    material = briefOf(work),
  ): void {
    const ended = (conversation: Conversation, outcome: Outcome): void => {
      this.conversations.remove(conversation)
      done(outcome)
    }
    const { cell, accounts } = this
    if (work.kind !== 'peer') cell.guard.entrust(work.id, agent)
    const conversation = new Conversation({ cell, accounts, pool, work, agent, material, ended })
    this.conversations.add(conversation)
    conversation.start()
  }

  /** A moment later, so that a caller that offers the next task at once does not recurse. */
  private decline(reason: string, done: (outcome: Outcome) => void): void {
    this.cell.clock.after(0, done, { kind: 'failed', reason })
  }

  /** A report from another cell must come sealed; what it says is not read otherwise. */
  private receiveReports(work: Work): boolean {
    const { directory, guard, meter, id } = this.cell
    for (const { author, sealed } of work.inputs) {
      if (sealed === undefined) {
        if (directory.cellOf(author) !== id) return false
        continue
      }
      if (isRefused(guard.admit(sealed, work.initiator))) return false
      meter.deliveries++
    }
    return true
  }
}

function briefOf(work: Work): string {
  return work.inputs.map((input) => input.text).join('\n')
}
