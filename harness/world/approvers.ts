/**
 * How people decide about single actions (simulated). They read what they are shown, and what a
 * person can see is bad is bad; what varies is whether the person notices.
 *
 * Sources. Misses by how rare bad things are: Wolfe, Horowitz and Kenner, Nature 435:439 (2005), a
 * laboratory search task; other fields transfer imperfectly, so sweep `missFactor` from 0.5 to 2.
 * Loss of attention to repeats: Ancker et al., BMC Med Inform Decis Mak 17:36 (2017), who found no
 * effect of workload as such, so there is none here.
 */
import { exponential, logNormal, purpose, uniform } from '../kernel/random.ts'
import { HOUR, MINUTE, SECOND, type AgentId, type VirtualUs } from '../kernel/units.ts'
import type { ApprovalSpec } from '../../workloads/workload.ts'
import { ECHO_CANARY, ROGUE_CANARY } from './artefacts.ts'

const DURATION = purpose('people.approval.duration')
const NOTICE = purpose('people.approval.notice')
const FALSE_REJECT = purpose('people.approval.false-reject')

/** Share of bad items among all, and share of the bad ones that are missed; most frequent first. */
const MISSES = [
  [0.5, 0.07],
  [0.1, 0.16],
  [0.01, 0.3],
] as const
const MOST_MISSED = 0.9

/** A repeat counts as one for this long. */
const ENCOUNTER_US = HOUR

export const DEFAULT_APPROVALS: ApprovalSpec = {
  // 500 items in six hours of reviewing a day.
  reviewMeanUs: Math.round((6 * HOUR) / 500),
  reviewTimes: 'log-normal',
  // Assumptions: the spread, and that nobody decides within five seconds.
  reviewSigma: 0.6,
  reviewFloorUs: 5 * SECOND,
  timeoutUs: 30 * MINUTE,
  onTimeout: 'deny',
  decisionTtlUs: 5 * MINUTE,
  missFactor: 1,
  repeatPenalty: 0.3,
  // Assumption; 93 % of an agent's permission prompts are approved, so it is at most 7 %.
  falseRejectProbability: 0.01,
}

/**
 * Probability that a bad item is missed when bad items are this share (0…1] of all that people see:
 * linear in the logarithm of the share through Wolfe's three points, extrapolated with the last slope
 * to rarer ones, at most 0.9. Above one half, where there is no point, it stays as it is there.
 */
export function missProbability(prevalence: number): number {
  const [often, sometimes, seldom] = MISSES
  if (prevalence >= often[0]) return often[1]
  const [from, to] = prevalence >= sometimes[0] ? [often, sometimes] : [sometimes, seldom]
  const decades = Math.log10(from[0] / prevalence)
  const slope = (to[1] - from[1]) / Math.log10(from[0] / to[0])
  return Math.min(MOST_MISSED, from[1] + slope * decades)
}

/** What a person is asked about. The keys of its luck are the same in every architecture. */
export interface ApprovalItem {
  readonly requester: AgentId
  readonly workId: number
  /** Step and round of the work, and whether it is a post or a request, as one small number. */
  readonly key: number
  /** What the person is shown. */
  readonly text: string
}

/** One look at an item. */
export interface Look {
  readonly item: ApprovalItem
  /** How often the same was asked shortly before. */
  readonly repeats: number
  readonly durationUs: VirtualUs
}

export interface ApproverTally {
  approved: number
  denied: number
  /** Bad items that were approved. */
  missed: number
  /** Good items that were denied. */
  falselyDenied: number
}

interface Encounter {
  asked: number
  lastAt: VirtualUs
}

/** The people of one department, who share what they have seen. */
export class Approvers {
  readonly tally: ApproverTally = { approved: 0, denied: 0, missed: 0, falselyDenied: 0 }
  private readonly seed: number
  private readonly spec: ApprovalSpec
  private readonly encounters = new Map<string, Encounter>()
  private seen = 0
  private seenBad = 0

  constructor(seed: number, spec: ApprovalSpec) {
    this.seed = seed
    this.spec = spec
  }

  /** An item comes in; fixes how long a person will need for it. */
  lookAt(item: ApprovalItem, now: VirtualUs): Look {
    const repeats = this.countRepeat(item, now)
    const { reviewMeanUs, reviewTimes, reviewSigma, reviewFloorUs } = this.spec
    const keys = [this.seed, DURATION, item.workId, item.key, repeats] as const
    if (reviewTimes === 'exponential') {
      return { item, repeats, durationUs: Math.round(exponential(reviewMeanUs, ...keys)) }
    }
    const median = reviewMeanUs / Math.exp(reviewSigma ** 2 / 2)
    const us = Math.max(reviewFloorUs, logNormal(median, reviewSigma, ...keys))
    return { item, repeats, durationUs: Math.round(us) }
  }

  /** The person has looked: true to approve. */
  decide({ item, repeats }: Look): boolean {
    const { seed, spec, tally } = this
    const bad = item.text.includes(ROGUE_CANARY) || item.text.includes(ECHO_CANARY)
    this.seen++
    if (bad) this.seenBad++
    let approve: boolean
    if (bad) {
      const missed = Math.min(1, spec.missFactor * missProbability(this.seenBad / this.seen))
      const noticed = (1 - missed) * (1 - spec.repeatPenalty) ** repeats
      approve = uniform(seed, NOTICE, item.workId, item.key, repeats) >= noticed
      if (approve) tally.missed++
    } else {
      const rejected = uniform(seed, FALSE_REJECT, item.workId, item.key, repeats)
      approve = rejected >= spec.falseRejectProbability
      if (!approve) tally.falselyDenied++
    }
    if (approve) tally.approved++
    else tally.denied++
    return approve
  }

  /** How often the requester has asked the same for the same work within the last hour. */
  private countRepeat({ requester, workId, key }: ApprovalItem, now: VirtualUs): number {
    for (const [name, { lastAt }] of this.encounters) {
      if (now - lastAt <= ENCOUNTER_US) break
      this.encounters.delete(name)
    }
    const name = `${requester}.${workId}.${key}`
    const known = this.encounters.get(name)
    // Set anew, so that the oldest comes first.
    this.encounters.delete(name)
    this.encounters.set(name, { asked: (known?.asked ?? 0) + 1, lastAt: now })
    return known?.asked ?? 0
  }
}
