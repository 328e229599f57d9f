import { describe, expect, it } from 'vitest'
import { purpose, uniform } from '../kernel/random.ts'
import { type Attempt, searchCapacity } from './search.ts'

const LUCK = purpose('capacity-test.luck')
const BOUNDS = { start: 1, least: 1 / 64, most: 4096 }

/** A system with a known capacity that passes for certain below it and never above. */
const step =
  (capacity: number): Attempt =>
  (rate) =>
    Promise.resolve(rate <= capacity)

/** Passes with probability 1/2 at the capacity; `width` is the scale of the logistic in log rate. */
const logistic =
  (capacity: number, width: number, seed: number): Attempt =>
  (rate, nth) => {
    const passes = 1 / (1 + Math.exp(Math.log(rate / capacity) / width))
    return Promise.resolve(uniform(seed, LUCK, nth) < passes)
  }

describe('the search for the capacity', () => {
  it.each([0.05, 0.7, 1, 3.3, 100, 4000])(
    'without noise encloses a capacity of %d within the step',
    async (capacity) => {
      const { capacity: found } = await searchCapacity(step(capacity), BOUNDS)
      if (found.kind !== 'found') throw new Error(found.kind)
      expect(found.low).toBeLessThanOrEqual(capacity)
      expect(found.high).toBeGreaterThan(capacity)
      expect(found.high / found.low).toBeLessThanOrEqual(1.05)
    },
  )

  it.each([0.01, 0.1, 0.4])(
    'covers the truth in at least 95 of 100 noisy systems of width %f',
    async (width) => {
      let covered = 0
      for (let seed = 0; seed < 600; seed++) {
        const capacity = 2 ** (6 * uniform(seed, LUCK, 1e6))
        const { capacity: found } = await searchCapacity(logistic(capacity, width, seed), BOUNDS)
        if (found.kind === 'found' && found.low <= capacity && capacity <= found.high) covered++
      }
      expect(covered / 600).toBeGreaterThanOrEqual(0.95)
    },
  )

  it('spends more trials on a noisy system and says a wider interval', async () => {
    const ratioOf = async (width: number): Promise<readonly [ratio: number, trials: number]> => {
      const { capacity, trials } = await searchCapacity(logistic(10, width, 3), BOUNDS)
      if (capacity.kind !== 'found') throw new Error(capacity.kind)
      return [capacity.high / capacity.low, trials]
    }
    const [sharp, few] = await ratioOf(0.001)
    const [blurred, many] = await ratioOf(0.2)
    expect(blurred).toBeGreaterThan(sharp)
    expect(many).toBeGreaterThan(few)
  })

  it('is censored above if the largest rate holds', async () => {
    const { capacity } = await searchCapacity(step(1e9), BOUNDS)
    expect(capacity).toEqual({ kind: 'above', low: 4096 })
  })

  it('is censored below if the smallest rate fails', async () => {
    const { capacity } = await searchCapacity(step(0), BOUNDS)
    expect(capacity).toEqual({ kind: 'below', high: 1 / 64 })
  })

  it('names a rate that holds above one that fails', async () => {
    // Fails between 3 and 5, and again from 40 on.
    const hole: Attempt = (rate) => Promise.resolve(rate < 3 || (rate > 5 && rate < 40))
    const { capacity } = await searchCapacity(hole, { ...BOUNDS, start: 7 })
    if (capacity.kind !== 'not monotone') throw new Error(capacity.kind)
    expect(capacity.failedAt).toBeGreaterThanOrEqual(3)
    expect(capacity.failedAt).toBeLessThanOrEqual(5)
    expect(capacity.heldAt).toBeGreaterThan(5)
    expect(capacity.heldAt).toBeLessThan(40)
  })

  it('ends at a trial that is no evidence, and says where', async () => {
    let trials = 0
    const blind: Attempt = (rate) => {
      trials++
      return Promise.resolve(rate > 3 ? undefined : true)
    }
    const { capacity } = await searchCapacity(blind, BOUNDS)
    expect(capacity).toEqual({ kind: 'no evidence', at: 4 })
    expect(trials).toBe(5)
  })

  it('uses another seed for every trial', async () => {
    const seeds: number[] = []
    await searchCapacity((rate, nth) => {
      seeds.push(nth)
      return Promise.resolve(rate < 7)
    }, BOUNDS)
    expect(new Set(seeds).size).toBe(seeds.length)
  })
})
