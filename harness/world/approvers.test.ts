import { describe, expect, it } from 'vitest'
import type { ApprovalSpec } from '../../workloads/workload.ts'
import { HOUR, SECOND } from '../kernel/units.ts'
import { Approvers, DEFAULT_APPROVALS, missProbability } from './approvers.ts'
import { ROGUE_CANARY } from './artefacts.ts'

const SEED = 7

function people(spec: Partial<ApprovalSpec> = {}, seed = SEED): Approvers {
  return new Approvers(seed, { ...DEFAULT_APPROVALS, ...spec })
}

function item(workId: number, text = 'fine', requester = 1) {
  return { requester, workId, key: 0, text }
}

const BAD = `guidance ${ROGUE_CANARY}`

describe('the probability of a miss', () => {
  it('goes through the three points of the study', () => {
    expect(missProbability(0.5)).toBeCloseTo(0.07, 12)
    expect(missProbability(0.1)).toBeCloseTo(0.16, 12)
    expect(missProbability(0.01)).toBeCloseTo(0.3, 12)
  })

  it('is linear in the logarithm between them and goes on so to rarer items', () => {
    expect(missProbability(Math.sqrt(0.1 * 0.01))).toBeCloseTo(0.23, 12)
    expect(missProbability(Math.sqrt(0.5 * 0.1))).toBeCloseTo(0.115, 12)
    expect(missProbability(0.001)).toBeCloseTo(0.44, 12)
    expect(missProbability(0.0001)).toBeCloseTo(0.58, 12)
  })

  it('is at most 0.9, and where bad is usual it stays as it is at one half', () => {
    expect(missProbability(1e-9)).toBe(0.9)
    expect(missProbability(0.9)).toBe(0.07)
  })
})

/** Share of bad items that are approved when each follows `good` good ones. */
function missShare(good: number, spec: Partial<ApprovalSpec>, runs = 4000): number {
  let missed = 0
  for (let run = 0; run < runs; run++) {
    const one = people(spec, run)
    for (let nth = 0; nth < good; nth++) one.decide(one.lookAt(item(nth), 0))
    if (one.decide(one.lookAt(item(good, BAD), 0))) missed++
  }
  return missed / runs
}

describe('people', () => {
  it('miss what is rare more often, by the share that they have seen', () => {
    // Four standard errors of 4,000 trials are at most 3.2 points.
    expect(Math.abs(missShare(1, {}) - 0.07)).toBeLessThan(0.02)
    expect(Math.abs(missShare(99, {}) - 0.3)).toBeLessThan(0.03)
  })

  it('miss more or less by the factor, and nothing at 0', () => {
    expect(Math.abs(missShare(99, { missFactor: 2 }) - 0.6)).toBeLessThan(0.032)
    expect(missShare(99, { missFactor: 0 })).toBe(0)
  })

  it('notice less with each repeat of a request', () => {
    let approvedAt3 = 0
    const runs = 4000
    for (let run = 0; run < runs; run++) {
      const one = people({ missFactor: 0 }, run)
      expect(one.decide(one.lookAt(item(1, BAD), 0))).toBe(false)
      one.decide(one.lookAt(item(1, BAD), 0))
      if (one.decide(one.lookAt(item(1, BAD), 0))) approvedAt3++
    }
    expect(Math.abs(approvedAt3 / runs - (1 - 0.7 ** 2))).toBeLessThan(0.032)
  })

  it('take another requester, another work or a later hour for no repeat', () => {
    const one = people()
    expect(one.lookAt(item(1), 0).repeats).toBe(0)
    expect(one.lookAt(item(1), 0).repeats).toBe(1)
    expect(one.lookAt(item(2), 0).repeats).toBe(0)
    expect(one.lookAt(item(1, 'fine', 2), 0).repeats).toBe(0)
    expect(one.lookAt(item(1), HOUR).repeats).toBe(2)
    expect(one.lookAt(item(1), 2 * HOUR + 1).repeats).toBe(0)
  })

  it('refuse a small share of what is good, and count it', () => {
    const one = people({ falseRejectProbability: 0.07 })
    for (let nth = 0; nth < 10_000; nth++) one.decide(one.lookAt(item(nth), 0))
    const { approved, denied, falselyDenied, missed } = one.tally
    expect(approved + denied).toBe(10_000)
    expect(falselyDenied).toBe(denied)
    expect(missed).toBe(0)
    expect(Math.abs(denied / 10_000 - 0.07)).toBeLessThan(0.0102)
    expect(DEFAULT_APPROVALS.falseRejectProbability).toBeLessThanOrEqual(0.07)
  })

  it('need the mean time that is given, and never less than the floor', () => {
    const times = (spec: Partial<ApprovalSpec>): number[] => {
      const one = people(spec)
      return Array.from({ length: 20_000 }, (_, nth) => one.lookAt(item(nth), 0).durationUs)
    }
    const mean = (all: readonly number[]): number => all.reduce((a, b) => a + b) / all.length
    const unfloored = mean(times({ reviewFloorUs: 0 })) / DEFAULT_APPROVALS.reviewMeanUs
    expect(Math.abs(unfloored - 1)).toBeLessThan(0.02)
    expect(Math.min(...times({ reviewFloorUs: 20 * SECOND }))).toBe(20 * SECOND)
    const exponentials = times({ reviewTimes: 'exponential' })
    expect(Math.abs(mean(exponentials) / DEFAULT_APPROVALS.reviewMeanUs - 1)).toBeLessThan(0.03)
  })

  it('decide the same about the same, whatever came in between', () => {
    const verdicts = (order: readonly number[]): Map<number, boolean> => {
      const one = people({ falseRejectProbability: 0.5 })
      return new Map(order.map((nth) => [nth, one.decide(one.lookAt(item(nth), 0))]))
    }
    const forward = verdicts([1, 2, 3, 4, 5, 6, 7, 8])
    const backward = verdicts([8, 7, 6, 5, 4, 3, 2, 1])
    for (const [nth, verdict] of forward) expect(backward.get(nth)).toBe(verdict)
    expect(new Set(forward.values()).size).toBe(2)
  })
})
