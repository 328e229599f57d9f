/** Which messages and effects take the control path, and what follows from a refusal. */
import { describe, expect, it } from 'vitest'
import { createTestCell, type TestCell } from '../conformance/test-cell.ts'
import { BARE } from '../../harness/controls/levels.ts'
import {
  defineArchitecture,
  type Architecture,
  type Draft,
  type Guard,
  type PeerReply,
  type Refused,
} from '../contract.ts'
import { langchain } from './index.ts'

const TOPOLOGIES = ['subagents', 'supervisor', 'swarm']
const CONTAINED = { ...BARE, containment: 'C1' } as const

/** What the guard of department 0 was asked; `refuse` decides what it refuses. */
interface Watch {
  readonly architecture: Architecture
  readonly admitted: string[]
  readonly effects: string[]
}

function watch(
  refuse: (draft: Draft, nth: number) => Refused | undefined = () => undefined,
  onAdmit: (draft: Draft) => void = () => {},
): Watch {
  const admitted: string[] = []
  const effects: string[] = []
  const counts = new Map<string, number>()
  const architecture = defineArchitecture({
    ...langchain,
    open: (cell, topology) => {
      if (cell.id !== 0) return langchain.open(cell, topology)
      const guard: Guard = {
        seal: (draft, receivers) => cell.guard.seal(draft, receivers),
        open: (message, receiver) => cell.guard.open(message, receiver),
        entrust: (workId, to, step) => cell.guard.entrust(workId, to, step),
        isQuarantined: (agent) => cell.guard.isQuarantined(agent),
        admit: (message, receiver) => {
          const nth = counts.get(message.action) ?? 0
          counts.set(message.action, nth + 1)
          const { action, from, resource, to } = message
          admitted.push(`${action} ${resource} ${from}→${to}`)
          const refused = refuse(message, nth)
          if (refused !== undefined) return refused
          onAdmit(message)
          return cell.guard.admit(message, receiver)
        },
      }
      const tools = {
        run: () => {
          throw new Error('this adapter awaits its tools')
        },
        execute: (...args: Parameters<typeof cell.tools.execute>) => {
          effects.push(`${args[0].name} ${args[2].from}`)
          return cell.tools.execute(...args)
        },
      }
      return langchain.open({ ...cell, guard, tools }, topology)
    },
  })
  return { architecture, admitted, effects }
}

/** Agents of team 0: lead 0, analysts 1 and 2, writer 3, reviewer 4, operator 5. */
function analystOf(test: TestCell): number {
  const work = test.work('analysis')
  return test.cell.directory.assignee(work, work.steps[0] as (typeof work.steps)[number])
}

describe('what takes the control path', () => {
  it.each([
    ['subagents', 'delegate team 0→'],
    ['supervisor', 'delegate team 0→'],
  ])('%s: the delegation, then the lookup', async (topology, delegation) => {
    const { architecture, admitted, effects } = watch()
    const test = createTestCell({ architecture, topology })
    const analyst = analystOf(test)
    await test.finish(test.work('analysis'))
    expect(admitted).toEqual([`${delegation}${analyst}`, `lookup tool ${analyst}→${analyst}`])
    expect(effects).toEqual([`lookup ${analyst}`])
  })

  it('swarm: the lookup, then the handoff', async () => {
    const { architecture, admitted, effects } = watch()
    const test = createTestCell({ architecture, topology: 'swarm' })
    const analyst = analystOf(test)
    await test.finish(test.work('analysis'))
    expect(admitted).toEqual([`lookup tool ${analyst}→${analyst}`, `handoff team ${analyst}→0`])
    expect(effects).toEqual([`lookup ${analyst}`])
  })

  it.each(TOPOLOGIES)('%s: boards, and the answer of another department', async (topology) => {
    const { architecture, admitted } = watch()
    const test = createTestCell({ architecture, topology })
    await test.finish(test.work('guidance'))
    expect(admitted.filter((entry) => entry.startsWith('read'))).toEqual(['read board 3→3'])
    expect(admitted.filter((entry) => entry.startsWith('reply peer'))).toHaveLength(1)
  })

  it.each(TOPOLOGIES)('%s: a post', async (topology) => {
    const { architecture, admitted, effects } = watch()
    const test = createTestCell({ architecture, topology })
    await test.finish(test.work('release'))
    expect(admitted).toContain('post board 5→5')
    expect(effects).toEqual(['post 5'])
  })
})

describe('a refused tool call', () => {
  it.each(TOPOLOGIES)('%s: never reaches its tool, and the task fails', async (topology) => {
    const { architecture, effects } = watch(({ action }) =>
      action === 'lookup' ? { refused: 'policy' } : undefined,
    )
    const test = createTestCell({ architecture, topology })
    const outcome = await test.finish(test.work('analysis'))
    expect(outcome?.kind).toBe('failed')
    expect(effects).toEqual([])
  })

  it.each(TOPOLOGIES)('%s: is tried again in the same loop', async (topology) => {
    const { architecture, effects } = watch(({ action }, nth) =>
      action === 'lookup' && nth === 0 ? { refused: 'limit' } : undefined,
    )
    const test = createTestCell({ architecture, topology })
    const work = test.work('analysis')
    expect(test.judge(work, await test.finish(work))).toBe(true)
    expect(effects).toHaveLength(1)
  })

  it.each(['subagents', 'supervisor'])('%s: a delegation is tried again', async (topology) => {
    const { architecture } = watch(({ action }, nth) =>
      action === 'delegate' && nth === 0 ? { refused: 'limit' } : undefined,
    )
    const test = createTestCell({ architecture, topology })
    const work = test.work('analysis')
    expect(test.judge(work, await test.finish(work))).toBe(true)
    expect(test.count('modelCalls')).toBe(5)
  })
})

describe('an agent that is quarantined while it works', () => {
  it.each(['subagents', 'supervisor'])('%s: somebody else does its step', async (topology) => {
    const handed: number[] = []
    const { architecture } = watch(undefined, ({ action, to }) => {
      if (action !== 'delegate' || handed.push(to) > 1) return
      test.cell.clock.after(1000, () => test.quarantine(to), undefined)
    })
    const test = createTestCell({ architecture, topology, levels: CONTAINED })
    const work = test.work('survey')
    expect(test.judge(work, await test.finish(work))).toBe(true)
    expect(test.count('retries')).toBe(1)
    expect(test.runtimes[0]?.oracle.trace.purgedMessages).toBe(1)
  })

  it('swarm: somebody else does its step without what it said', async () => {
    const test = createTestCell({ architecture: langchain, topology: 'swarm', levels: CONTAINED })
    const analyst = analystOf(test)
    test.cell.clock.after(1000, () => test.quarantine(analyst), undefined)
    const work = test.work('survey')
    const first = test.cell.directory.assignee(work, work.steps[0] as (typeof work.steps)[number])
    expect(first).toBe(analyst)
    expect(test.judge(work, await test.finish(work))).toBe(true)
    expect(test.count('retries')).toBe(1)
    expect(test.runtimes[0]?.oracle.trace.purgedMessages).toBe(1)
  })

  it.each(TOPOLOGIES)('%s: a lead’s result is not accepted', async (topology) => {
    const test = createTestCell({ architecture: langchain, topology, levels: CONTAINED })
    const slot = test.start(test.work('analysis'))
    const callsUntilTheResult = topology === 'swarm' ? 3 : 4
    const poll = (): void => {
      if (test.count('modelCalls') === callsUntilTheResult) test.quarantine(0)
      else test.cell.clock.after(1000, poll, undefined)
    }
    test.cell.clock.after(0, poll, undefined)
    await test.run()
    expect(slot.outcome).toMatchObject({
      kind: 'failed',
      reason: expect.stringMatching(/quarantined|purged/) as string,
    })
  })
})

describe('a request of another department', () => {
  async function serve(sealedBy: 'asker' | 'nobody' | 'other'): Promise<PeerReply[]> {
    const test = createTestCell({
      architecture: langchain,
      levels: { ...BARE, auth: 'A2' },
    })
    const work = test.work('guidance')
    const [asking, serving] = [test.runtimes[0], test.runtimes[1]] as TestCell['runtimes'][number][]
    const step = work.steps[0] as (typeof work.steps)[number]
    const from = 0
    const to = test.organisation.leadOf(2) + 1
    const text = work.inputs.map((input) => input.text).join('\n')
    const draft = { from, to, action: 'request', resource: 'peer', workId: work.id, text } as const
    const sealed = asking?.guard.seal(draft)
    const replies: PeerReply[] = []
    const request = { work, step, from, to, inputs: work.inputs }
    serving?.timeline.after(
      0,
      () => {
        if (sealedBy === 'nobody' || sealed === undefined) {
          serving.deployment.serve(request, (reply) => replies.push(reply))
          return
        }
        const carried = sealedBy === 'asker' ? sealed : { ...sealed, text: `${text}!` }
        serving.deployment.serve({ ...request, sealed: carried }, (reply) => replies.push(reply))
      },
      undefined,
    )
    await test.run()
    return replies
  }

  it('is done when its seal is right', async () => {
    expect(await serve('asker')).toMatchObject([{ kind: 'answer' }])
  })

  it('is refused without a seal', async () => {
    expect(await serve('nobody')).toEqual([{ kind: 'refused', reason: 'the request has no seal' }])
  })

  it('is refused when it was changed on the way', async () => {
    expect(await serve('other')).toEqual([{ kind: 'refused', reason: 'authentication' }])
  })
})
