import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { editDistance, nearest } from './edit-distance.ts'

const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 8 })

describe('edit distance', () => {
  it.each([
    ['kitten', 'sitting', 3],
    ['', 'abc', 3],
    ['window', 'windwo', 1],
    ['ca', 'abc', 3],
    ['fanIn', 'fanIn', 0],
  ])('of %s and %s is %d', (a, b, distance) => {
    expect(editDistance(a, b)).toBe(distance)
  })

  it('is symmetric, and 0 only for equal words', () => {
    fc.assert(
      fc.property(word, word, (a, b) => {
        expect(editDistance(a, b)).toBe(editDistance(b, a))
        expect(editDistance(a, b) === 0).toBe(a === b)
      }),
      { seed: 4 },
    )
  })

  it('lies between the difference of the lengths and the longer length', () => {
    fc.assert(
      fc.property(word, word, (a, b) => {
        const distance = editDistance(a, b)
        expect(distance).toBeGreaterThanOrEqual(Math.abs(a.length - b.length))
        expect(distance).toBeLessThanOrEqual(Math.max(a.length, b.length))
      }),
      { seed: 5 },
    )
  })

  it('grows by at most 1 when a letter is removed', () => {
    fc.assert(
      fc.property(word, word, fc.nat(7), (a, b, at) => {
        const shorter = a.slice(0, at) + a.slice(at + 1)
        expect(editDistance(shorter, b)).toBeLessThanOrEqual(editDistance(a, b) + 1)
      }),
      { seed: 6 },
    )
  })
})

describe('the nearest name', () => {
  const keys = ['process', 'perTeamPerHour', 'window', 'minTasks']

  it.each([
    ['windows', 'window'],
    ['perTeamPerhour', 'perTeamPerHour'],
    ['mintask', 'minTasks'],
    ['WINDOW', 'window'],
  ])('to %s is %s', (written, meant) => {
    expect(nearest(written, keys)).toBe(meant)
  })

  it('is nothing when no name is near', () => {
    expect(nearest('duration', keys)).toBeUndefined()
    expect(nearest('x', ['h', 'm'])).toBeUndefined()
  })
})
