/**
 * Where reports come in to a meta-agent, are condensed on a fixed beat, and go up: leads to their
 * department, departments to their division, divisions to the apex, whose synthesis is the brief.
 */
import type { Deployment, Work } from '../../adapters/contract.ts'
import { Histogram } from '../../results/histogram.ts'
import type { Timeline } from '../kernel/timeline.ts'
import type { AgentId, CellId, VirtualUs } from '../kernel/units.ts'
import { expectedToken } from '../world/artefacts.ts'
import type { CellKind, Organisation } from '../world/organisation.ts'
import type { ReportSpec } from '../../workloads/workload.ts'
import type { UpwardReport } from './messages.ts'
import { synthesisWork } from './tasks.ts'

export interface SynthesisTally {
  syntheses: number
  right: number
  wrong: number
}

export interface SynthesisDeskOptions {
  readonly cell: CellId
  readonly timeline: Timeline
  readonly organisation: Organisation
  readonly spec: ReportSpec
  readonly seed: number
  readonly deployment: Pick<Deployment, 'start'>
  /** No beat starts at or after this time. */
  readonly endUs: VirtualUs
  /** A right synthesis goes up; the apex has nobody above it. */
  readonly sendUp: (work: Work, report: UpwardReport) => void
  readonly judged: (work: Work, text: string, right: boolean) => void
  /** False for a report that is not what its author sealed; it is set aside. */
  readonly isSound: (report: UpwardReport) => boolean
  /** Reports of agents in quarantine are set aside. */
  readonly isQuarantined: (agent: AgentId) => boolean
}

/** Beats of the three tiers are a quarter of a period apart, so that news goes up within one. */
const OFFSET: Record<CellKind, number> = { department: 0, division: 0.25, apex: 0.5 }

export class SynthesisDesk {
  readonly tally: SynthesisTally = { syntheses: 0, right: 0, wrong: 0 }
  /** Age of the news in a synthesis when it is done. */
  readonly staleness: Histogram = new Histogram()
  private readonly options: SynthesisDeskOptions
  private pending: UpwardReport[] = []
  private made = 0

  constructor(options: SynthesisDeskOptions) {
    this.options = options
  }

  open(): void {
    const { timeline, spec, organisation, cell } = this.options
    const offset = Math.round(spec.everyUs * OFFSET[organisation.kindOf(cell)])
    timeline.after(spec.everyUs + offset, this.beat, undefined)
  }

  accept(report: UpwardReport): void {
    if (this.options.isSound(report)) this.pending.push(report)
  }

  private readonly beat = (): void => {
    const { timeline, spec, endUs, isQuarantined } = this.options
    const reports = this.pending.filter((report) => !isQuarantined(report.author))
    this.pending = []
    for (let at = 0; at < reports.length; at += spec.fanIn) {
      this.synthesise(reports.slice(at, at + spec.fanIn))
    }
    if (timeline.now + spec.everyUs < endUs) timeline.after(spec.everyUs, this.beat, undefined)
  }

  private synthesise(reports: readonly UpwardReport[]): void {
    const { timeline, organisation, cell, deployment, seed } = this.options
    const work = synthesisWork(organisation, cell, this.made++, reports)
    const createdAt = Math.round(
      reports.reduce((sum, report) => sum + report.createdAt, 0) / reports.length,
    )
    this.tally.syntheses++
    timeline.digest.add(work.id)
    deployment.start(work, (outcome) => {
      const token = expectedToken(seed, work)
      const text = outcome.kind === 'done' ? outcome.text : ''
      const right = text.includes(token)
      timeline.digest.addText(text)
      if (right) {
        this.tally.right++
        this.staleness.record(timeline.now - createdAt)
        const report: UpwardReport = { author: work.initiator, text, token, createdAt }
        this.options.sendUp(work, report)
      } else {
        this.tally.wrong++
      }
      this.options.judged(work, text, right)
    })
  }
}
