import { expect, it } from 'vitest'
import { exponential, purpose } from '../kernel/random.ts'
import { Timeline } from '../kernel/timeline.ts'
import { MINUTE } from '../kernel/units.ts'
import { Approvers, DEFAULT_APPROVALS } from './approvers.ts'
import { NOBODY, type Review, ReviewPool } from './review-pool.ts'

function setting(people: number) {
  const timeline = new Timeline(0, 1, () => {})
  const pool = new ReviewPool(timeline, people)
  const log: [name: string, person: number, at: number][] = []
  const add = (name: string, durationUs: number, excluded = NOBODY): Review => {
    const done = (person: number): void => void log.push([name, person, timeline.now])
    const review = { durationUs, excluded, done }
    pool.add(review)
    return review
  }
  return { timeline, pool, log, add }
}

it('reviews are taken in order, as many at a time as there are people', () => {
  const { timeline, pool, log, add } = setting(2)
  add('a', 10)
  add('b', 4)
  add('c', 5)
  add('d', 1)
  timeline.runUntil(Infinity)
  expect(log).toEqual([
    ['b', 1, 4],
    ['c', 1, 9],
    ['a', 0, 10],
    ['d', 1, 10],
  ])
  expect(pool.busyUs).toBe(20)
  expect(pool.longestQueue).toBe(2)
})

it('nobody reviews what they may not; it waits for somebody else while others go on', () => {
  const { timeline, log, add } = setting(2)
  add('long', 100)
  add('not by 1', 1, 1)
  add('by anybody', 5)
  timeline.runUntil(Infinity)
  expect(log).toEqual([
    ['by anybody', 1, 5],
    ['long', 0, 100],
    ['not by 1', 0, 101],
  ])
})

it('what only its author could review is never reviewed', () => {
  const { timeline, log, add } = setting(1)
  add('own', 1, 0)
  timeline.runUntil(Infinity)
  expect(log).toEqual([])
})

it('what is dropped is not begun', () => {
  const { timeline, pool, log, add } = setting(1)
  add('a', 10)
  const dropped = add('b', 10)
  add('c', 10)
  pool.drop(dropped)
  timeline.runUntil(Infinity)
  expect(log.map(([name, , at]) => [name, at])).toEqual([
    ['a', 10],
    ['c', 20],
  ])
})

/** Erlang's C formula: the share that must wait in M/M/c, and the mean wait in units of the service. */
function erlangC(servers: number, load: number): { readonly waits: number; readonly mean: number } {
  let term = 1
  let sum = 1
  for (let k = 1; k < servers; k++) {
    term *= load / k
    sum += term
  }
  const all = ((term * load) / servers) * (servers / (servers - load))
  const waits = all / (sum + all)
  return { waits, mean: waits / (servers - load) }
}

const GAP = purpose('test.review.gap')

it('Erlang’s formula is the textbook’s', () => {
  // M/M/1 waits with probability ρ; two servers at one erlang: 1/3.
  expect(erlangC(1, 0.5)).toEqual({ waits: 0.5, mean: 1 })
  expect(erlangC(2, 1).waits).toBeCloseTo(1 / 3, 12)
})

for (const [people, rho] of [
  [1, 0.5],
  [2, 0.7],
  [5, 0.8],
] as const) {
  it(`${people} people with exponential times at ρ = ${rho} make things wait as Erlang’s formula says`, () => {
    const timeline = new Timeline(0, 1, () => {})
    const pool = new ReviewPool(timeline, people)
    const approvers = new Approvers(7, {
      ...DEFAULT_APPROVALS,
      reviewTimes: 'exponential',
      reviewMeanUs: MINUTE,
    })
    const items = 400_000
    let waited = 0
    let waitedUs = 0
    const next = (nth: number): void => {
      const { now } = timeline
      const item = { requester: nth, workId: nth, key: 0, text: '' }
      const { durationUs } = approvers.lookAt(item, now)
      const begun = (): void => {
        waitedUs += timeline.now - now
        if (timeline.now > now) waited++
      }
      pool.add({ durationUs, excluded: NOBODY, begun, done: () => {} })
      if (nth + 1 === items) return
      const gap = exponential(MINUTE / (people * rho), 7, GAP, nth)
      timeline.after(Math.round(gap), next, nth + 1)
    }
    timeline.at(0, next, 0)
    timeline.runUntil(Infinity)
    const expected = erlangC(people, people * rho)
    // Waits depend on one another: the standard error of the mean is about 2 % at ρ = 0.8.
    expect(Math.abs(waitedUs / items / MINUTE / expected.mean - 1)).toBeLessThan(0.05)
    expect(Math.abs(waited / items - expected.waits)).toBeLessThan(0.01)
    expect(Math.abs(pool.busyUs / timeline.now / people - rho)).toBeLessThan(0.01)
  })
}
