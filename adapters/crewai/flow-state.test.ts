import { expect, it } from 'vitest'
import { FlowState } from './flow-state.ts'

it('a purge forgets outputs of the agent that nobody has taken over, and counts them', () => {
  const state = new FlowState()
  state.put(0, { author: 1, text: 'taken over' })
  state.put(1, { author: 1, text: 'not yet' })
  state.put(2, { author: 2, text: 'of another' })
  state.handOn(0)
  state.asking.set(3, 1)
  expect(state.purge(1)).toBe(2)
  expect([0, 1, 2].map((step) => state.get(step)?.text)).toEqual([
    'taken over',
    undefined,
    'of another',
  ])
  expect(state.asking.size).toBe(0)
})
