import { describe, expect, it } from 'vitest'
import { WorkPauses } from './work-pauses.ts'

const COSTS = { everyUs: 1_000, lengthsUs: [10, 20, 90] }

/** Total at each multiple of `stepUs` of work. */
function totals(pauses: WorkPauses, stepUs: number, steps: number): number[] {
  return Array.from({ length: steps }, (_, nth) => pauses.until((nth + 1) * stepUs))
}

describe('pauses of work', () => {
  it('come as often and last as long as the costs say', () => {
    const work = 20_000_000
    const pausedUs = new WorkPauses(COSTS, 1, 0).until(work)
    // 20,000 pauses of 40 µs; the standard error of the sum is 0.9 %.
    expect(pausedUs / ((work / COSTS.everyUs) * 40)).toBeGreaterThan(0.97)
    expect(pausedUs / ((work / COSTS.everyUs) * 40)).toBeLessThan(1.03)
  })

  it('do not depend on how often one asks', () => {
    const fine = totals(new WorkPauses(COSTS, 1, 0), 100, 1_000)
    const coarse = totals(new WorkPauses(COSTS, 1, 0), 1_000, 100)
    expect(coarse).toEqual(fine.filter((_, nth) => nth % 10 === 9))
  })

  it('fall elsewhere for another seed and another cell', () => {
    const of = (seed: number, cell: number): number[] =>
      totals(new WorkPauses(COSTS, seed, cell), 500, 200)
    expect(of(1, 0)).toEqual(of(1, 0))
    expect(of(1, 0)).not.toEqual(of(2, 0))
    expect(of(1, 0)).not.toEqual(of(1, 1))
  })

  it('are of the lengths that are given', () => {
    const seen = new Set<number>()
    let before = 0
    for (const total of totals(new WorkPauses(COSTS, 3, 0), 10, 100_000)) {
      if (total > before) seen.add(total - before)
      before = total
    }
    expect([...seen].filter((length) => length <= 90).sort((a, b) => a - b)).toEqual(
      expect.arrayContaining(COSTS.lengthsUs),
    )
  })
})
