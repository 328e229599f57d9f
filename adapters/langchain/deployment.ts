/** One department, division or apex on the LangChain packages: works in, outcomes out. */
import {
  isRefused,
  type Cell,
  type Deployment,
  type Outcome,
  type PeerReply,
  type PeerRequest,
  type ReportMessage,
  type Sealed,
  type Work,
} from '../contract.ts'
import type { AgentId } from '../../harness/kernel/units.ts'
import { stepAt } from './materials.ts'
import { StepAgents } from './step-agents.ts'
import { openingText, outcomeOf, type Topology, withinRecursionLimit } from './topology.ts'

export class LangChainDeployment implements Deployment {
  private readonly cell: Cell
  private readonly agents: StepAgents
  private readonly topology: Topology

  /** `create` makes the topology; it may run single steps with the agents that it is given. */
  constructor(cell: Cell, create: (cell: Cell, agents: StepAgents) => Topology) {
    this.cell = cell
    this.agents = new StepAgents(cell)
    this.topology = create(cell, this.agents)
  }

  start(work: Work, done: (outcome: Outcome) => void): void {
    const { cell } = this
    cell.promises.spawn(
      async () => {
        done(await withinRecursionLimit(() => this.solve(work)))
      },
      (error) => cell.fail(error),
    )
  }

  /** Admits the request, does the step with one agent, and seals the answer. */
  serve(request: PeerRequest, reply: (reply: PeerReply) => void): void {
    const { cell } = this
    const { sealed } = request
    if (sealed === undefined) {
      reply({ kind: 'refused', reason: 'the request has no seal' })
      return
    }
    const verdict = cell.guard.admit(sealed, request.to)
    if (isRefused(verdict)) {
      reply({ kind: 'refused', reason: verdict.refused })
      return
    }
    cell.meter.deliveries++
    cell.promises.spawn(
      async () => {
        reply(await this.answerPeer(request, verdict.text))
      },
      (error) => cell.fail(error),
    )
  }

  report({ from, to, workId, text }: ReportMessage): Sealed {
    this.cell.meter.envelopes++
    return this.cell.guard.seal({ from, to, action: 'report', resource: 'upward', workId, text })
  }

  purge(agent: AgentId): number {
    return this.agents.purge(agent) + this.topology.purge(agent)
  }

  private solve(work: Work): Promise<Outcome> {
    if (work.kind === 'synthesis') return this.synthesise(work)
    // Work of one step needs no coordination: its agent does it alone.
    if (work.steps.length === 1) return this.doAlone(work, [openingText(work)])
    return this.topology.solve(work)
  }

  /** The meta-agent reads the reports that take the control path, one message each. */
  private synthesise(work: Work): Promise<Outcome> {
    const { cell } = this
    const reader = cell.directory.assignee(work, stepAt(work, work.final))
    const reports: string[] = []
    for (const { text, sealed } of work.inputs) {
      if (sealed !== undefined && isRefused(cell.guard.admit(sealed, reader))) continue
      cell.meter.deliveries++
      reports.push(text)
    }
    return this.doAlone(work, reports)
  }

  private async doAlone(work: Work, messages: readonly string[]): Promise<Outcome> {
    const step = stepAt(work, work.final)
    const agent = this.cell.directory.assignee(work, step)
    this.cell.guard.entrust(work.id, agent)
    const answer = await this.agents.answer(work, step, agent, messages)
    if (!answer.accepted) return { kind: 'failed', reason: `agent ${agent} is quarantined` }
    return outcomeOf(this.cell, work, agent, answer.text)
  }

  private async answerPeer(
    { work, step, from, to }: PeerRequest,
    text: string,
  ): Promise<PeerReply> {
    const { cell } = this
    const answer = await this.agents.answer(work, step, to, [text])
    if (!answer.accepted) return { kind: 'refused', reason: 'quarantine' }
    cell.meter.envelopes++
    cell.meter.hops++
    const sealed = cell.guard.seal({
      from: to,
      to: from,
      action: 'reply',
      resource: 'peer',
      workId: work.id,
      text: answer.text,
    })
    return { kind: 'answer', text: answer.text, from: to, sealed }
  }
}
