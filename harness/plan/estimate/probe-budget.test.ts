import { describe, expect, it } from 'vitest'
import { ProbeBudget } from './probe-budget.ts'

/** Clocks that stand until they are told. */
function standing() {
  const at = { cpuMs: 500, hostMs: 9000 }
  return { at, clocks: { cpuMs: () => at.cpuMs, hostMs: () => at.hostMs } }
}

describe('the budget of a probe', () => {
  it('goes down with CPU time, and not with the time that others take', () => {
    const { at, clocks } = standing()
    const budget = new ProbeBudget(clocks, 1000, 4000)
    at.hostMs += 3000
    expect(budget.leftMs).toBe(1000)
    at.cpuMs += 700
    expect(budget.leftMs).toBe(300)
    at.cpuMs += 700
    expect(budget.leftMs).toBe(0)
  })

  it('is over when patience is', () => {
    const { at, clocks } = standing()
    const budget = new ProbeBudget(clocks, 1000, 4000)
    at.hostMs += 4000
    expect(budget.leftMs).toBe(0)
    expect(budget.growth(1)).toBeUndefined()
  })

  it('has parts that go by their weights in what is left, under the same patience', () => {
    const { at, clocks } = standing()
    const budget = new ProbeBudget(clocks, 1000, 4000)
    at.cpuMs += 200
    const part = budget.part(3, 8)
    expect(part.leftMs).toBe(300)
    at.hostMs += 4000
    expect(part.leftMs).toBe(0)
  })

  it('lets all parts together take no more than the whole', () => {
    const { at, clocks } = standing()
    const budget = new ProbeBudget(clocks, 1000, 4000)
    let used = 0
    for (const left of [4, 3, 2, 1]) {
      const { leftMs } = budget.part(1, left)
      at.cpuMs += leftMs
      used += leftMs
    }
    expect(used).toBeCloseTo(1000, 9)
    expect(budget.leftMs).toBeCloseTo(0, 9)
  })

  it.each([
    [100, 8],
    [200, 4],
    [400, 2],
    [500, undefined],
  ])('after a window of %d ms lets tasks grow %s times', (lastCpuMs, times) => {
    expect(new ProbeBudget(standing().clocks, 1000, 4000).growth(lastCpuMs)).toBe(times)
  })
})
