import { describe, expect, test } from 'vitest'
import { exampleRun } from '../../results/testing/example-run.ts'
import { viewRun } from './run-view.ts'
import { spreadFigure, stageText } from './spread.ts'

const { manifest, trials } = exampleRun()
const figure = spreadFigure(viewRun(manifest, trials))

describe('how far the guidance spread', () => {
  test('is a panel a profile, with agents and departments for each entrant', () => {
    expect(figure.panels.map((panel) => panel.heading)).toEqual(['as-shipped', 'governed'])
    const description = figure.panels[0]?.draw('wide').description
    expect(description).toContain('langchain 9 in 2 departments (in every trial)')
    expect(description).toContain('mesh 6 in 1 department (in every trial)')
  })

  test('has a table with taint, apex and stage at every size', () => {
    expect(figure.table.rows).toHaveLength(32)
    const row = figure.table.rows.find(
      (one) => one.agents === 78_000 && one.cells[0]?.text === 'langchain@as-shipped',
    )
    expect(row?.cells.slice(1).map(({ text, detail }) => [text, detail])).toEqual([
      ['78,000', undefined],
      ['9', 'in every trial'],
      ['2', 'in every trial'],
      ['4', 'in every trial'],
      ['3', 'in every trial'],
      ['yes', 'in 3 of 3 trials'],
      ['6', 'reached the apex'],
    ])
  })

  test('says so when no trial had an incident', () => {
    const calm = trials.map((trial) => {
      if (trial.kind === 'failed') return trial
      const { containment: _, ...rest } = trial
      return rest
    })
    const empty = spreadFigure(viewRun(manifest, calm))
    expect(empty.panels).toEqual([])
    expect(empty.notes).toEqual(['Not run: no trial of this run has an incident.'])
  })
})

test('the last stage is worded by what reached it', () => {
  expect([stageText(0, 0), stageText(5, 0), stageText(6, 0), stageText(6, 0.5)]).toEqual([
    'attempted',
    'crossed departments',
    'reached people at scale',
    'reached the apex',
  ])
})
