import { describe, expect, test } from 'vitest'
import { renderSvg } from '../render.ts'
import { damageChart, type DamageRow } from './damage.ts'
import { linearAxis } from './scale.ts'
import type { Series } from './theme.ts'

const NAMES = ['one', 'two', 'three']

const SERIES: readonly Series[] = NAMES.map((name, index) => ({
  name,
  slot: index + 1,
  shape: 'circle',
  dash: [1, 0],
}))

/** Draws points, given as collateral and damage, of the first series. */
async function draw(...points: ReadonlyArray<readonly [number, number]>): Promise<string> {
  const rows = points.map(([collateral, damage], index): DamageRow => {
    return { series: NAMES[index] ?? '', collateral, damage }
  })
  const panel = { series: SERIES, rows, x: linearAxis([0, 10]), y: linearAxis([0, 100]) }
  const words = { xTitle: 'right', yTitle: 'up', description: 'A test.' }
  return renderSvg(damageChart({ ...panel, ...words }, 'wide'))
}

const names = (svg: string): string[] =>
  [...svg.matchAll(/>(one|two|three)<\/text>/g)].map(([, name = '']) => name)

const heights = (svg: string): number[] =>
  [...svg.matchAll(/translate\([^,]+,([^)]+)\)"[^>]*>(?:one|two|three)<\/text>/g)].map(([, y]) =>
    Number(y),
  )

/** Leaders are the only lines that are not part of an axis. */
const leaders = (svg: string): number =>
  svg.match(/<line[^>]*stroke="var\(--muted\)"/g)?.length ?? 0

describe('points that coincide', () => {
  test('have one grey dot, and a list with each name once, in order, a line apart', async () => {
    const svg = await draw([5, 50], [5, 50], [5, 50])
    expect(names(svg)).toEqual(NAMES)
    const [first = 0, second = 0, third = 0] = heights(svg)
    expect(second - first).toBeCloseTo(16, 1)
    expect(third - second).toBeCloseTo(16, 1)
    expect(svg.match(/fill="var\(--muted\)"[^>]*stroke="var\(--series-\d\)"/g)).toHaveLength(3)
    expect(leaders(svg)).toBe(0)
  })

  test('get a leader, one for each that can be hidden, where their list has no room beside them', async () => {
    const svg = await draw([5, 0], [5, 0], [5, 0])
    // Names are drawn from their baseline, 4 px below their middle; the axis is at 240 px.
    expect(Math.max(...heights(svg))).toBeCloseTo(244, 1)
    expect(leaders(svg)).toBe(3)
  })
})

test('points that stand alone have their own mark and no list', async () => {
  const svg = await draw([0, 90], [5, 50], [9, 10])
  expect(names(svg)).toEqual(NAMES)
  expect(svg).not.toMatch(/fill="var\(--muted\)"[^>]*stroke="var\(--series-\d\)"/)
  expect(leaders(svg)).toBe(0)
})

test('lists of points above each other are not shuffled together', async () => {
  const svg = await draw([5, 50], [5, 50], [5, 44])
  const [first = 0, second = 0, third = 0] = heights(svg)
  expect(second - first).toBeGreaterThan(15)
  expect(third - second).toBeGreaterThan(15)
})
