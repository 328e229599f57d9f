import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { MusterError } from '../harness/kernel/errors.ts'
import { logNormal, purpose, uniform } from '../harness/kernel/random.ts'
import { Histogram, mergeHistograms } from './histogram.ts'
import { bucketOf, BUCKETS, lowerBoundOf } from './histogram-buckets.ts'

const SEED = 4711
const value = fc.oneof(
  fc.integer({ min: 0, max: 300 }),
  fc.integer({ min: 0, max: 2 ** 31 - 1 }),
  fc.maxSafeInteger().map(Math.abs),
  fc.constantFrom(127, 128, 255, 256, 2 ** 31 - 1, 2 ** 31, 2 ** 32, 2 ** 52, 2 ** 53 - 1, 2 ** 53),
)
const samples = fc.record({
  values: fc.array(value, { maxLength: 200 }),
  censored: fc.integer({ min: 0, max: 30 }),
})

function histogramOf(values: readonly number[], censored = 0): Histogram {
  const histogram = new Histogram()
  for (const v of values) histogram.record(v)
  histogram.recordCensored(censored)
  return histogram
}

/** The definition: the value at rank ⌈q·N⌉, censored samples last. */
function exactQuantile(values: readonly number[], censored: number, q: number): number | null {
  const all = values.length + censored
  if (all === 0) return null
  const sorted = Float64Array.from(values).sort()
  const rank = Math.max(1, Math.ceil(q * all - 1e-9))
  return rank > sorted.length ? Infinity : (sorted[rank - 1] as number)
}

function check<T>(property: fc.IRawProperty<T>): void {
  fc.assert(property, { seed: SEED, numRuns: 300 })
}

describe('buckets', () => {
  test('every value lies within its bucket', () => {
    check(
      fc.property(value, (v) => {
        const index = bucketOf(v)
        return lowerBoundOf(index) <= v && v < lowerBoundOf(index + 1) && index < BUCKETS
      }),
    )
  })

  test('no bucket is wider than 0.8 % of its values', () => {
    for (let i = 128; i < 6016; i++) {
      const from = lowerBoundOf(i)
      expect((lowerBoundOf(i + 1) - from) / from).toBeLessThanOrEqual(1 / 128)
    }
  })

  test('boundaries have known numbers', () => {
    expect([0, 127, 128, 255, 256, 257, 258, 2 ** 53].map(bucketOf)).toEqual([
      0, 127, 128, 255, 256, 256, 257, 6016,
    ])
  })
})

describe('quantile', () => {
  test('agrees with the sorted samples to 0.8 %', () => {
    check(
      fc.property(
        samples,
        fc.double({ min: 0, max: 1, noNaN: true }),
        ({ values, censored }, q) => {
          const exact = exactQuantile(values, censored, q)
          const found = histogramOf(values, censored).quantile(q)
          if (exact === null || exact === Infinity) {
            expect(found).toBe(exact)
          } else {
            expect(Math.abs((found as number) - exact)).toBeLessThanOrEqual(exact * 0.008)
          }
        },
      ),
    )
  })

  test('agrees with 100,000 sorted log-normal samples at the usual percentiles', () => {
    const what = purpose('histogram-test')
    const values = Array.from({ length: 100_000 }, (_, i) =>
      Math.round(logNormal(20e6, 0.6, SEED, what, i)),
    )
    const histogram = histogramOf(values)
    for (const q of [0.5, 0.9, 0.99, 0.999]) {
      const exact = exactQuantile(values, 0, q) as number
      expect((histogram.quantile(q) as number) / exact).toBeCloseTo(1, 2)
    }
  })

  test('is infinite when its rank is a censored sample', () => {
    const histogram = histogramOf(
      Array.from({ length: 98 }, () => 1000),
      2,
    )
    expect(histogram.quantile(0.98)).toBe(1000)
    expect(histogram.quantile(0.99)).toBe(Infinity)
    expect(histogram.censoredShare).toBe(0.02)
  })

  test('of exact ranks is not pushed up by binary fractions', () => {
    const histogram = histogramOf(Array.from({ length: 100 }, (_, i) => i + 1))
    for (let percent = 1; percent <= 100; percent++) {
      expect(histogram.quantile(percent / 100)).toBe(percent)
    }
  })

  test('of nothing is null, and so are minimum, maximum and mean', () => {
    const empty = new Histogram()
    expect([empty.quantile(0.5), empty.minUs, empty.maxUs, empty.meanUs]).toEqual([
      null,
      null,
      null,
      null,
    ])
    expect(histogramOf([], 3).quantile(0.5)).toBe(Infinity)
  })
})

describe('exact figures', () => {
  test('count, minimum, maximum and mean are exact', () => {
    check(
      fc.property(fc.array(value, { minLength: 1, maxLength: 200 }), (values) => {
        const histogram = histogramOf(values)
        const sum = values.reduce((total, v) => total + BigInt(v), 0n)
        expect(histogram.count).toBe(values.length)
        expect(histogram.minUs).toBe(Math.min(...values))
        expect(histogram.maxUs).toBe(Math.max(...values))
        const mean = Number(sum) / values.length
        expect(Math.abs((histogram.meanUs as number) - mean)).toBeLessThanOrEqual(mean * 1e-15)
      }),
    )
  })

  test('the bucket counts add up to the count', () => {
    const histogram = histogramOf([1, 1, 5, 1_000_000, 2 ** 40])
    expect(histogram.buckets().map((b) => b.count)).toEqual([2, 1, 1, 1])
    expect(histogram.buckets()[0]).toEqual({ fromUs: 1, toUs: 2, count: 2 })
  })
})

describe('merge', () => {
  test('equals recording everything in one histogram, in any order and grouping', () => {
    check(
      fc.property(samples, samples, samples, (a, b, c) => {
        const [ha, hb, hc] = [a, b, c].map((s) => histogramOf(s.values, s.censored)) as [
          Histogram,
          Histogram,
          Histogram,
        ]
        const whole = histogramOf(
          [...a.values, ...b.values, ...c.values],
          a.censored + b.censored + c.censored,
        ).encode()
        const left = mergeHistograms([mergeHistograms([ha, hb]), hc]).encode()
        const right = mergeHistograms([ha, mergeHistograms([hb, hc])]).encode()
        const reversed = mergeHistograms([hc, hb, ha]).encode()
        expect([left, right, reversed]).toEqual([whole, whole, whole])
      }),
    )
  })

  test('leaves the merged histogram alone', () => {
    const other = histogramOf([5, 2 ** 45], 1)
    const before = other.encode()
    histogramOf([7]).merge(other).record(9)
    expect(other.encode()).toBe(before)
  })
})

describe('encoding', () => {
  test('decodes to the same contents', () => {
    check(
      fc.property(samples, ({ values, censored }) => {
        const histogram = histogramOf(values, censored)
        const decoded = Histogram.decode(histogram.encode())
        expect(decoded.encode()).toBe(histogram.encode())
        expect(decoded.buckets()).toEqual(histogram.buckets())
        expect([decoded.minUs, decoded.maxUs, decoded.meanUs, decoded.censored]).toEqual([
          histogram.minUs,
          histogram.maxUs,
          histogram.meanUs,
          histogram.censored,
        ])
      }),
    )
  })

  test('of 100,000 latencies takes less than 3,000 characters', () => {
    const what = purpose('histogram-test')
    const histogram = new Histogram()
    for (let i = 0; i < 100_000; i++) {
      histogram.record(Math.round(logNormal(20e6, 0.6, SEED, what, i)))
    }
    expect(histogram.encode().length).toBeLessThan(3_000)
  })

  test('of damaged text is an error with a code', () => {
    const text = histogramOf([1, 500, 2 ** 40], 2).encode()
    const damaged = [
      '',
      'mh1.',
      'mh2' + text.slice(3),
      text.slice(0, -4),
      text.slice(0, -1) + '!',
      text + 'AAAA',
    ]
    for (let i = 4; i < text.length; i++) {
      const letter = text[i] === 'A' ? 'B' : 'A'
      damaged.push(text.slice(0, i) + letter + text.slice(i + 1))
    }
    for (const wrong of damaged) {
      expect(() => Histogram.decode(wrong)).toThrow(MusterError)
      expect(() => Histogram.decode(wrong)).toThrow(/histogram is damaged/)
    }
  })
})

test('anything but a whole number in 0 … 2^53 is refused', () => {
  const histogram = new Histogram()
  for (const wrong of [-1, 0.5, 1e9 + 0.5, NaN, Infinity, -(2 ** 40), 2 ** 53 + 2]) {
    expect(() => histogram.record(wrong)).toThrow(MusterError)
  }
  expect(() => histogram.recordCensored(-1)).toThrow(MusterError)
  expect(() => histogram.quantile(1.1)).toThrow(MusterError)
  expect(histogram.count).toBe(0)
})

test('recording is the same whatever the order', () => {
  const what = purpose('histogram-order')
  const values = Array.from({ length: 500 }, (_, i) => Math.floor(uniform(SEED, what, i) * 2 ** 53))
  expect(histogramOf(values).encode()).toBe(histogramOf([...values].reverse()).encode())
})
