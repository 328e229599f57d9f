import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { joinDigests, RunningDigest } from './digest.ts'

function digestOf(values: readonly (number | string)[]): string {
  const digest = new RunningDigest()
  for (const value of values) {
    if (typeof value === 'number') digest.add(value)
    else digest.addText(value)
  }
  return digest.hex()
}

describe('a running digest', () => {
  it('is equal for equal values and has 16 hex digits', () => {
    expect(digestOf([1, 2, 'three'])).toBe(digestOf([1, 2, 'three']))
    expect(digestOf([])).toMatch(/^[0-9a-f]{16}$/)
  })

  it('keeps its values for good: recorded digests must stay comparable', () => {
    expect([digestOf([]), digestOf([1, 2 ** 40]), digestOf(['text'])]).toMatchInlineSnapshot(`
      [
        "243f6a8885a308d3",
        "4da290729283b520",
        "25461f2233a47854",
      ]
    `)
  })

  it('depends on the order of values', () => {
    expect(digestOf([1, 2])).not.toBe(digestOf([2, 1]))
  })

  it('depends on the high words of large numbers', () => {
    const far = 4294967296
    const digests = [5, 5 + far, 5 + 2 * far, 5 + 2 ** 20 * far].map((value) => digestOf([value]))
    expect(new Set(digests).size).toBe(4)
  })

  it('depends on how often a value was added, zero included', () => {
    expect(new Set([digestOf([]), digestOf([0]), digestOf([0, 0])]).size).toBe(3)
  })

  it('depends on every character of a text and on its length', () => {
    const texts = ['', 'a', 'b', 'ab', 'ba', 'aa', 'a\0']
    expect(new Set(texts.map((text) => digestOf([text]))).size).toBe(texts.length)
  })

  it('differs for any two different lists of small numbers', () => {
    const list = fc.array(fc.nat(1000), { maxLength: 12 })
    fc.assert(
      fc.property(list, list, (a, b) => {
        expect(digestOf(a) === digestOf(b)).toBe(a.join() === b.join())
      }),
      { seed: 1, numRuns: 2000 },
    )
  })

  it('does not collide over a hundred thousand one-value lists', () => {
    const seen = new Set<string>()
    for (let value = 0; value < 100_000; value++) seen.add(digestOf([value * 65_537]))
    expect(seen.size).toBe(100_000)
  })
})

describe('joined digests', () => {
  const cells: [number, string][] = [
    [0, 'aa'],
    [2, 'cc'],
    [10, 'bb'],
  ]

  it('do not depend on the order in which cells are listed', () => {
    expect(joinDigests(new Map(cells))).toBe(joinDigests(new Map(cells.toReversed())))
    expect(joinDigests(new Map(cells))).toMatch(/^[0-9a-f]{32}$/)
  })

  it('depend on each cell’s number and digest', () => {
    const changed: [number, string][][] = [
      cells,
      cells.slice(0, 2),
      [
        [0, 'aa'],
        [2, 'cc'],
        [11, 'bb'],
      ],
      [
        [0, 'aa'],
        [2, 'cd'],
        [10, 'bb'],
      ],
    ]
    expect(new Set(changed.map((some) => joinDigests(new Map(some)))).size).toBe(4)
  })
})
