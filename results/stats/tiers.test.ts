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
