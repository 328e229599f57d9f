import { describe, expect, it } from 'vitest'
import { GOVERNED } from '../../harness/controls/levels.ts'
import { createTestCell } from '../conformance/test-cell.ts'
import { TEST_TASKS } from '../conformance/test-workload.ts'
import { mesh } from './index.ts'

describe('mesh', () => {
  for (const type of Object.keys(TEST_TASKS)) {
    it(`delivers the right result of a ${type} task`, async () => {
      const test = createTestCell({ architecture: mesh })
      const work = test.work(type)
      expect(test.judge(work, await test.finish(work))).toBe(true)
    })

    it(`spends one model call for each step and tool round of a ${type} task`, async () => {
      const test = createTestCell({ architecture: mesh })
      const work = test.work(type)
      await test.finish(work)
      const calls = work.steps.reduce((sum, step) => sum + step.toolRounds + 1, 0)
      expect(test.count('modelCalls')).toBe(calls)
    })

    it(`sends two envelopes for each step of a ${type} task that the lead does not do`, async () => {
      const test = createTestCell({ architecture: mesh })
      const work = test.work(type)
      await test.finish(work)
      const others = work.steps.filter((step) => step.role !== 'lead').length
      expect(test.count('envelopes')).toBe(2 * others)
      expect(test.count('deliveries')).toBe(2 * others)
    })
  }

  it('delivers the same result under full control', async () => {
    const test = createTestCell({ architecture: mesh, levels: GOVERNED })
    const work = test.work('guidance')
    expect(test.judge(work, await test.finish(work))).toBe(true)
    expect(test.count('decisions')).toBeGreaterThan(0)
    expect(test.count('denials')).toBe(0)
  })

  it('gives a quarantined agent’s running step to a colleague', async () => {
    const test = createTestCell({ architecture: mesh, levels: GOVERNED })
    const work = test.work('analysis')
    const slot = test.start(work)
    await test.run(0.0001)
    const analyst = test.cell.directory.assignee(work, work.steps[0]!)
    test.quarantine(analyst)
    await test.run()
    expect(test.judge(work, slot.outcome)).toBe(true)
    expect(test.count('retries')).toBe(1)
  })
})
