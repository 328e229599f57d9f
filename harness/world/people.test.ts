import { describe, expect, it } from 'vitest'
import type { PeopleSpec } from '../../workloads/workload.ts'
import { Timeline } from '../kernel/timeline.ts'
import { MINUTE } from '../kernel/units.ts'
import { type Decision, Reviewers } from './people.ts'
import { ReviewPool } from './review-pool.ts'

function setting(reviewers: number, bad: readonly number[] = []) {
  const timeline = new Timeline(0, 1, () => {})
  const decisions: Decision[] = []
  const people = { reviewers, reviewUs: 10 * MINUTE } as PeopleSpec
  const desk = new Reviewers({
    timeline,
    seed: 7,
    people,
    pool: new ReviewPool(timeline, reviewers),
    isBad: (subject) => bad.includes(subject),
    decided: (decision) => decisions.push(decision),
  })
  return { timeline, desk, decisions }
}

/** How long each subject's review takes, found with one subject at a time. */
function durationOf(subject: number): number {
  const { timeline, desk, decisions } = setting(1)
  desk.triage(subject)
  timeline.runUntil(Infinity)
  return decisions[0]?.at as number
}

describe('reviewers', () => {
  it('decide by what they find', () => {
    const { timeline, desk, decisions } = setting(5, [2])
    for (const subject of [1, 2]) desk.triage(subject)
    timeline.runUntil(Infinity)
    expect(Object.fromEntries(decisions.map((one) => [one.subject, one.quarantine]))).toEqual({
      1: false,
      2: true,
    })
  })

  it('take alerts in the order in which they came, one after the other', () => {
    const { timeline, desk, decisions } = setting(1)
    const subjects = [5, 3, 9, 1]
    for (const subject of subjects) desk.triage(subject)
    timeline.runUntil(Infinity)
    let due = 0
    expect(decisions.map(({ subject, at }) => [subject, at])).toEqual(
      subjects.map((subject) => [subject, (due += durationOf(subject))]),
    )
  })

  it('work side by side, as many as there are', () => {
    const { timeline, desk, decisions } = setting(2)
    for (const subject of [5, 3, 9]) desk.triage(subject)
    timeline.runUntil(Infinity)
    const at = new Map(decisions.map((one) => [one.subject, one.at]))
    expect(at.get(5)).toBe(durationOf(5))
    expect(at.get(3)).toBe(durationOf(3))
    expect(at.get(9)).toBe(Math.min(durationOf(5), durationOf(3)) + durationOf(9))
  })

  it('never decide when there are none', () => {
    const { timeline, desk, decisions } = setting(0, [1])
    desk.triage(1)
    timeline.runUntil(Infinity)
    expect(decisions).toEqual([])
  })

  it('take the workload’s median time, keyed by the subject', () => {
    const times = Array.from({ length: 2001 }, (_, subject) => durationOf(subject))
    const median = times.toSorted((a, b) => a - b)[1000] as number
    expect(Math.abs(median / (10 * MINUTE) - 1)).toBeLessThan(0.05)
    expect(durationOf(17)).toBe(times[17])
  })
})
