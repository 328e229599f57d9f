/** What a quarantine does to cases on their way. */
import { describe, expect, it } from 'vitest'
import { GOVERNED } from '../../harness/controls/levels.ts'
import { runHere } from '../../harness/engine/testing/trial.ts'
import { createTestCell } from '../conformance/test-cell.ts'
import { testWorkload } from '../conformance/test-workload.ts'
import type { Step, Work } from '../contract.ts'
import { workflow } from './index.ts'
import { Staff } from './staff.ts'

const AT_ONCE = 1e-6
const MILLISECONDS_10 = 1e-2 / 3600

/** At A1 no message waits for a session, so that moments can be chosen to the millisecond. */
function governed() {
  const levels = { ...GOVERNED, auth: 'A1' } as const
  const test = createTestCell({ architecture: workflow, levels })
  const staff = new Staff(test.cell.directory, test.cell.guard)
  return { test, stage: (type: string, role: string, seat = 0) => staff.of(type, role, seat) }
}

describe('when a stage agent is quarantined', () => {
  it('its running case and those in its line go to its successor', async () => {
    const { test, stage } = governed()
    const works = [0, 1, 2].map((nth) => test.work('analysis', nth))
    const slots = [test.start(works[0] as Work)]
    await test.run(MILLISECONDS_10)
    slots.push(...works.slice(1).map((work) => test.start(work)))
    await test.run(MILLISECONDS_10)
    expect(test.count('modelCalls')).toBe(1)
    expect(test.count('deliveries')).toBe(3)
    test.quarantine(stage('analysis', 'analyst'))
    await test.run()
    expect(works.map((work, i) => test.judge(work, slots[i]?.outcome))).toEqual([true, true, true])
    expect(test.count('retries')).toBe(3)
    // One call was lost, and nobody in quarantine was prompted again.
    expect(test.count('modelCalls')).toBe(3 * 3 + 1)
  })

  it('a case on its way to it goes to its successor', async () => {
    const { test, stage } = governed()
    const work = test.work('analysis')
    const slot = test.start(work)
    await test.run(1e-12)
    expect(test.count('envelopes')).toBe(1)
    expect(test.count('deliveries')).toBe(0)
    test.quarantine(stage('analysis', 'analyst'))
    await test.run()
    expect(test.judge(work, slot.outcome)).toBe(true)
    expect(test.count('retries')).toBe(1)
    expect(test.count('deliveries')).toBe(2)
  })

  it('what it has done and not handed over is done again by its successor', async () => {
    const { test, stage } = governed()
    const work = test.work('guidance')
    const slot = test.start(work)
    // Until the draft is with the other department, asked for by the writer.
    while (test.count('modelCalls') < 5) await test.run(MILLISECONDS_10)
    test.quarantine(stage('guidance', 'writer'))
    await test.run()
    expect(test.judge(work, slot.outcome)).toBe(true)
    // The writer's two calls and the review are repeated; research is not.
    expect(test.count('modelCalls')).toBe(6 + 3)
  })

  it('a step that it does for another department is refused there and asked for again', async () => {
    const { test, stage } = governed()
    const work = test.work('guidance')
    const slot = test.start(work)
    while (test.count('modelCalls') < 5) await test.run(MILLISECONDS_10)
    const reviewer = stage('guidance', 'reviewer', 12)
    test.quarantine(reviewer)
    await test.run()
    expect(test.judge(work, slot.outcome)).toBe(true)
    expect(test.count('retries')).toBe(1)
    expect(test.count('modelCalls')).toBe(6 + 1)
  })
})

describe('when the one who hands a case in is quarantined', () => {
  it('the case fails before it is handed over, and is let go on after', async () => {
    const { test } = governed()
    const early = test.start(test.work('analysis', 0))
    await test.run(1e-12)
    test.quarantine(0)
    expect(early.outcome).toEqual({ kind: 'failed', reason: 'quarantine' })
    const { test: other } = governed()
    const work = { ...other.work('analysis'), initiator: 5 }
    const late = other.start(work)
    await other.run(MILLISECONDS_10)
    other.quarantine(5)
    await other.run()
    expect(other.judge(work, late.outcome)).toBe(true)
  })
})

describe('a step that is pinned to an agent', () => {
  const pinned = (work: Work, agent: number): Work => ({
    ...work,
    steps: work.steps.map((step: Step) =>
      step.role === 'writer' ? { ...step, assignee: agent } : step,
    ),
  })

  it('is done by that agent, and by the stage agent once it is in quarantine', async () => {
    const { test, stage } = governed()
    const rogue = [3, 9].find((writer) => writer !== stage('release', 'writer')) as number
    const first = pinned(test.work('release', 0), rogue)
    const slot = test.start(first)
    await test.run(MILLISECONDS_10)
    test.quarantine(rogue)
    await test.run()
    expect(test.judge(first, slot.outcome)).toBe(true)
    expect(test.count('retries')).toBe(1)
    const second = pinned(test.work('release', 1), rogue)
    expect(test.judge(second, await test.finish(second))).toBe(true)
    expect(test.count('retries')).toBe(1)
  })
})

describe('a work of one step', () => {
  it('is its assignee’s own act, which waits in no line and ends with its quarantine', async () => {
    const { test, stage } = governed()
    const analyst = stage('analysis', 'analyst')
    const busy = test.work('analysis', 0)
    const slot = test.start(busy)
    await test.run(MILLISECONDS_10)
    const own: Work = {
      ...test.work('analysis', 1),
      initiator: analyst,
      steps: [{ ...(busy.steps[0] as Step), assignee: analyst }],
      final: 0,
    }
    const act = test.start(own)
    await test.run(AT_ONCE)
    expect(test.count('modelCalls')).toBe(2)
    test.quarantine(analyst)
    expect(act.outcome).toEqual({ kind: 'failed', reason: 'quarantine' })
    await test.run()
    expect(test.judge(busy, slot.outcome)).toBe(true)
  })
})

describe('the incident of the test workload', () => {
  it('spreads along hand-overs, and ends with the quarantine without a failed task', async () => {
    const { containment, tasks } = await runHere({
      architecture: 'workflow',
      topology: 'pipeline',
      levels: GOVERNED,
      workload: testWorkload(),
    })
    expect(containment).toMatchObject({ postAccepted: true, falseQuarantines: 0 })
    expect(containment?.commandMin).toBeGreaterThan(0)
    expect(containment?.taintedResults).toBeGreaterThan(0)
    expect(tasks.failed).toBe(0)
  })
})

describe('a report without a seal', () => {
  it('is not read', async () => {
    const { test } = governed()
    const meta = test.organisation.metaOf(0)
    const synthesis: Work = {
      ...test.work('analysis'),
      kind: 'synthesis',
      initiator: meta,
      steps: [{ ...(test.work('analysis').steps[1] as Step), index: 0, needs: [], assignee: meta }],
      final: 0,
    }
    expect(await test.finish(synthesis)).toEqual({
      kind: 'failed',
      reason: 'a report was refused',
    })
    expect(test.count('synthesisCalls')).toBe(0)
  })
})
