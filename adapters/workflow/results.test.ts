/** What the processes deliver: right results, whatever the task and the controls. */
import { describe, expect, it } from 'vitest'
import { GOVERNED } from '../../harness/controls/levels.ts'
import { createTestCell } from '../conformance/test-cell.ts'
import { testWorkload } from '../conformance/test-workload.ts'
import { testRightResults } from '../conformance/testing/right-results.ts'
import { workflow } from './index.ts'

describe('workflow:pipeline', () => testRightResults(workflow, 'pipeline'))

describe('a process', () => {
  it('does not cover a case of its type with other stages', async () => {
    const test = createTestCell({ architecture: workflow })
    const first = test.work('analysis')
    expect(test.judge(first, await test.finish(first))).toBe(true)
    const { steps, final } = test.work('release')
    const emergent = { ...test.work('analysis', 1), steps, final }
    expect(await test.finish(emergent)).toEqual({
      kind: 'failed',
      reason: 'no process analysis has these stages',
    })
  })

  it('is served in a department that is alone, also where other teams are asked', async () => {
    const { organisation } = testWorkload()
    const test = createTestCell({
      architecture: workflow,
      levels: GOVERNED,
      workload: testWorkload({ organisation: { ...organisation, teamsPerDepartment: 4 } }),
    })
    const work = test.work('guidance')
    expect(test.judge(work, await test.finish(work))).toBe(true)
  })
})
