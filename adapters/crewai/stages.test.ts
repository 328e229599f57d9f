import { describe, expect, it } from 'vitest'
import type { Step } from '../contract.ts'
import { planStages } from './stages.ts'

function step(index: number, at: Step['at'], needs: readonly number[]): Step {
  const role = 'r'
  return { index, name: 's', role, needs, toolRounds: 0, tool: 'lookup', at, outputTokens: 1 }
}

function plan(steps: readonly Step[]): unknown {
  return planStages(steps).map((stage) => [
    stage.kind,
    stage.steps.map((s) => s.index),
    stage.after,
  ])
}

describe('stages of a work', () => {
  it('are one crew when no step is elsewhere', () => {
    expect(plan([step(0, 'team', []), step(1, 'team', [0])])).toEqual([['crew', [0, 1], []]])
  })

  it('are the crew before, the peer, and the crew after', () => {
    const steps = [
      step(0, 'team', []),
      step(1, 'team', [0]),
      step(2, 'peer', [1]),
      step(3, 'team', [1, 2]),
    ]
    expect(plan(steps)).toEqual([
      ['crew', [0, 1], []],
      ['peer', [2], [0]],
      ['crew', [3], [0, 1]],
    ])
  })

  it('keep two peers of the same crew apart, to run side by side', () => {
    const steps = [
      step(0, 'team', []),
      step(1, 'peer', [0]),
      step(2, 'peer', [0]),
      step(3, 'team', [1, 2]),
    ]
    expect(plan(steps)).toEqual([
      ['crew', [0], []],
      ['peer', [1], [0]],
      ['peer', [2], [0]],
      ['crew', [3], [1, 2]],
    ])
  })

  it('put a team step that does not wait for the peer into the crew before it', () => {
    const steps = [
      step(0, 'team', []),
      step(1, 'peer', [0]),
      step(2, 'team', [0]),
      step(3, 'peer', [1]),
      step(4, 'team', [2, 3]),
    ]
    expect(plan(steps)).toEqual([
      ['crew', [0, 2], []],
      ['peer', [1], [0]],
      ['peer', [3], [1]],
      ['crew', [4], [0, 2]],
    ])
  })

  it('start with the peer when it needs nothing', () => {
    expect(plan([step(0, 'peer', []), step(1, 'team', [0])])).toEqual([
      ['peer', [0], []],
      ['crew', [1], [0]],
    ])
  })
})
