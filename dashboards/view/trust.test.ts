import { describe, expect, test } from 'vitest'
import { renderSvg } from '../render.ts'
import { exampleRun } from '../../results/testing/example-run.ts'
import { breakEvenFigure } from './break-even.ts'
import { denominatorFigure } from './denominators.ts'
import type { Figure } from './figure.ts'
import { overheadFigure } from './overhead.ts'
import { viewRun } from './run-view.ts'
import { startUpFigure } from './start-up.ts'

const { manifest, trials } = exampleRun()
const view = viewRun(manifest, trials)
const { authProbe: _, ...unprobed } = manifest
const withoutProbe = viewRun(unprobed, trials)

const headings = (figure: Figure): string[] => figure.panels.map((panel) => panel.heading)

describe('the ladder', () => {
  test('has a panel for each cost, each with its figures in words', () => {
    const { panels } = overheadFigure(view)
    expect(panels.map((panel) => panel.heading)).toEqual([
      'CPU added to a task',
      'CPU added to a message',
      'Throughput lost',
      'Mean virtual latency added',
    ])
    expect(overheadFigure(view).notes).toEqual([
      'No evidence about p99: it is censored, or there are too few tasks for it.',
    ])
    for (const panel of panels) expect(panel.draw('wide').description).toContain('mesh A3')
  })

  test('tells a difference that is none in every trial from one that is not resolved', () => {
    const mean = overheadFigure(view).panels.at(-1)?.draw('wide')
    expect(mean?.description).toMatch(/mesh A3 0 \(0–0\) ms in every trial/)
  })
})

describe('the break-even', () => {
  const figure = breakEvenFigure(view)

  test('is a panel for each level with sessions, and says from where it pays off', () => {
    expect(headings(figure)).toEqual(['A4 against A3', 'A2 against A3'])
    expect(figure.notes.join(' ')).toContain('A4 against A3 pays off from 5 messages of a pair on')
    expect(figure.panels[1]?.draw('wide').description).toMatch(/Measured: .*mesh A2 /)
  })

  test('says which curve has no points, because the ladder has no such level', () => {
    expect(figure.notes.join(' ')).toContain('has no A4')
  })

  test('stands the signatures where the pairs of the session are', () => {
    const described = figure.panels[1]?.draw('wide').description ?? ''
    const at = (level: string): string | undefined =>
      new RegExp(`mesh ${level} \\S+ at (\\S+) messages`).exec(described)?.[1]
    expect(at('A3')).toBeDefined()
    expect(at('A3')).toBe(at('A2'))
  })

  test('predicts nothing without a probe', () => {
    const empty = breakEvenFigure(withoutProbe)
    expect(empty.panels).toEqual([])
    expect(empty.notes.join(' ')).toContain('No evidence')
  })
})

describe('the start-up', () => {
  test('is a panel for the ladder and for each profile at the largest size', () => {
    expect(headings(startUpFigure(view))).toEqual([
      'A2, governed, 780 agents',
      'governed (A2), 78,000 agents',
      'as-shipped (A2), 78,000 agents',
    ])
  })

  test('says how sharp it is', () => {
    // 390 halving to 195, 97, 48 … of 386 in all.
    expect(startUpFigure(view).notes.join(' ')).toMatch(/busiest minute .* holds 5\d(\.\d)?\u00a0%/)
  })

  test('has no CPU seconds without a probe, and says so', () => {
    const figure = startUpFigure(withoutProbe)
    expect(figure.notes.join(' ')).toContain('CPU seconds are missing')
    expect(figure.table.rows.every((row) => row.cells[6]?.verdict === 'missing')).toBe(true)
  })
})

describe('the denominators', () => {
  test('are one open table, a row a level', () => {
    const figure = denominatorFigure(view)
    expect(figure.isTable).toBe(true)
    expect(figure.table.rows.map((row) => row.cells[0]?.text)).toEqual(['A1', 'A2', 'A3', 'A4'])
    expect(figure.notes[0]).toMatch(/^The same 150 µs of A3 make a message 151 times as dear/)
  })

  test('are no evidence without a probe', () => {
    expect(denominatorFigure(withoutProbe).notes[0]).toContain('No evidence')
  })
})

test('every chart can be drawn in both layouts', async () => {
  for (const figure of [overheadFigure(view), breakEvenFigure(view), startUpFigure(view)]) {
    for (const panel of figure.panels) {
      for (const layout of ['wide', 'narrow'] as const) {
        expect(await renderSvg(panel.draw(layout))).toContain('<svg role="img" aria-label="')
      }
    }
  }
})
