import { describe, expect, it } from 'vitest'
import { BARE, GOVERNED } from '../../harness/controls/levels.ts'
import { createTestCell, type TestCell, type TestCellOptions } from '../conformance/test-cell.ts'
import { TEST_TASKS } from '../conformance/test-workload.ts'
import type { Input, PeerReply, Step, Work } from '../contract.ts'
import { crewai } from './index.ts'

const TYPES = Object.keys(TEST_TASKS)

function open(topology = 'sequential', options: TestCellOptions = {}): TestCell {
  return createTestCell({ architecture: crewai, topology, ...options })
}

/** Model calls of the card: r + 1 a step, and two more for a step that a manager delegates. */
function cardCalls(work: Work, hierarchical: boolean): number {
  return work.steps.reduce(
    (sum, step) => sum + step.toolRounds + 1 + (hierarchical && step.at === 'team' ? 2 : 0),
    0,
  )
}

describe.each(['sequential', 'hierarchical'])('crewai:%s', (topology) => {
  it.each(TYPES)('does a task of type %s right, with the model calls of the card', async (type) => {
    const test = open(topology)
    const work = test.work(type)
    expect(test.judge(work, await test.finish(work))).toBe(true)
    expect(test.count('modelCalls')).toBe(cardCalls(work, topology === 'hierarchical'))
  })

  it.each(TYPES)('does a task of type %s right under the governed profile', async (type) => {
    const test = open(topology, { levels: GOVERNED })
    const work = test.work(type)
    expect(test.judge(work, await test.finish(work))).toBe(true)
  })

  it('does many tasks of the same agents side by side', async () => {
    const test = open(topology)
    const works = Array.from({ length: 12 }, (_, n) => test.work(TYPES[n % TYPES.length] ?? '', n))
    const slots = works.map((work) => test.start(work))
    await test.run()
    expect(works.map((work, i) => test.judge(work, slots[i]?.outcome))).toEqual(
      works.map(() => true),
    )
    expect(test.count('retries')).toBe(0)
  })

  it('does the same thing each time', async () => {
    const digests: string[] = []
    for (let i = 0; i < 2; i++) {
      const test = open(topology)
      test.start(test.work('guidance'))
      await test.run()
      digests.push(test.runtimes.map((runtime) => runtime.timeline.digest.hex()).join())
    }
    expect(digests[1]).toBe(digests[0])
  })
})

describe('counters of a work in four steps with a peer', () => {
  it('are those of two crews and a peer request', async () => {
    const test = open()
    await test.finish(test.work('guidance'))
    // research → draft in one crew; request and answer; draft and review into the last crew.
    expect(test.count('envelopes')).toBe(1 + 2 + 1)
    expect(test.count('deliveries')).toBe(1 + 1 + 2)
    // Three kickoffs with 2, 1 and 1 tasks.
    expect(test.count('stateWrites')).toBe(3 + 4)
    // Two columns of a row for each task, and the arguments of two tool calls.
    expect(test.count('serializations')).toBe(2 * 4 + 2)
    // Within the first crew, to the peer, and back.
    expect(test.count('hops')).toBe(1 + 2)
    const crews = 3 * 2 + 4 * 6 + 2 * 6 + 2 * 2
    const flow = 3 + 2 * 3
    expect(test.count('busEvents')).toBe(crews + flow)
  })

  it('are two for each delegation when a manager delegates', async () => {
    const test = open('hierarchical')
    await test.finish(test.work('survey'))
    expect(test.count('envelopes')).toBe(8)
    expect(test.count('deliveries')).toBe(8)
    expect(test.count('hops')).toBe(8)
  })

  it('are those of the context rule when all steps are in one crew', async () => {
    const test = open()
    await test.finish(test.work('survey'))
    expect(test.count('deliveries')).toBe(6)
    expect(test.count('envelopes')).toBe(3)
    expect(test.count('hops')).toBe(3)
  })
})

describe('the control point', () => {
  it('is called for each tool call, and for both ways of a peer request', async () => {
    const test = open()
    await test.finish(test.work('guidance'))
    expect(test.count('seals')).toBe(2 + 2)
  })

  it('is called for each delegation', async () => {
    const test = open('hierarchical')
    await test.finish(test.work('guidance'))
    expect(test.count('seals')).toBe(2 + 2 + 3)
  })

  it('turns a refused tool call into text, and the agent goes on without the result', async () => {
    const results: boolean[] = []
    for (const levels of [BARE, GOVERNED]) {
      const test = open('sequential', { levels })
      // Team 2 is in an engineering department, whose analysts may not post.
      const analyst = test.cell.directory.team(2)[1] as number
      const release = test.work('release', 0, 2)
      const steps = release.steps.map((step) =>
        step.name === 'act' ? { ...step, assignee: analyst } : step,
      )
      const work = { ...release, steps }
      const outcome = await test.finish(work)
      expect(outcome?.kind).toBe('done')
      expect(test.count('denials') > 0).toBe(levels === GOVERNED)
      results.push(test.judge(work, outcome))
    }
    expect(results).toEqual([true, false])
  })

  it('rejects the output of an agent that is in quarantine, and the crew fails', async () => {
    const test = open('sequential', { levels: GOVERNED })
    const work = test.work('survey')
    const slot = test.start(work)
    await test.run(1 / 3600)
    test.quarantine(test.cell.directory.assignee(work, work.steps[0] as Step))
    await test.run()
    expect(slot.outcome?.kind === 'failed' && slot.outcome.reason).toContain('quarantine')
    expect(test.count('retries')).toBe(3)
  })

  it('refuses a peer request that carries no proof', async () => {
    const test = open()
    const replies: PeerReply[] = []
    const work = test.work('guidance')
    const step = work.steps[2] as Step
    const [from, to] = [work.initiator, test.cell.directory.team(0)[4] as number]
    const request = { work, step, from, to, inputs: [] }
    test.runtimes[0]?.deployment.serve(request, (reply) => replies.push(reply))
    await test.run()
    expect(replies.map((reply) => reply.kind)).toEqual(['refused'])
    expect(test.count('modelCalls')).toBe(0)
  })
})

describe('a synthesis', () => {
  async function synthesise(test: TestCell, reporters: number, forged: number): Promise<Work> {
    const to = test.organisation.metaOf(0)
    const inputs: Input[] = []
    for (let nth = 0; nth < reporters; nth++) {
      const from = test.organisation.leadOf(nth)
      const token = `<#${nth + 50}.0:0000000${nth}>`
      const text = `report ${token}`
      const message = { from, to, workId: nth + 50, text }
      const sealed = test.runtimes[0]?.deployment.report(message)
      if (sealed === undefined) throw new Error('a report carries no proof')
      const sent = nth === forged ? { ...sealed, text: `${text}!` } : sealed
      inputs.push({ author: from, text: sent.text, token, sealed: sent })
    }
    const step: Step = {
      index: 0,
      name: 'synthesis',
      role: 'meta',
      needs: [],
      toolRounds: 0,
      tool: 'lookup',
      at: 'team',
      outputTokens: 40,
      assignee: to,
    }
    const shape = { kind: 'synthesis', type: 'synthesis', team: -1, final: 0 } as const
    return { id: 9, ...shape, initiator: to, steps: [step], inputs }
  }

  it.each(['sequential', 'hierarchical'])('is one call over all reports (%s)', async (topology) => {
    const test = open(topology)
    const work = await synthesise(test, 2, -1)
    expect(test.judge(work, await test.finish(work))).toBe(true)
    expect(test.count('synthesisCalls')).toBe(1)
    expect(test.count('envelopes')).toBe(2)
    expect(test.count('deliveries')).toBe(2)
  })

  it('leaves out a report that was altered on its way', async () => {
    const test = open('sequential', { levels: GOVERNED })
    const work = await synthesise(test, 2, 1)
    const outcome = await test.finish(work)
    expect(test.judge(work, outcome)).toBe(false)
    expect(test.count('deliveries')).toBe(1)
  })
})

describe('a purge', () => {
  it('forgets a request under way for the agent, and its work fails', async () => {
    const test = open()
    const work = test.work('guidance')
    const slot = test.start(work)
    let purged = 0
    for (let minute = 0; purged === 0 && minute < 600; minute++) {
      await test.run(1 / 3600)
      purged = test.runtimes[0]?.deployment.purge(work.initiator) ?? 0
    }
    await test.run()
    expect(purged).toBe(1)
    expect(slot.outcome?.kind === 'failed' && slot.outcome.reason).toContain('withdrawn')
  })
})
