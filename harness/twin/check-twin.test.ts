import { describe, expect, it } from 'vitest'
import { compareQuantile } from './check-twin.ts'

const verdictOf = (charged: number, wall: readonly number[], stolen = 0): string =>
  compareQuantile(0.5, 90, charged, wall, stolen).verdict

describe('the twin beside the wall clock', () => {
  it('holds within five per cent of the median run', () => {
    expect(verdictOf(104, [98, 100, 101])).toBe('holds')
    expect(verdictOf(96, [98, 100, 101])).toBe('holds')
  })

  it('does not hold beyond that on a quiet machine', () => {
    expect(verdictOf(106, [98, 100, 101])).toBe('does not hold')
  })

  it('is no evidence on a machine that was busy, or where runs differ as much', () => {
    expect(verdictOf(106, [98, 100, 101], 0.1)).toBe('no evidence')
    expect(verdictOf(106, [80, 100, 130])).toBe('no evidence')
    expect(verdictOf(106, [100, Infinity, Infinity])).toBe('no evidence')
  })
})
