/** Graphs of steps for tests of what an architecture makes of a task, and a task of a graph on a test cell. */
import { expect } from 'vitest'
import { GOVERNED } from '../../../harness/controls/levels.ts'
import type { StepSpec } from '../../../workloads/workload.ts'
import type { Architecture } from '../../contract.ts'
import { createTestCell, type TestCell } from '../test-cell.ts'
import { testWorkload } from '../test-workload.ts'

/** A step of the team without needs and tools, but for what is given. */
export function step(name: string, role: string, rest: Partial<StepSpec> = {}): StepSpec {
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

/** Graphs that say something of every architecture. */
export const STEP_GRAPHS: Readonly<Record<string, readonly StepSpec[]>> = {
  'chain of three': [
    step('a', 'analyst'),
    step('b', 'writer', { needs: ['a'] }),
    step('c', 'lead', { needs: ['b'] }),
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
  'peer last': [
    step('a', 'analyst', { toolRounds: 1 }),
    step('b', 'reviewer', { needs: ['a'], at: 'peer' }),
  ],
}

/** The cell, governed, after one task of such steps has ended with the right result. */
export async function finishGraph(
  architecture: Architecture,
  steps: readonly StepSpec[],
): Promise<TestCell> {
  const test = createTestCell({
    architecture,
    levels: GOVERNED,
    workload: testWorkload({ tasks: [{ name: 'graph', share: 1, steps }] }),
  })
  const work = test.work('graph')
  expect(test.judge(work, await test.finish(work))).toBe(true)
  return test
}
