import { describe, expect, test } from 'vitest'
import {
  heightOf,
  linearAxis,
  logAxis,
  spread,
  symlogAxis,
  thinSymlog,
  thinTicks,
  valueAt,
} from './scale.ts'

describe('axes', () => {
  test('a logarithmic axis holds all positive values and leaves zero out', () => {
    const { domain, ticks } = logAxis([0, 78, 78_000])
    expect(domain).toEqual([62.4, 97_500])
    expect(ticks).toEqual([100, 1_000, 10_000])
  })

  test('a linear axis begins at zero and ends at a round number', () => {
    expect(linearAxis([3, 24_100], 4)).toEqual({
      kind: 'linear',
      domain: [0, 30_000],
      ticks: [0, 10_000, 20_000, 30_000],
    })
  })

  test('an axis of zeros still has an extent', () => {
    const [low, high] = linearAxis([0, 0]).domain
    expect(high).toBeGreaterThan(low)
  })

  test('a symlog axis is labelled at zero and on both sides of it', () => {
    expect(symlogAxis([-20, 4_000], 10).ticks).toEqual([-10, 0, 10, 100, 1_000])
  })

  test('a height gives its value back', () => {
    for (const axis of [logAxis([10, 1_000]), linearAxis([0, 50])]) {
      expect(valueAt(axis, heightOf(axis, 42, 300), 300)).toBeCloseTo(42, 9)
    }
  })
})

describe('thinTicks', () => {
  const axis = linearAxis([8], 8)

  test('keeps all labels where there is room', () => {
    expect(thinTicks(axis, 400).ticks).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8])
  })

  test('leaves labels out evenly where there is not', () => {
    expect(thinTicks(axis, 150).ticks).toEqual([0, 2, 4, 6, 8])
    expect(thinTicks(axis, 20).ticks).toEqual([0, 8])
  })
})

describe('spread', () => {
  test('leaves labels that are far apart where they are', () => {
    expect(spread([10, 100, 50], 15, 300)).toEqual([10, 100, 50])
  })

  test('moves labels apart in their order', () => {
    expect(spread([50, 50, 50], 15, 300)).toEqual([50, 65, 80])
  })

  test('stays inside the chart', () => {
    expect(spread([300, 300], 15, 300)).toEqual([285, 300])
  })

  test('shares the room among more labels than fit', () => {
    expect(spread([0, 0, 0, 0, 0], 15, 40)).toEqual([0, 10, 20, 30, 40])
  })
})

describe('thinSymlog', () => {
  const axis = symlogAxis([-20_000, 20_000], 1)

  test('keeps zero, and no label nearer to the last one than its width', () => {
    expect(axis.ticks).toContain(-1)
    expect(thinSymlog(axis, 300).ticks).toEqual([-10_000, -100, 0, 100, 10_000])
  })

  test('keeps all where there is room, and where the axis bends either way', () => {
    const wide = thinSymlog(axis, 3_000)
    expect(wide.ticks).toEqual(axis.ticks)
    expect(thinSymlog(axis, 100).constant).toBe(axis.constant)
  })
})
