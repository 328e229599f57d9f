import { describe, expect, test } from 'vitest'
import { exampleRun } from '../../results/testing/example-run.ts'
import { buildViewModel } from '../view-model.ts'
import { renderVerdictCards } from '../page/verdict.ts'
import { verdictsOf } from './verdict.ts'

const { manifest, trials } = exampleRun()
const verdicts = verdictsOf(buildViewModel(manifest, trials).view)
const line = (profile: string, name: string): string | undefined =>
  verdicts
    .find((one) => one.profile === profile)
    ?.lines.find(([title]) => title === name)
    ?.at(1)

describe('the answer in short', () => {
  test('is about the largest size, once for each profile', () => {
    expect(verdicts.map(({ profile, agents }) => [profile, agents])).toEqual([
      ['as-shipped', 78_000],
      ['governed', 78_000],
    ])
  })

  test('names the whole first tier, and nobody of another', () => {
    const { cells } = buildViewModel(manifest, trials).view
    for (const { profile, agents, ahead } of verdicts) {
      const first = cells.filter(
        (cell) => cell.profile === profile && cell.agents === agents && cell.row?.tier === 1,
      )
      expect(ahead.map(({ name }) => name).toSorted()).toEqual(
        first.map((cell) => cell.series.name).toSorted(),
      )
    }
  })

  test('says how sure it is by the ratio to the next tier with its interval', () => {
    expect(line('governed', 'How sure')).toMatch(
      /^\d+ trials; \w+ does ×[\d.]+ \([\d.]+–[\d.]+\) the tasks of \w+, the next,/,
    )
  })

  test('gives the cost of a task with its interval, and what the profile costs', () => {
    expect(line('governed', 'CPU of a task')).toMatch(/ms \([\d.]+–[\d.]+\u00a0ms\) on \w+, and/)
    expect(line('governed', 'Against as-shipped')).toMatch(/^×[\d.]+ \([\d.]+–[\d.]+/)
    expect(line('as-shipped', 'Against as-shipped')).toBeUndefined()
  })

  test('claims no order that one trial cannot carry', () => {
    const single = trials.filter((trial) => trial.trial === 0)
    for (const { ahead, lines } of verdictsOf(
      buildViewModel({ ...manifest, trials: 1 }, single).view,
    )) {
      expect(ahead.length).toBeGreaterThan(1)
      expect(lines[0]?.[1]).toBe('1 trial; no difference between any two is resolved')
    }
  })

  test('is absent where nothing was measured', () => {
    expect(verdictsOf(buildViewModel(manifest, []).view)).toEqual([])
    expect(renderVerdictCards([])).toBeUndefined()
  })

  test('takes names for text only', () => {
    const evil = '<img src=x onerror=alert(1)>'
    const markup = renderVerdictCards([
      { profile: evil, agents: 1, ahead: [{ name: evil, slot: 1 }], lines: [[evil, evil]] },
    ])?.markup
    expect(markup).not.toContain('<img')
    expect(markup?.split('&lt;img')).toHaveLength(6)
  })
})
