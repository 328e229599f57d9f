/** What the assistant delivers: right results, whatever the task and the controls. */
import { describe, expect, it } from 'vitest'
import { GOVERNED } from '../../harness/controls/levels.ts'
import { createTestCell } from '../conformance/test-cell.ts'
import { testWorkload } from '../conformance/test-workload.ts'
import { testRightResults } from '../conformance/testing/right-results.ts'
import { centralized } from './index.ts'

describe.each(centralized.facts.topologies)('centralized:$name', ({ name }) => {
  testRightResults(centralized, name)
})

describe('two departments with one session each', () => {
  it('do not wait for each other for ever', async () => {
    const test = createTestCell({ architecture: centralized, topology: 'single' })
    const works = [0, 1, 2, 3].flatMap((team) =>
      [0, 1, 2].map((n) => test.work('guidance', n, team)),
    )
    const slots = works.map((work) => test.start(work))
    await test.run()
    expect(works.map((work, i) => test.judge(work, slots[i]?.outcome))).toEqual(
      works.map(() => true),
    )
  })
})

describe('a department that is alone', () => {
  it('has its assistant do the steps for other teams too, without a message', async () => {
    const { organisation } = testWorkload()
    const test = createTestCell({
      architecture: centralized,
      levels: GOVERNED,
      workload: testWorkload({ organisation: { ...organisation, teamsPerDepartment: 4 } }),
    })
    const work = test.work('guidance')
    expect(test.judge(work, await test.finish(work))).toBe(true)
    expect(test.count('envelopes')).toBe(0)
  })
})
