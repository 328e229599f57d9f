import { describe, expect, test } from 'vitest'
import { readObjective } from './grammar.ts'

function texts(objective: string): unknown {
  const read = readObjective(objective)
  if (read.kind === 'fault') throw new Error(read.message)
  const { metric, statistic, comparison, bound, unit, agents, entrants } = read.syntax
  return {
    metric: metric.text,
    statistic: statistic?.text,
    comparison,
    bound: bound.text,
    unit: unit?.text,
    agents: agents.map((size) => size.text),
    entrants: entrants?.text,
  }
}

const BARE = { statistic: undefined, unit: undefined, agents: [], entrants: undefined }

describe('the form of an objective', () => {
  test.each([
    ['peopleExposed < 50', { metric: 'peopleExposed', comparison: '<', bound: '50' }],
    [
      '  taskLatencyMs p99.9<=1.5e2s ',
      { metric: 'taskLatencyMs', statistic: 'p99.9', comparison: '<=', bound: '1.5e2', unit: 's' },
    ],
    [
      'completedShare ≥ 99 %',
      { metric: 'completedShare', comparison: '>=', bound: '99', unit: '%' },
    ],
    [
      'gcMs max > 1 µs @ agents = 78_000, 780 for mesh@*',
      {
        metric: 'gcMs',
        statistic: 'max',
        comparison: '>',
        bound: '1',
        unit: 'µs',
        agents: ['78_000', '780'],
        entrants: 'mesh@*',
      },
    ],
    [
      'wrong <= 0 for crewai:hierarchical@governed/A3 @ agents=6',
      {
        metric: 'wrong',
        comparison: '<=',
        bound: '0',
        agents: ['6'],
        entrants: 'crewai:hierarchical@governed/A3',
      },
    ],
  ])('%s is read', (objective, expected) => {
    expect(texts(objective)).toEqual({ ...BARE, ...expected })
  })

  test.each([
    ['', 0, 'the name of a metric'],
    ['   ', 3, 'the name of a metric'],
    ['< 3', 0, 'the name of a metric'],
    ['peopleExposed', 13, '<, <=, > or >='],
    ['peopleExposed 50', 14, '<, <=, > or >='],
    ['wrong == 0', 6, 'no bound'],
    ['wrong <', 7, 'a number'],
    ['wrong < -1', 8, 'a number'],
    ['wrong < 1,000', 8, 'no commas'],
    ['gcMs < 1 ms extra', 12, 'or the end'],
    ['gcMs < 1 @ size=6', 11, 'a size'],
    ['gcMs < 1 @ agents=', 18, 'a size in agents'],
    ['gcMs < 1 @ agents=6 @ agents=7', 20, 'twice'],
    ['gcMs < 1 for', 12, 'an entrant'],
    ['gcMs < 1 for a for b', 15, 'twice'],
    [`gcMs < 1 for ${'a'.repeat(300)}`, 0, 'at most 300'],
  ])('%s is refused at letter %i', (objective, offset, what) => {
    const read = readObjective(objective)
    expect(read).toMatchObject({ kind: 'fault', offset })
    expect(read).toHaveProperty('message', expect.stringContaining(what))
  })
})
