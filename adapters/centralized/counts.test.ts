/** Model calls, prompts and messages of a task as functions of its graph. */
import { describe, expect, it } from 'vitest'
import type { StepSpec } from '../../workloads/workload.ts'
import { createTestCell, type TestCell } from '../conformance/test-cell.ts'
import { finishGraph, step, STEP_GRAPHS } from '../conformance/testing/step-graphs.ts'
import { centralized } from './index.ts'

const GRAPHS: Readonly<Record<string, readonly StepSpec[]>> = {
  ...STEP_GRAPHS,
  'fan of four': [
    ...['a', 'b', 'c', 'd'].map((name) => step(name, 'analyst')),
    step('e', 'lead', { needs: ['a', 'b', 'c', 'd'] }),
  ],
  'peer first': [step('a', 'reviewer', { at: 'peer' }), step('b', 'lead', { needs: ['a'] })],
  'two peers in a row': [
    step('a', 'analyst'),
    step('b', 'reviewer', { needs: ['a'], at: 'peer', toolRounds: 2 }),
    step('c', 'reviewer', { needs: ['b'], at: 'peer' }),
    step('d', 'lead', { needs: ['c'] }),
  ],
}

const done = (steps: readonly StepSpec[]): Promise<TestCell> => finishGraph(centralized, steps)

describe.each(Object.entries(GRAPHS))('a %s', (_name, steps) => {
  const peers = steps.filter(({ at }) => at === 'peer').length
  const rounds = steps.reduce((sum, { toolRounds }) => sum + toolRounds, 0)

  it('takes a model call for each step and tool round', async () => {
    expect((await done(steps)).count('modelCalls')).toBe(rounds + steps.length)
  })

  it('sends two messages for each step of another department, and no other', async () => {
    const test = await done(steps)
    expect(test.count('envelopes')).toBe(2 * peers)
    expect(test.count('deliveries')).toBe(2 * peers)
    expect(test.count('hops')).toBe(2 * peers)
  })

  it('takes the control path for each tool call and for those messages', async () => {
    const test = await done(steps)
    expect(test.count('decisions')).toBe(rounds + 2 * peers)
    expect(test.count('denials')).toBe(0)
  })

  it('sends the whole conversation with every call', async () => {
    const test = await done(steps)
    let messages = 0
    let held = 2
    for (const { toolRounds, at } of steps) {
      // A conversation starts with its system prompt and what it is given.
      let own = at === 'peer' ? 2 : held
      for (let call = 0; call <= toolRounds; call++) {
        messages += own
        own += call < toolRounds ? 2 : 0
      }
      held = at === 'peer' ? held + 1 : own + 1
    }
    expect(test.count('promptMessages')).toBe(messages)
  })
})

describe('a report', () => {
  it('is a message only where it leaves the department', () => {
    const test = createTestCell({ architecture: centralized })
    const { organisation, runtimes } = test
    const message = { workId: 1, text: 'x' }
    const from = organisation.metaOf(0)
    const [department] = runtimes
    expect(department?.deployment.report({ ...message, from: 0, to: from })).toBeUndefined()
    expect(test.count('envelopes')).toBe(0)
    const to = organisation.metaOf(organisation.parentOf(0))
    expect(department?.deployment.report({ ...message, from, to })).toBeDefined()
    expect(test.count('envelopes')).toBe(1)
  })
})
