import { describe, expect, it } from 'vitest'
import { fitNonnegative } from './nonnegative.ts'

function equations(rows: readonly (readonly number[])[], y: readonly number[]) {
  const n = rows[0]?.length ?? 0
  const sum = (of: (row: readonly number[], i: number) => number): number =>
    rows.reduce((total, row, i) => total + of(row, i), 0)
  return {
    products: Array.from({ length: n }, (_, j) =>
      Float64Array.from({ length: n }, (_unused, k) =>
        sum((row) => (row[j] as number) * (row[k] as number)),
      ),
    ),
    targets: Float64Array.from({ length: n }, (_, j) =>
      sum((row, i) => (row[j] as number) * (y[i] as number)),
    ),
  }
}

describe('non-negative least squares', () => {
  const rows = [
    [1, 0, 2],
    [1, 1, 0],
    [1, 3, 1],
    [1, 2, 5],
  ]

  it('finds costs that explain every observation', () => {
    const y = rows.map(([a = 0, b = 0, c = 0]) => 4 * a + 0.5 * b + 7 * c)
    const fitted = fitNonnegative(equations(rows, y))
    for (const [j, known] of [4, 0.5, 7].entries()) expect(fitted[j]).toBeCloseTo(known, 6)
  })

  it('gives zero where the best cost would be negative', () => {
    const y = rows.map(([a = 0, b = 0]) => 10 * a - 2 * b)
    const fitted = fitNonnegative(equations(rows, y))
    expect(fitted[1]).toBe(0)
    expect(Math.min(...fitted)).toBeGreaterThanOrEqual(0)
  })

  it('gives zero to what was never seen', () => {
    expect(fitNonnegative(equations([[1, 0]], [3]))).toEqual([3, 0])
  })
})
