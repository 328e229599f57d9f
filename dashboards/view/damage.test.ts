import { expect, test } from 'vitest'
import { exampleRun } from '../../results/testing/example-run.ts'
import type { TrialRecord } from '../../results/record.ts'
import { damageFigure } from './damage.ts'
import { viewRun } from './run-view.ts'

const { manifest, trials } = exampleRun()

test('collateral is in agent-hours, and what failed or was purged is in the table', () => {
  const offline = trials.map((trial): TrialRecord => {
    if (trial.kind === 'failed' || trial.containment === undefined) return trial
    const collateral = {
      failedTasks: 3,
      failedShare: 0.1,
      purgedMessages: 7,
      agentMinutesOffline: 90,
    }
    return { ...trial, containment: { ...trial.containment, collateral } }
  })
  const figure = damageFigure(viewRun(manifest, offline))
  expect(figure.panels[0]?.draw('wide').description).toMatch(
    /langchain [\d,]+ people exposed, 1\.50 agent-hours offline;/,
  )
  const [row] = figure.table.rows
  expect(row?.cells.slice(3).map((cell) => cell.text)).toEqual(['1.50', '0', '3', '7'])
})
