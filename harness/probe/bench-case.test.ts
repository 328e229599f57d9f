import { describe, expect, it } from 'vitest'
import { type BenchCase, type BenchRow, judge } from './bench-case.ts'

const row = (name: string, value: number): BenchRow => ({
  name,
  unit: 'events/s',
  value,
  lowest: value,
  highest: value,
})
const loop = row('loop', 20e6)
const limited = (name: string): BenchCase => ({
  name,
  unit: 'events',
  addsAtMostNs: ['loop', 1_000],
  run: () => Promise.resolve(1),
})

describe('a limit on what is added to a bare loop', () => {
  it('holds below it and says by how much', () => {
    const judged = judge(row('fast', 2e6), limited('fast'), [loop])
    expect(judged.holds).toBe(true)
    expect(judged.target).toBe('450 ns more than loop (≤ 1000 ns)')
  })

  it('does not hold above it', () => {
    expect(judge(row('slow', 0.9e6), limited('slow'), [loop]).holds).toBe(false)
  })
})
