/** Model calls, prompts and messages of a task as functions of its graph. */
import { describe, expect, it } from 'vitest'
import { GOVERNED } from '../../harness/controls/levels.ts'
import type { StepSpec, Workload } from '../../workloads/workload.ts'
import { createTestCell, type TestCell } from '../conformance/test-cell.ts'
import { testWorkload } from '../conformance/test-workload.ts'
import { centralized } from './index.ts'

function step(name: string, role: string, rest: Partial<StepSpec> = {}): StepSpec {
  return {
    name,
    role,
    needs: [],
    toolRounds: 0,
    tool: 'lookup',
    at: 'team',
    outputTokens: 40,
    ...rest,
  }
}

const GRAPHS: Readonly<Record<string, readonly StepSpec[]>> = {
  'chain of three': [
    step('a', 'analyst'),
    step('b', 'writer', { needs: ['a'] }),
    step('c', 'lead', { needs: ['b'] }),
  ],
  'fan of four': [
    ...['a', 'b', 'c', 'd'].map((name) => step(name, 'analyst')),
    step('e', 'lead', { needs: ['a', 'b', 'c', 'd'] }),
  ],
  'diamond with tools': [
    step('a', 'analyst', { toolRounds: 1 }),
    step('b', 'writer', { needs: ['a'], toolRounds: 2, tool: 'read_board' }),
    step('c', 'reviewer', { needs: ['a'], toolRounds: 3 }),
    step('d', 'operator', { needs: ['b', 'c'], toolRounds: 1, tool: 'post' }),
    step('e', 'lead', { needs: ['d'], toolRounds: 1 }),
  ],
  'one role all along': [
    step('a', 'writer', { toolRounds: 1 }),
    step('b', 'writer', { needs: ['a'] }),
    step('c', 'writer', { needs: ['a', 'b'] }),
  ],
  'peer first': [step('a', 'reviewer', { at: 'peer' }), step('b', 'lead', { needs: ['a'] })],
  'two peers in a row': [
    step('a', 'analyst'),
    step('b', 'reviewer', { needs: ['a'], at: 'peer', toolRounds: 2 }),
    step('c', 'reviewer', { needs: ['b'], at: 'peer' }),
    step('d', 'lead', { needs: ['c'] }),
  ],
  'peer last': [
    step('a', 'analyst', { toolRounds: 1 }),
    step('b', 'reviewer', { needs: ['a'], at: 'peer' }),
  ],
}

function workloadOf(steps: readonly StepSpec[]): Workload {
  return testWorkload({ tasks: [{ name: 'graph', share: 1, steps }] })
}

async function done(steps: readonly StepSpec[]): Promise<TestCell> {
  const test = createTestCell({
    architecture: centralized,
    levels: GOVERNED,
    workload: workloadOf(steps),
  })
  const work = test.work('graph')
  expect(test.judge(work, await test.finish(work))).toBe(true)
  return test
}

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
