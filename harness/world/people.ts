/**
 * People who triage alerts (simulated): a finite number of them, first come first served, each alert
 * taking a log-normal time keyed by its subject. They look at what the subject posted and decide.
 */
import { logNormal, purpose } from '../kernel/random.ts'
import type { Timeline } from '../kernel/timeline.ts'
import type { AgentId, VirtualUs } from '../kernel/units.ts'
import type { PeopleSpec } from '../../workloads/workload.ts'

const REVIEW = purpose('people.review')
const REVIEW_SIGMA = 0.4

export interface Decision {
  readonly subject: AgentId
  readonly quarantine: boolean
  readonly at: VirtualUs
}

export interface ReviewerOptions {
  readonly timeline: Timeline
  readonly seed: number
  readonly people: PeopleSpec
  /** What a person finds who looks at the subject's posts. */
  readonly isBad: (subject: AgentId) => boolean
  readonly decided: (decision: Decision) => void
}

export class Reviewers {
  private readonly options: ReviewerOptions
  private readonly waiting: AgentId[] = []
  private busy = 0

  constructor(options: ReviewerOptions) {
    this.options = options
  }

  /** Queues an alert about a subject. */
  triage(subject: AgentId): void {
    this.waiting.push(subject)
    this.takeNext()
  }

  private takeNext(): void {
    const { timeline, seed, people } = this.options
    if (this.busy >= people.reviewers) return
    const subject = this.waiting.shift()
    if (subject === undefined) return
    this.busy++
    const us = logNormal(people.reviewUs, REVIEW_SIGMA, seed, REVIEW, subject)
    timeline.after(Math.round(us), this.decide, subject)
  }

  private readonly decide = (subject: AgentId): void => {
    const { timeline, isBad, decided } = this.options
    this.busy--
    decided({ subject, quarantine: isBad(subject), at: timeline.now })
    this.takeNext()
  }
}
