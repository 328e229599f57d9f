import { describe, expect, it } from 'vitest'
import { WorkPauses } from './work-pauses.ts'

const KIND = { everyUs: 1_000, lengthsUs: [10, 20, 90] }
const COSTS = [KIND]

/** Total at each multiple of `stepUs` of work. */
function totals(pauses: WorkPauses, stepUs: number, steps: number): number[] {
  return Array.from({ length: steps }, (_, nth) => pauses.until((nth + 1) * stepUs))
}

describe('pauses of work', () => {
  it('come as often and last as long as the costs say', () => {
    const work = 20_000_000
    const pausedUs = new WorkPauses(COSTS, 1, 0, 0).until(work)
    // 20,000 pauses of 40 µs; the standard error of the sum is 0.9 %.
    expect(pausedUs / ((work / KIND.everyUs) * 40)).toBeGreaterThan(0.97)
    expect(pausedUs / ((work / KIND.everyUs) * 40)).toBeLessThan(1.03)
  })

  it('do not depend on how often one asks', () => {
    const fine = totals(new WorkPauses(COSTS, 1, 0, 0), 100, 1_000)
    const coarse = totals(new WorkPauses(COSTS, 1, 0, 0), 1_000, 100)
    expect(coarse).toEqual(fine.filter((_, nth) => nth % 10 === 9))
  })

  it('fall elsewhere for another seed, another host and another core', () => {
    const of = (seed: number, host: number, core: number): number[] =>
      totals(new WorkPauses(COSTS, seed, host, core), 500, 200)
    expect(of(1, 0, 0)).toEqual(of(1, 0, 0))
    expect(of(1, 0, 0)).not.toEqual(of(2, 0, 0))
    expect(of(1, 0, 0)).not.toEqual(of(1, 1, 0))
    expect(of(1, 0, 0)).not.toEqual(of(1, 0, 1))
  })

  it('come at even distances', () => {
    const pauses = totals(new WorkPauses([{ everyUs: 1_000, lengthsUs: [1] }], 1, 0, 0), 100, 1_000)
    // Of each ten steps of 100 µs exactly one has a pause.
    for (let nth = 10; nth < 1_000; nth++) {
      expect((pauses[nth] as number) - (pauses[nth - 10] as number)).toBe(1)
    }
  })

  it('of several kinds add up, each at its own distances', () => {
    const rare = { everyUs: 10_000, lengthsUs: [1_000] }
    const often = { everyUs: 500, lengthsUs: [1] }
    expect(new WorkPauses([often, rare], 1, 0, 0).until(1e6)).toBe(100 * 1_000 + 2_000)
  })

  it('are of the lengths that are given', () => {
    const seen = new Set<number>()
    let before = 0
    for (const total of totals(new WorkPauses(COSTS, 3, 0, 0), 10, 100_000)) {
      if (total > before) seen.add(total - before)
      before = total
    }
    expect([...seen].filter((length) => length <= 90).sort((a, b) => a - b)).toEqual(
      expect.arrayContaining(KIND.lengthsUs),
    )
  })
})
