/**
 * People who triage alerts (simulated): a finite number of them, first come first served, each alert
 * taking a log-normal time keyed by its subject. They look at what the subject posted and decide.
 */
import { logNormal, purpose } from '../kernel/random.ts'
import type { Timeline } from '../kernel/timeline.ts'
import type { AgentId, VirtualUs } from '../kernel/units.ts'
import type { PeopleSpec } from '../../workloads/workload.ts'
import { NOBODY, type ReviewPool } from './review-pool.ts'

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
  /** Who there is; approvals may take the same people's time. */
  readonly pool: ReviewPool
  /** What a person finds who looks at the subject's posts. */
  readonly isBad: (subject: AgentId) => boolean
  readonly decided: (decision: Decision) => void
}

export class Reviewers {
  private readonly options: ReviewerOptions

  constructor(options: ReviewerOptions) {
    this.options = options
  }

  /** Queues an alert about a subject. */
  triage(subject: AgentId): void {
    const { timeline, seed, people, pool, isBad, decided } = this.options
    const us = logNormal(people.reviewUs, REVIEW_SIGMA, seed, REVIEW, subject)
    pool.add({
      durationUs: Math.round(us),
      excluded: NOBODY,
      done: () => decided({ subject, quarantine: isBad(subject), at: timeline.now }),
    })
  }
}
