import { expect, test } from 'vitest'
import { assignTiers } from './tiers.ts'

const differBy10 = (better: number, worse: number): boolean => better - worse >= 10

test('neighbours that are not resolved share a tier', () => {
  expect(assignTiers([100, 95, 80, 78, 60], differBy10)).toEqual([1, 1, 2, 2, 3])
})

test('a chain of unresolved neighbours is one tier', () => {
  expect(assignTiers([100, 94, 88, 82], differBy10)).toEqual([1, 1, 1, 1])
})

test('no rows have no tiers and one row has the first', () => {
  expect(assignTiers([], differBy10)).toEqual([])
  expect(assignTiers([5], differBy10)).toEqual([1])
})

test('a tie across a resolved step is never parted', () => {
  // 100 and 95 are resolved, but the noisy 90 ties with both.
  const noisy = new Set([90])
  const resolved = (better: number, worse: number): boolean =>
    !noisy.has(better) && !noisy.has(worse) && better - worse >= 5
  expect(assignTiers([100, 95, 90, 60], resolved)).toEqual([1, 1, 1, 1])
  expect(assignTiers([100, 95, 60], resolved)).toEqual([1, 2, 3])
})

test('rows of different tiers are always resolved from each other', () => {
  for (let graph = 0; graph < 1024; graph++) {
    // Every way in which five rows can be resolved from each other.
    const rows = [0, 1, 2, 3, 4]
    const bits = new Map<string, number>()
    for (const a of rows) for (const b of rows) if (a < b) bits.set(`${a}${b}`, bits.size)
    const resolved = (a: number, b: number): boolean =>
      ((graph >> (bits.get(`${a}${b}`) as number)) & 1) === 1
    const tiers = assignTiers(rows, resolved)
    for (const a of rows) {
      for (const b of rows) if (a < b && tiers[a] !== tiers[b]) expect(resolved(a, b)).toBe(true)
    }
  }
})
