/** What a quarantine does to the assistant and to those who ask it. */
import { describe, expect, it } from 'vitest'
import { GOVERNED } from '../../harness/controls/levels.ts'
import { runHere } from '../../harness/engine/testing/trial.ts'
import { createTestCell } from '../conformance/test-cell.ts'
import { testWorkload } from '../conformance/test-workload.ts'
import type { Work } from '../contract.ts'
import { Accounts } from './account.ts'
import { centralized } from './index.ts'

const AT_ONCE = 1e-4

function governed(topology = 'sessions') {
  return createTestCell({ architecture: centralized, topology, levels: GOVERNED })
}

function accountOf(test: ReturnType<typeof governed>, seat: number): number {
  return new Accounts(test.cell.directory).of(seat)
}

describe('the account of a department', () => {
  it('is its first operator, whoever asks', () => {
    const test = governed()
    for (let seat = 0; seat < 12; seat++) expect(accountOf(test, seat)).toBe(5)
    for (let seat = 12; seat < 24; seat++) expect(accountOf(test, seat)).toBe(17)
  })
})

describe('when the assistant of a department is quarantined', () => {
  it('what it does and what waits for it fails, and so does whatever comes after', async () => {
    const test = governed('single')
    const running = test.start(test.work('release', 0))
    const waiting = test.start(test.work('release', 1))
    await test.run(AT_ONCE)
    test.quarantine(accountOf(test, 0))
    const calls = test.count('modelCalls')
    const failed = { kind: 'failed', reason: 'quarantine' }
    expect([running.outcome, waiting.outcome]).toEqual([failed, failed])
    expect(await test.finish(test.work('analysis', 2))).toEqual({
      kind: 'failed',
      reason: 'the assistant is in quarantine',
    })
    expect(test.count('modelCalls')).toBe(calls)
  })

  it('another department goes on, but for steps that it has to ask for', async () => {
    const test = governed()
    test.quarantine(accountOf(test, 0))
    const own = test.work('analysis', 0, 2)
    expect(test.judge(own, await test.finish(own))).toBe(true)
    expect(await test.finish(test.work('guidance', 1, 2))).toEqual({
      kind: 'failed',
      reason: 'nobody may do review',
    })
    expect(test.count('retries')).toBe(2)
  })
})

describe('when an employee’s agent is quarantined', () => {
  it('what it asked for is dropped, and its session goes to the next in line', async () => {
    const test = governed('single')
    const rogue = 3
    const asked = test.start({ ...test.work('release', 0), initiator: rogue })
    const next = test.work('release', 1)
    const slot = test.start(next)
    await test.run(AT_ONCE)
    test.quarantine(rogue)
    expect(asked.outcome).toEqual({ kind: 'failed', reason: 'quarantine' })
    await test.run()
    expect(test.judge(next, slot.outcome)).toBe(true)
    expect(await test.finish({ ...test.work('release', 2), initiator: rogue })).toEqual({
      kind: 'failed',
      reason: 'its initiator is in quarantine',
    })
  })

  it('its own act is cut, which needed no session', async () => {
    const test = governed('single')
    const rogue = 3
    const busy = test.start(test.work('release', 0))
    const own: Work = {
      ...test.work('release', 1),
      initiator: rogue,
      steps: [
        {
          ...(test.work('release').steps[1] as Work['steps'][number]),
          index: 0,
          needs: [],
          assignee: rogue,
        },
      ],
      final: 0,
    }
    const slot = test.start(own)
    await test.run(AT_ONCE)
    expect(test.count('modelCalls')).toBe(2)
    test.quarantine(rogue)
    expect(slot.outcome).toEqual({ kind: 'failed', reason: 'quarantine' })
    await test.run()
    expect(busy.outcome?.kind).toBe('done')
  })
})

describe('the incident of the test workload', () => {
  it('reaches assistants and meta-agents only, by the board, and ends with the quarantine', async () => {
    const { containment, tasks } = await runHere({
      architecture: 'centralized',
      topology: 'sessions',
      levels: GOVERNED,
      workload: testWorkload(),
    })
    expect(containment).toMatchObject({ postAccepted: true, falseQuarantines: 0 })
    expect(containment?.commandMin).toBeGreaterThan(0)
    expect(containment?.containMin).toBeLessThanOrEqual(containment?.commandMin as number)
    expect(containment?.taintedResults).toBeGreaterThan(0)
    // Two assistants, the meta-agents of their departments, the division's and the apex.
    expect(containment?.blastRadiusAgents).toBeLessThanOrEqual(6)
    expect(tasks.failed).toBe(0)
  })
})

describe('a report without a seal', () => {
  const synthesis = (test: ReturnType<typeof governed>, author: number): Work => {
    const work = test.work('analysis')
    const meta = test.organisation.metaOf(0)
    return {
      ...work,
      kind: 'synthesis',
      initiator: meta,
      steps: [{ ...(work.steps[1] as Work['steps'][number]), index: 0, needs: [], assignee: meta }],
      final: 0,
      inputs: work.inputs.map((input) => ({ ...input, author })),
    }
  }

  it('is read as the assistant’s own note if it is of the same department', async () => {
    const test = governed()
    expect((await test.finish(synthesis(test, 0)))?.kind).toBe('done')
  })

  it('is not read if it is of another', async () => {
    const test = governed()
    expect(await test.finish(synthesis(test, 12))).toEqual({
      kind: 'failed',
      reason: 'a report was refused',
    })
    expect(test.count('synthesisCalls')).toBe(0)
  })
})
