import { expect, test } from 'vitest'
import { baselineOf } from './baseline.ts'
import { RareEvents } from './rare-events.ts'
import { Shift } from './shift.ts'
import { cusumThreshold, ewmaThreshold, likelihoodThreshold } from './thresholds.ts'

const countsOf = (...values: number[]): Map<number, number> => {
  const counts = new Map<number, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return counts
}

test('one wild value moves the scale of a baseline not at all', () => {
  const usual = baselineOf(countsOf(4, 5, 5, 6, 6, 7, 8))
  expect(usual).toEqual({ centre: 6, scale: 1.4826 })
  expect(baselineOf(countsOf(4, 5, 5, 6, 6, 7, 800)).scale).toBe(1.4826)
})

test('counts that are nearly all alike are scaled by their mean deviation, and at least by a half', () => {
  expect(baselineOf(countsOf(0, 0, 0, 4))).toEqual({ centre: 1, scale: 1.2533 })
  expect(baselineOf(countsOf(3, 3, 3, 3))).toEqual({ centre: 3, scale: 0.5 })
  expect(baselineOf(new Map())).toEqual({ centre: 0, scale: 0.5 })
})

const PARAMETERS = { smoothing: 0.2, allowance: 0.5 }

test('CUSUM adds what is above the allowance, and forgets what is below', () => {
  const shift = new Shift({ centre: 2, scale: 1 }, PARAMETERS)
  shift.close(4)
  shift.close(4)
  expect(shift.peek(4).cusum).toBe(4.5)
  shift.skip(1)
  expect(shift.peek(2.5).cusum).toBe(0.5)
  shift.skip(5)
  expect(shift.peek(2.5).cusum).toBe(0)
})

test('EWMA of a standing shift goes to it, in units of its own deviation', () => {
  const shift = new Shift({ centre: 0, scale: 1 }, PARAMETERS)
  for (let bin = 0; bin < 200; bin++) shift.close(1)
  expect(shift.peek(1).ewma).toBeCloseTo(3, 10)
})

test('empty bins at once are as good as one after the other', () => {
  const [once, each] = [0, 1].map(() => new Shift({ centre: 1, scale: 2 }, PARAMETERS)) as [
    Shift,
    Shift,
  ]
  for (const shift of [once, each]) for (let bin = 0; bin < 3; bin++) shift.close(9)
  once.skip(4)
  for (let bin = 0; bin < 4; bin++) each.skip(1)
  expect(once.peek(2).cusum).toBeCloseTo(each.peek(2).cusum, 12)
  expect(once.peek(2).ewma).toBeCloseTo(each.peek(2).ewma, 12)
})

test('a rare event counts its likelihood ratio, which time wears off', () => {
  const events = new RareEvents(0.01, 20)
  expect(events.add()).toBeCloseTo(Math.log(20), 12)
  events.skip(5)
  expect(events.add()).toBeCloseTo(2 * Math.log(20) - 5 * 0.19, 12)
  events.skip(1_000)
  expect(events.add()).toBeCloseTo(Math.log(20), 12)
})

test('a threshold leaves the share of the budget above it', () => {
  const maxima = Array.from({ length: 99 }, (_, nth) => 101 + nth)
  expect(cusumThreshold(maxima, 0.1, 0.5)).toBe(190)
  expect(ewmaThreshold(maxima, 0.01)).toBe(199)
})

test('too few agents for the budget put the threshold above all of them', () => {
  expect(cusumThreshold([7], 0.005, 0.5)).toBeCloseTo(7 + Math.log(100), 12)
  expect(ewmaThreshold([4], 0.005)).toBeCloseTo(Math.sqrt(16 + 2 * Math.log(100)), 12)
})

test('no threshold is below the textbook’s', () => {
  expect(cusumThreshold([0, 0, 0], 0.5, 0.5)).toBe(5)
  expect(ewmaThreshold([0, 0, 0], 0.5)).toBe(3)
  expect(likelihoodThreshold(12, 0.01)).toBeCloseTo(Math.log(1200), 12)
})
