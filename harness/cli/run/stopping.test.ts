import { describe, expect, it } from 'vitest'
import type { CompletedTrial } from '../../../results/record.ts'
import { exampleRun } from '../../../results/testing/example-run.ts'
import { normal, purpose } from '../../kernel/random.ts'
import { Stopping } from './stopping.ts'

const NOISE = purpose('stopping-test')
const RULE = { maxTrials: 12, precision: 0.05 }
const template = exampleRun().trials.find(
  (trial): trial is CompletedTrial => trial.kind === 'completed' && trial.purpose === 'main',
) as CompletedTrial

/** The block of a trial number: two entrants, of which the second has so much of the first's rate. */
function block(trial: number, agents: number, ratio: number): CompletedTrial[] {
  const host = Math.exp(0.2 * normal(1, NOISE, trial, agents))
  return ['a@bare', 'b@bare'].map((entrant, side) => {
    const own = Math.exp(0.01 * normal(1, NOISE, trial, agents, side))
    const tasksPerCpuS = 1000 * host * own * (side === 0 ? 1 : ratio)
    return {
      ...template,
      entrant,
      profile: 'bare',
      purpose: 'main',
      agents,
      trial,
      cost: { ...template.cost, tasksPerCpuS },
    }
  })
}

/** Trials that a size is run for. */
function trialsRun(ratio: number, rule = RULE): number {
  const stopping = new Stopping(rule)
  for (let trial = 0; trial < rule.maxTrials; trial++) {
    if (stopping.isOver({ agents: 78, trial })) return trial
    for (const record of block(trial, 78, ratio)) stopping.ended(record)
  }
  return rule.maxTrials
}

describe('a run that finds its number of trials', () => {
  it('stops early where one entrant is twice as fast', () => {
    expect(trialsRun(2)).toBeGreaterThanOrEqual(3)
    expect(trialsRun(2)).toBeLessThan(RULE.maxTrials)
  })

  it('stops early where two are equivalent within the precision', () => {
    expect(trialsRun(1)).toBeLessThan(RULE.maxTrials)
  })

  it('goes to its last trial where the precision cannot be had', () => {
    expect(trialsRun(1, { ...RULE, precision: 0.0001 })).toBe(RULE.maxTrials)
  })

  it('decides each size by itself', () => {
    // At 780 agents now the one is faster and now the other.
    const stopping = new Stopping(RULE)
    for (let trial = 0; trial < 8; trial++) {
      for (const record of [
        ...block(trial, 78, 2),
        ...block(trial, 780, trial % 2 === 0 ? 1.3 : 0.77),
      ]) {
        stopping.ended(record)
      }
    }
    expect(stopping.isOver({ agents: 78, trial: 8 })).toBe(true)
    expect(stopping.isOver({ agents: 780, trial: 8 })).toBe(false)
  })

  it('stops where it would have if it was killed and goes on', () => {
    const records = Array.from({ length: 8 }, (_, trial) => block(trial, 78, 2)).flat()
    const whole = new Stopping(RULE)
    const over: boolean[] = []
    for (let trial = 0; trial < 8; trial++) {
      over.push(whole.isOver({ agents: 78, trial }))
      for (const record of records.slice(2 * trial, 2 * trial + 2)) whole.ended(record)
    }
    const resumed = new Stopping(RULE, records.slice(0, 9))
    expect(over.map((_, trial) => resumed.isOver({ agents: 78, trial }))).toEqual(over)
  })
})
