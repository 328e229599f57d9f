import { describe, expect, it } from 'vitest'
import type { ModelRequest, Work } from '../contract.ts'
import { createTestCell, type TestCell, type TestCellOptions } from '../conformance/test-cell.ts'
import { GOVERNED } from '../../harness/controls/levels.ts'
import { autogen } from './index.ts'

const TOPOLOGIES = autogen.facts.topologies.map(({ name }) => name)
const TYPES = ['analysis', 'guidance', 'release', 'survey']

function testCell(options: Omit<TestCellOptions, 'architecture'> = {}): TestCell {
  return createTestCell({ architecture: autogen, ...options })
}

/** Lets a test read every prompt of department 0. */
function watchPrompts(test: TestCell): ModelRequest[] {
  const seen: ModelRequest[] = []
  const { model } = test.cell
  const call = model.call.bind(model)
  model.call = (request, done) => {
    seen.push({ ...request, prompt: [...request.prompt] })
    call(request, done)
  }
  return seen
}

describe.each(TOPOLOGIES)('autogen:%s', (topology) => {
  it.each(TYPES)('gets %s right', async (type) => {
    const test = testCell({ topology })
    const work = test.work(type)
    const outcome = await test.finish(work)
    expect(outcome?.kind).toBe('done')
    expect(test.judge(work, outcome)).toBe(true)
  })

  it.each(TYPES)('gets %s right under control', async (type) => {
    const test = testCell({ topology, levels: GOVERNED })
    const work = test.work(type)
    expect(test.judge(work, await test.finish(work))).toBe(true)
    expect(test.count('decisions')).toBeGreaterThan(0)
    expect(test.count('denials')).toBe(0)
  })

  it('fails a running team of an agent that is quarantined', async () => {
    const test = testCell({ topology, levels: GOVERNED })
    const work = test.work('survey')
    const slot = test.start(work)
    await test.run(1e-6)
    test.quarantine(test.cell.directory.assignee(work, work.steps[2] as Work['steps'][number]))
    await test.run()
    expect(slot.outcome).toEqual({ kind: 'failed', reason: 'quarantine' })
  })
})

describe('a task on a round robin', () => {
  it('takes r+1 model calls for a step with r tool rounds, and one turn for each step', async () => {
    const test = testCell()
    await test.finish(test.work('analysis'))
    expect(test.count('modelCalls')).toBe(2 + 1)
  })

  it('has the counters of the card when no tool is used', async () => {
    const test = testCell()
    await test.finish(test.work('survey'))
    const [n, T, e] = [4, 4, 0]
    expect(test.count('envelopes')).toBe(T * (e + 3) + 5)
    expect(test.count('deliveries')).toBe(1 + n + T * (n + e + 2))
    expect(test.count('serializations')).toBe(17 + 29 - 2)
    expect(test.count('modelCalls')).toBe(4)
    expect(test.count('hops')).toBe(3)
  })

  it('adds two events, two envelopes and a delivery for a tool call', async () => {
    const test = testCell()
    await test.finish(test.work('analysis'))
    // Two turns of two participants; the first has one tool round.
    expect(test.count('envelopes')).toBe(2 * 3 + 5 + 2 + 2)
    expect(test.count('deliveries')).toBe(1 + 2 + 2 * (2 + 2) + 2 + 1)
    expect(test.count('serializations')).toBe(15 + 14 - 2 - 1)
  })

  it('adds a send and its response on both sides of a peer request', async () => {
    const test = testCell()
    await test.finish(test.work('guidance'))
    const [n, T, tools, peers] = [4, 4, 2, 2]
    expect(test.count('envelopes')).toBe(T * 3 + 5 + tools * (2 + 2) + peers * 2)
    expect(test.count('deliveries')).toBe(1 + n + T * (n + 2) + tools * (2 + 1) + peers)
    expect(test.count('modelCalls')).toBe(2 + 2 + 1 + 1)
  })

  it('puts everything that was said before into each prompt', async () => {
    const test = testCell()
    const seen = watchPrompts(test)
    const work = test.work('survey')
    await test.finish(work)
    expect(seen.map(({ prompt }) => prompt.length)).toEqual([2, 3, 4, 5])
    const brief = work.inputs[0]?.text as string
    for (const { prompt } of seen) expect(prompt[1]).toContain(brief)
    // The fourth speaker hears the second word for word as the third did.
    expect(seen[3]?.prompt[3]).toBe(seen[2]?.prompt[3])
  })

  it('spends a call on a turn whose step is not ready or already done', async () => {
    const test = testCell()
    const base = test.work('survey')
    const step = (index: number, role: string, needs: number[]): Work['steps'][number] => ({
      ...(base.steps[0] as Work['steps'][number]),
      index,
      role,
      needs,
      name: `s${index}`,
    })
    // lead, writer, lead again, reviewer: turns l0 w1 r3(not ready) l2 w1(again) r3.
    const work: Work = {
      ...base,
      steps: [
        step(0, 'lead', []),
        step(1, 'writer', [0]),
        step(2, 'lead', [1]),
        step(3, 'reviewer', [2]),
      ],
    }
    const seen = watchPrompts(test)
    expect(test.judge(work, await test.finish(work))).toBe(true)
    expect(seen.map((request) => request.step)).toEqual([0, 1, 3, 2, 1, 3])
  })

  it('fails when the bound on turns is reached', async () => {
    const test = testCell()
    const base = test.work('analysis')
    const work: Work = { ...base, inputs: [{ ...base.inputs[0]!, text: 'the brief got lost' }] }
    expect(await test.finish(work)).toEqual({
      kind: 'failed',
      reason: 'Maximum number of turns 4 reached',
    })
    expect(test.count('modelCalls')).toBe(4)
  })

  it('makes fresh agents for each work and keeps none', async () => {
    const test = testCell()
    const seen = watchPrompts(test)
    for (const nth of [0, 1, 2]) await test.finish(test.work('survey', nth))
    const longest = Math.max(...seen.map(({ prompt }) => prompt.length))
    expect(longest).toBe(5)
  })
})

describe('a task on a selector team', () => {
  it('makes one selector call for each turn besides the turns’ own calls', async () => {
    const test = testCell({ topology: 'selector' })
    const seen = watchPrompts(test)
    await test.finish(test.work('survey'))
    expect(seen.map(({ intent }) => intent)).toEqual(
      Array.from({ length: 4 }, () => ['select', 'step']).flat(),
    )
    expect(seen.filter(({ intent }) => intent === 'select').map(({ round }) => round)).toEqual([
      0, 1, 2, 3,
    ])
  })
})

describe('a task on a swarm', () => {
  it('takes one call a step: the handoff is a tool call of the same reply', async () => {
    const test = testCell({ topology: 'swarm' })
    const seen = watchPrompts(test)
    await test.finish(test.work('survey'))
    expect(seen.map(({ step }) => step)).toEqual([0, 1, 2, 3])
    // A handoff adds three inner events to a turn: thought, call, result; the last turn has none.
    const [n, T, events] = [4, 4, 3 * 3]
    expect(test.count('envelopes')).toBe(T * 3 + events + 5)
    expect(test.count('deliveries')).toBe(1 + n + T * (n + 2) + events)
  })
})

describe('the control path of autogen', () => {
  it('admits what is said once and has every further agent open it', async () => {
    const test = testCell({ levels: GOVERNED })
    await test.finish(test.work('survey'))
    // The task and four answers, each for three other agents.
    expect(test.count('seals')).toBe(5)
    expect(test.count('opens')).toBe(5 * 3)
    expect(test.count('decisions')).toBe(5)
  })

  it('guards nothing in a team of one', async () => {
    const test = testCell({ levels: GOVERNED })
    const base = test.work('survey')
    const steps = base.steps.slice(0, 1)
    const initiator = test.cell.directory.assignee(base, steps[0] as Work['steps'][number])
    const work: Work = { ...base, steps, initiator, final: 0 }
    expect(test.judge(work, await test.finish(work))).toBe(true)
    expect(test.count('seals')).toBe(0)
  })

  it('lets a chat stall when it refuses an answer', async () => {
    const test = testCell()
    const { guard } = test.cell
    const admit = guard.admit.bind(guard)
    const work = test.work('survey')
    const writer = test.cell.directory.assignee(work, work.steps[1] as Work['steps'][number])
    guard.admit = (message, receiver) =>
      message.from === writer ? { refused: 'policy' } : admit(message, receiver)
    expect(await test.finish(work)).toBeUndefined()
    expect(test.count('modelCalls')).toBe(2)
  })

  it('gives a refused tool call back to the model as an error', async () => {
    const test = testCell()
    const { guard } = test.cell
    const admit = guard.admit.bind(guard)
    guard.admit = (message, receiver) =>
      message.action === 'lookup' ? { refused: 'policy' } : admit(message, receiver)
    const seen = watchPrompts(test)
    const outcome = await test.finish(test.work('analysis'))
    expect(outcome?.kind).toBe('failed')
    expect(seen[1]?.prompt.at(-1)).toBe('Message was dropped.')
  })

  it('leaves the deployment with nothing to purge after its works have ended', async () => {
    const test = testCell({ levels: GOVERNED })
    const work = test.work('survey')
    await test.finish(work)
    const runtime = test.runtimes[0] as TestCell['runtimes'][number]
    expect(runtime.deployment.purge(work.initiator)).toBe(0)
  })
})

describe('a peer request on autogen', () => {
  /** Starts a task with a peer step and runs until the other department was asked. */
  async function asking(test: TestCell): Promise<{
    work: Work
    slot: ReturnType<TestCell['start']>
    reviewer: number
  }> {
    const work = test.work('guidance')
    const reviewer = test.cell.directory.peer(work, work.steps[2] as Work['steps'][number])
    let asked = false
    const ask = test.cell.network.ask.bind(test.cell.network)
    test.cell.network.ask = (to, request, done) => {
      asked = true
      ask(to, request, done)
    }
    const slot = test.start(work)
    while (!asked) await test.run(1 / 3600)
    return { work, slot, reviewer: reviewer.agent }
  }

  it('ends the team with the reason when the other department refuses', async () => {
    const test = testCell({ levels: GOVERNED })
    const work = test.work('guidance')
    const { agent, cell } = test.cell.directory.peer(work, work.steps[2] as Work['steps'][number])
    const { guard } = test.runtimes[cell] as TestCell['runtimes'][number]
    guard.admit = () => ({ refused: 'policy' })
    expect(await test.finish(work)).toEqual({ kind: 'failed', reason: 'Message was dropped.' })
    expect(agent).toBeGreaterThan(0)
  })

  it('is given up by the department whose reviewer is quarantined', async () => {
    const test = testCell({ levels: GOVERNED })
    const { slot, reviewer } = await asking(test)
    await test.run(1 / 3600)
    test.quarantine(reviewer)
    await test.run()
    expect(slot.outcome).toEqual({ kind: 'failed', reason: 'quarantine' })
  })

  it('is refused when its text is not what was sealed', async () => {
    const test = testCell({ levels: GOVERNED })
    const ask = test.cell.network.ask.bind(test.cell.network)
    test.cell.network.ask = (to, request, done) =>
      ask(
        to,
        {
          ...request,
          inputs: request.inputs.map((input) => ({ ...input, text: `${input.text}!` })),
        },
        done,
      )
    expect((await test.finish(test.work('guidance')))?.kind).toBe('failed')
  })
})

describe('synthesis on autogen', () => {
  it('is a team of one that reads the reports in its task', async () => {
    const test = testCell({ levels: GOVERNED })
    const work = test.work('survey')
    const outcome = await test.finish(work)
    const runtime = test.runtimes[0] as TestCell['runtimes'][number]
    const from = test.organisation.leadOf(0)
    const to = test.organisation.metaOf(0)
    const text = outcome?.kind === 'done' ? outcome.text : ''
    const sealed = runtime.deployment.report({ from, to, workId: work.id, text })
    expect(sealed).toMatchObject({ from, to })
    const token = /<#0\.3:[0-9a-f]+>/.exec(text)?.[0] as string
    const synthesis: Work = {
      ...work,
      id: 900,
      kind: 'synthesis',
      initiator: to,
      team: -1,
      steps: [{ ...(work.steps[0] as Work['steps'][number]), role: 'meta', assignee: to }],
      final: 0,
      inputs: [{ author: from, text, token, sealed: sealed! }],
    }
    const before = test.count('synthesisCalls')
    expect(test.judge(synthesis, await test.finish(synthesis))).toBe(true)
    expect(test.count('synthesisCalls') - before).toBe(1)
  })

  it('leaves out a report that the control path refuses', async () => {
    const test = testCell({ levels: GOVERNED })
    const to = test.organisation.metaOf(0)
    const base = test.work('survey')
    const runtime = test.runtimes[0] as TestCell['runtimes'][number]
    const from = test.organisation.leadOf(0)
    const text = base.inputs[0]?.text as string
    const sealed = runtime.deployment.report({ from, to, workId: 0, text })!
    const synthesis: Work = {
      ...base,
      kind: 'synthesis',
      initiator: to,
      team: -1,
      steps: [{ ...(base.steps[0] as Work['steps'][number]), role: 'meta', assignee: to }],
      final: 0,
      inputs: [{ ...base.inputs[0]!, author: from, sealed: { ...sealed, text: `${text}!` } }],
    }
    expect((await test.finish(synthesis))?.kind).toBe('failed')
  })
})
