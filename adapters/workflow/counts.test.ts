/** Model calls and messages of a case as functions of its graph. */
import { describe, expect, it } from 'vitest'
import type { StepSpec } from '../../workloads/workload.ts'
import type { TestCell } from '../conformance/test-cell.ts'
import { finishGraph, step, STEP_GRAPHS } from '../conformance/testing/step-graphs.ts'
import { workflow } from './index.ts'

const GRAPHS: Readonly<Record<string, readonly StepSpec[]>> = {
  ...STEP_GRAPHS,
  'fan of three and a result': [
    step('a', 'analyst'),
    step('b', 'writer'),
    step('c', 'reviewer'),
    step('d', 'lead', { needs: ['a', 'b', 'c'] }),
  ],
  'role that returns': [
    step('a', 'analyst'),
    step('b', 'writer', { needs: ['a'] }),
    step('c', 'analyst', { needs: ['b'] }),
    step('d', 'analyst', { needs: ['a', 'c'] }),
  ],
  'peer first': [
    step('a', 'reviewer', { at: 'peer' }),
    step('b', 'writer', { needs: ['a'] }),
    step('c', 'analyst', { needs: ['a', 'b'] }),
  ],
  'two peers in a row': [
    step('a', 'analyst'),
    step('b', 'reviewer', { needs: ['a'], at: 'peer', toolRounds: 2 }),
    step('c', 'reviewer', { needs: ['b'], at: 'peer' }),
    step('d', 'analyst', { needs: ['a', 'c'] }),
  ],
}

const done = (steps: readonly StepSpec[]): Promise<TestCell> => finishGraph(workflow, steps)

describe.each(Object.entries(GRAPHS))('a %s', (_name, steps) => {
  const peers = steps.filter(({ at }) => at === 'peer').length
  const rounds = steps.reduce((sum, { toolRounds }) => sum + toolRounds, 0)
  const own = steps.filter(({ at }) => at === 'team').map(({ role }) => role)
  // The initiator is a lead, and no graph's first own stage is: so it always hands in.
  const handOvers = own.filter((role, i) => role !== (own[i - 1] ?? 'lead')).length
  const messages = handOvers + 2 * peers

  it('takes a model call for each stage and tool round', async () => {
    expect((await done(steps)).count('modelCalls')).toBe(rounds + steps.length)
  })

  it('is handed over once for each change of holder, and twice for each other department', async () => {
    const test = await done(steps)
    expect(test.count('envelopes')).toBe(messages)
    expect(test.count('deliveries')).toBe(messages)
    expect(test.count('hops')).toBe(messages)
  })

  it('takes the control path for each hand-over and each tool call', async () => {
    const test = await done(steps)
    expect(test.count('decisions')).toBe(messages + rounds)
    expect(test.count('denials')).toBe(0)
  })

  it('prompts each stage with its instructions, the case file and its own tool results', async () => {
    const prompts = steps.reduce((sum, { toolRounds: r }) => sum + (r + 1) * (r + 2), 0)
    expect((await done(steps)).count('promptMessages')).toBe(prompts)
  })
})
