import { describe, expect, it } from 'vitest'
import {
  choice,
  deriveSeed,
  exponential,
  hashText,
  keyedHex32,
  logNormal,
  normal,
  purpose,
  shuffle,
  uniform,
} from './random.ts'

const A = purpose('test.a')
const B = purpose('test.b')
const DRAWS = 64_000

/** Chi-square statistic of counts against equal expectation. */
function chiSquare(counts: readonly number[]): number {
  const expected = counts.reduce((sum, count) => sum + count, 0) / counts.length
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)
}

/** The 0.9999 quantile of chi-square by Wilson and Hilferty's approximation. */
function chiSquareLimit(degrees: number): number {
  const z = 3.719
  const k = 2 / (9 * degrees)
  return degrees * (1 - k + z * Math.sqrt(k)) ** 3
}

function countInto(cells: number, draws: number, cellOf: (nth: number) => number): number[] {
  const counts = new Array<number>(cells).fill(0)
  for (let nth = 0; nth < draws; nth++) {
    const cell = cellOf(nth)
    counts[cell] = (counts[cell] as number) + 1
  }
  return counts
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function correlation(x: readonly number[], y: readonly number[]): number {
  const mx = meanOf(x)
  const my = meanOf(y)
  let xy = 0
  let xx = 0
  let yy = 0
  for (let i = 0; i < x.length; i++) {
    const dx = (x[i] as number) - mx
    const dy = (y[i] as number) - my
    xy += dx * dy
    xx += dx * dx
    yy += dy * dy
  }
  return xy / Math.sqrt(xx * yy)
}

const series = (draw: (nth: number) => number, n = 20_000): number[] =>
  Array.from({ length: n }, (_, nth) => draw(nth))

/** Five standard errors of a correlation of independent series of 20,000. */
const NO_CORRELATION = 5 / Math.sqrt(20_000)

/** Bits of a uniform draw: its first 32. */
const top32 = (u: number): number => Math.floor(u * 4294967296)

function bitsSet(word: number): number {
  let count = 0
  for (let left = word >>> 0; left !== 0; left &= left - 1) count++
  return count
}

describe('keyed randomness', () => {
  it('gives the same draw for the same key in whatever order draws happen', () => {
    const forwards = series((nth) => uniform(7, A, nth, 3), 1000)
    const backwards = series((nth) => uniform(7, A, 999 - nth, 3), 1000).toReversed()
    expect(backwards).toEqual(forwards)
  })

  it('keeps its values for good: a recorded run must stay reproducible', () => {
    expect([uniform(1, A), uniform(1, A, 2, 3, 4, 5), deriveSeed(1, A, 2)]).toMatchInlineSnapshot(`
      [
        0.6952364229792007,
        0.025703845724367014,
        1488805568,
      ]
    `)
  })

  it('is uniform over consecutive ids in every position of the key', () => {
    const draws: ((nth: number) => number)[] = [
      (nth) => uniform(nth, A),
      (nth) => uniform(7, A, nth),
      (nth) => uniform(7, A, 1, nth),
      (nth) => uniform(7, A, 1, 1, nth),
      (nth) => uniform(7, A, 1, 1, 1, nth),
      (nth) => uniform(7, nth),
      (nth) => uniform(7, A, nth * 4294967296),
      (nth) => uniform(7, A, 1, nth * 4294967296),
    ]
    for (const draw of draws) {
      const counts = countInto(256, DRAWS, (nth) => Math.floor(draw(nth) * 256))
      expect(chiSquare(counts)).toBeLessThan(chiSquareLimit(255))
    }
  })

  it('is uniform in its low bits too', () => {
    const counts = countInto(256, DRAWS, (nth) => (uniform(7, A, nth) * 2 ** 53) % 256)
    expect(chiSquare(counts)).toBeLessThan(chiSquareLimit(255))
  })

  it('is independent between neighbouring ids, in pairs', () => {
    const counts = countInto(
      256,
      DRAWS,
      (nth) => Math.floor(uniform(7, A, nth) * 16) * 16 + Math.floor(uniform(7, A, nth + 1) * 16),
    )
    expect(chiSquare(counts)).toBeLessThan(chiSquareLimit(255))
  })

  it('is independent between purposes, seeds, positions and neighbouring ids', () => {
    const base = series((nth) => uniform(7, A, nth))
    const others = [
      series((nth) => uniform(7, B, nth)),
      series((nth) => uniform(8, A, nth)),
      series((nth) => uniform(7, A + 1, nth)),
      series((nth) => uniform(7, A, nth + 1)),
      series((nth) => uniform(7, A, 0, nth)),
      series((nth) => uniform(7, A, nth, 1)),
      series((nth) => uniform(7, A, nth, 0, 1)),
      series((nth) => uniform(7, A, nth, 0, 0, 1)),
      series((nth) => uniform(A, 7, nth)),
    ]
    for (const other of others) {
      expect(Math.abs(correlation(base, other))).toBeLessThan(NO_CORRELATION)
    }
  })

  it('flips about half of the output bits when one bit of any part of the key flips', () => {
    const keys: ((flip: number) => number)[] = [
      (flip) => uniform(9 ^ flip, A, 5, 6, 7, 8),
      (flip) => uniform(9, A ^ flip, 5, 6, 7, 8),
      (flip) => uniform(9, A, (5 ^ flip) >>> 0, 6, 7, 8),
      (flip) => uniform(9, A, 5, (6 ^ flip) >>> 0, 7, 8),
      (flip) => uniform(9, A, 5, 6, 7 ^ flip, 8),
      (flip) => uniform(9, A, 5, 6, 7, 8 ^ flip),
    ]
    for (const key of keys) {
      const flips = Array.from({ length: 32 }, (_, bit) =>
        bitsSet(top32(key(0)) ^ top32(key(1 << bit))),
      )
      // 32 × 32 fair coins: mean 16, standard error 0.5; a single word has 4 … 28 almost surely.
      expect(Math.abs(meanOf(flips) - 16)).toBeLessThan(2.5)
      expect(Math.min(...flips)).toBeGreaterThan(3)
      expect(Math.max(...flips)).toBeLessThan(29)
    }
  })

  it('tells ids apart that differ only above 32 bits', () => {
    const far = 4294967296
    expect(uniform(7, A, 5)).not.toBe(uniform(7, A, 5 + far))
    expect(uniform(7, A, 1, 5)).not.toBe(uniform(7, A, 1, 5 + far))
    expect(uniform(7, A, 5 + far)).not.toBe(uniform(7, A, 5 + 2 * far))
  })

  it('has no two equal draws among a million keys of two ids', () => {
    const seen = new Set<number>()
    for (let a = 0; a < 1000; a++) for (let b = 0; b < 1000; b++) seen.add(uniform(7, A, a, b))
    expect(seen.size).toBe(1_000_000)
  })

  it('derives seeds that are 32-bit whole numbers and differ', () => {
    const seeds = series((nth) => deriveSeed(7, A, nth), 1000)
    expect(new Set(seeds).size).toBe(1000)
    expect(seeds.every((seed) => Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32)).toBe(true)
  })
})

describe('distributions', () => {
  const n = 40_000

  it('draws exponentials with the mean and the standard deviation asked for', () => {
    const draws = series((nth) => exponential(250, 7, A, nth), n)
    const mean = meanOf(draws)
    expect(Math.abs(mean / 250 - 1)).toBeLessThan(0.02)
    expect(Math.abs(Math.sqrt(meanOf(draws.map((x) => (x - mean) ** 2))) / 250 - 1)).toBeLessThan(
      0.04,
    )
    expect(Math.min(...draws)).toBeGreaterThanOrEqual(0)
  })

  it('draws exponentials without memory: the tail beyond t is e^−t', () => {
    const draws = series((nth) => exponential(1, 7, A, nth), n)
    for (const t of [0.5, 1, 2, 4]) {
      const share = draws.filter((x) => x > t).length / n
      const error = Math.sqrt((Math.exp(-t) * (1 - Math.exp(-t))) / n)
      expect(Math.abs(share - Math.exp(-t))).toBeLessThan(4 * error)
    }
  })

  it('draws standard normals: mean, variance, skewness and kurtosis', () => {
    const draws = series((nth) => normal(7, A, nth), n)
    expect(Math.abs(meanOf(draws))).toBeLessThan(0.02)
    expect(Math.abs(meanOf(draws.map((x) => x ** 2)) - 1)).toBeLessThan(0.03)
    expect(Math.abs(meanOf(draws.map((x) => x ** 3)))).toBeLessThan(0.06)
    expect(Math.abs(meanOf(draws.map((x) => x ** 4)) - 3)).toBeLessThan(0.15)
  })

  it('draws log-normals with the median and sigma asked for', () => {
    const draws = series((nth) => logNormal(390, 0.22, 7, A, nth), n).toSorted((x, y) => x - y)
    expect(Math.abs((draws[n / 2] as number) / 390 - 1)).toBeLessThan(0.01)
    const logs = draws.map((x) => Math.log(x / 390))
    expect(Math.abs(Math.sqrt(meanOf(logs.map((x) => x * x))) / 0.22 - 1)).toBeLessThan(0.02)
  })

  it('chooses every number below n about equally often and never n', () => {
    for (const size of [2, 3, 10, 260]) {
      const counts = countInto(size, DRAWS, (nth) => choice(size, 7, A, nth))
      expect(counts).toHaveLength(size)
      expect(chiSquare(counts)).toBeLessThan(chiSquareLimit(size - 1))
    }
  })

  it('shuffles into every order about equally often', () => {
    const orders = new Map<string, number>()
    for (let key = 0; key < 24_000; key++) {
      const order = shuffle([0, 1, 2, 3], 7, A, key).join('')
      orders.set(order, (orders.get(order) ?? 0) + 1)
    }
    expect(orders.size).toBe(24)
    expect(chiSquare([...orders.values()])).toBeLessThan(chiSquareLimit(23))
  })

  it('leaves the list that it shuffles alone', () => {
    const items = Object.freeze([1, 2, 3, 4, 5])
    expect(shuffle(items, 7, A).toSorted()).toEqual([1, 2, 3, 4, 5])
  })

  it('makes key material of 32 bytes that differs by seed, purpose and ids', () => {
    const keys = [keyedHex32(1, A), keyedHex32(2, A), keyedHex32(1, B), keyedHex32(1, A, 1)]
    expect(new Set(keys).size).toBe(4)
    expect(keys.every((key) => /^[0-9a-f]{64}$/.test(key))).toBe(true)
  })

  it('hashes texts into 32 bits that depend on every character, the length and the seed', () => {
    const hashes = ['', 'a', 'b', 'ab', 'ba', 'aa', 'a\0'].map((text) => hashText(text))
    expect(new Set([...hashes, hashText('a', 1)]).size).toBe(8)
    expect(hashes.every((hash) => Number.isInteger(hash) && hash >= 0 && hash < 2 ** 32)).toBe(true)
  })
})
