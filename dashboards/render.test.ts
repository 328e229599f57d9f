import { describe, expect, test } from 'vitest'
import { exampleRun } from '../results/testing/example-run.ts'
import type { ChartSpec, Layout } from './chart/theme.ts'
import { renderSvg } from './render.ts'
import { buildViewModel } from './view-model.ts'

const { manifest, trials } = exampleRun()
const { figures } = buildViewModel(manifest, trials)
const LAYOUTS: readonly Layout[] = ['wide', 'narrow']
const specs = figures.flatMap((figure) =>
  figure.panels.flatMap((panel) => LAYOUTS.map((layout) => panel.draw(layout))),
)

const SPEC: ChartSpec = {
  description: 'A test.',
  data: { values: [{ x: 1, y: 2 }] },
  mark: 'point',
  encoding: {
    x: { field: 'x', type: 'quantitative' },
    y: { field: 'y', type: 'quantitative' },
  },
}

describe('renderSvg', () => {
  test('gives the same bytes in any order', async () => {
    const forwards: string[] = []
    for (const spec of specs) forwards.push(await renderSvg(spec))
    const backwards: string[] = []
    for (const spec of specs.toReversed()) backwards.push(await renderSvg(spec))
    expect(backwards.toReversed()).toEqual(forwards)
  })

  test('gives the same bytes when charts are drawn at once', async () => {
    const [first = SPEC, second = SPEC] = specs
    const alone = [await renderSvg(first), await renderSvg(second)]
    expect(await Promise.all([renderSvg(first), renderSvg(second)])).toEqual(alone)
  })

  test('refuses a chart that Vega-Lite warns about', async () => {
    const spec: ChartSpec = {
      ...SPEC,
      encoding: { ...SPEC.encoding, size: { field: 'x', type: 'nominal' } },
    }
    await expect(renderSvg(spec)).rejects.toThrow('unsorted discrete field')
  })

  test('refuses a chart that Vega warns about', async () => {
    const spec: ChartSpec = {
      ...SPEC,
      encoding: { x: { field: 'nowhere', type: 'quantitative' } },
    }
    await expect(renderSvg(spec)).rejects.toThrow('Infinite extent')
  })

  test('refuses a chart without a description', async () => {
    const { description: _, ...spec } = SPEC
    await expect(renderSvg(spec as ChartSpec)).rejects.toThrow('no description')
  })

  test('refuses a chart that needs clip paths, whose ids the page would share', async () => {
    await expect(renderSvg({ ...SPEC, mark: { type: 'line', clip: true } })).rejects.toThrow(
      'not allowed in a page',
    )
  })

  test('takes colours from the page', async () => {
    const svg = await renderSvg(specs[0] ?? SPEC)
    expect(svg).toContain('var(--series-1)')
    expect(svg).not.toMatch(/(?:fill|stroke)="#/)
  })

  test('keeps figures in names as they are', async () => {
    const svg = await renderSvg({ ...SPEC, mark: { type: 'text', text: 'v1.23456 style="x"' } })
    expect(svg).toContain('v1.23456 style="x"')
  })
})
