import { describe, expect, it } from 'vitest'
import { sequentialBoundaries, spentAlpha } from './alpha-spending.ts'
import { normalUpperQuantile, normalUpperTail } from './normal.ts'

describe('the normal distribution', () => {
  it('has its tabulated tails on both sides of the change of method', () => {
    expect(normalUpperTail(1.959963984540054)).toBeCloseTo(0.025, 14)
    expect(normalUpperTail(-1)).toBeCloseTo(0.8413447460685429, 14)
    expect(normalUpperTail(3) / 1.349898031630095e-3).toBeCloseTo(1, 12)
    expect(normalUpperTail(6) / 9.86587645037698e-10).toBeCloseTo(1, 12)
  })

  it('has its tabulated quantiles', () => {
    expect(normalUpperQuantile(0.025)).toBeCloseTo(1.959963984540054, 12)
    expect(normalUpperQuantile(0.9)).toBeCloseTo(-1.2815515655446004, 12)
  })
})

describe('the boundaries of a sequential test', () => {
  it('spends all of alpha at the end and almost none at first', () => {
    expect(spentAlpha(1, 0.05)).toBeCloseTo(0.05, 12)
    expect(spentAlpha(0.2, 0.05)).toBeLessThan(2e-6)
  })

  it('is one usual test if there is one look', () => {
    expect(sequentialBoundaries([1], 0.05)[0]).toBeCloseTo(1.959964, 5)
  })

  it('reproduces the published boundaries of five equal looks', () => {
    // Jennison & Turnbull 2000 and the program ld98: 4.8769, 3.3569, 2.6803, 2.2898, 2.0310.
    const found = sequentialBoundaries([0.2, 0.4, 0.6, 0.8, 1], 0.05)
    for (const [i, published] of [4.8769, 3.3569, 2.6803, 2.2898, 2.031].entries()) {
      expect(found[i]).toBeCloseTo(published, 3)
    }
  })
})
