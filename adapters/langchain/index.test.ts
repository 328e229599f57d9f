import { describe, expect, it } from 'vitest'
import { createTestCell, type TestCell } from '../conformance/test-cell.ts'
import { GOVERNED } from '../../harness/controls/levels.ts'
import { expectedToken } from '../../harness/world/artefacts.ts'
import type { Outcome, Sealed, Work } from '../contract.ts'
import { langchain } from './index.ts'

const TYPES = ['analysis', 'guidance', 'release', 'survey']
const TOPOLOGIES = ['subagents', 'supervisor', 'swarm']

function digestsOf(test: TestCell): string[] {
  return test.runtimes.map((runtime) => runtime.timeline.digest.hex())
}

describe.each(TOPOLOGIES)('langchain:%s', (topology) => {
  it.each(TYPES)('does a %s task right', async (type) => {
    const test = createTestCell({ architecture: langchain, topology })
    const work = test.work(type)
    expect(test.judge(work, await test.finish(work))).toBe(true)
  })

  it.each(TYPES)('does a %s task right under the full control path', async (type) => {
    const test = createTestCell({ architecture: langchain, topology, levels: GOVERNED })
    const work = test.work(type)
    expect(test.judge(work, await test.finish(work))).toBe(true)
  })

  it('keeps many tasks of two teams apart', async () => {
    const test = createTestCell({ architecture: langchain, topology })
    const works = Array.from({ length: 24 }, (_, i) =>
      test.work(TYPES[i % TYPES.length] as string, i, i % 2),
    )
    const slots = works.map((work) => test.start(work))
    await test.run()
    expect(works.map((work, i) => test.judge(work, slots[i]?.outcome))).toEqual(
      works.map(() => true),
    )
  })

  it('does the same in virtual time every time', async () => {
    const run = async (): Promise<string[]> => {
      const test = createTestCell({ architecture: langchain, topology })
      for (let i = 0; i < 8; i++) test.start(test.work(TYPES[i % 4] as string, i, i % 2))
      await test.run()
      return digestsOf(test)
    }
    expect(await run()).toEqual(await run())
  })

  it('starts a task afresh from inside the end of another', async () => {
    const test = createTestCell({ architecture: langchain, topology })
    const { deployment, timeline } = test.runtimes[0] as TestCell['runtimes'][number]
    const works = Array.from({ length: 30 }, (_, i) => test.work('analysis', i))
    const outcomes: Outcome[] = []
    const next = (): void => {
      const work = works[outcomes.length]
      if (work === undefined) return
      deployment.start(work, (outcome) => {
        outcomes.push(outcome)
        next()
      })
    }
    timeline.after(0, next, undefined)
    await test.run()
    expect(outcomes.map((outcome, i) => test.judge(works[i] as Work, outcome))).toEqual(
      works.map(() => true),
    )
  })
})

describe('a synthesis', () => {
  function synthesis(test: TestCell, reports: number): Work {
    const from = test.organisation.leadOf(0)
    const to = test.organisation.metaOf(0)
    const { deployment } = test.runtimes[0] as TestCell['runtimes'][number]
    const inputs = Array.from({ length: reports }, (_, i) => {
      const token = `<#${i}.3:0000abc${i % 10}>`
      const text = `report ${token}`
      const sealed = deployment.report({ from, to, workId: i, text }) as Sealed
      return { author: from, token, text, sealed }
    })
    const step = {
      index: 0,
      name: 'synthesis',
      role: 'meta',
      needs: [],
      toolRounds: 0,
      tool: 'lookup',
      at: 'team',
      outputTokens: 80,
      assignee: to,
    } as const
    return {
      id: 99_000_000,
      kind: 'synthesis',
      type: 'department-synthesis',
      initiator: to,
      team: -1,
      steps: [step],
      final: 0,
      inputs,
    }
  }

  it.each([1, 3, 10])('of %i reports is one model call over all of them', async (reports) => {
    const test = createTestCell({ architecture: langchain, levels: GOVERNED })
    const work = synthesis(test, reports)
    const { deployment, timeline } = test.runtimes[0] as TestCell['runtimes'][number]
    const outcomes: Outcome[] = []
    timeline.after(0, () => deployment.start(work, (outcome) => outcomes.push(outcome)), undefined)
    await test.run()
    expect(outcomes).toEqual([
      { kind: 'done', text: expect.stringContaining(expectedToken(7, work)) as string },
    ])
    expect(test.count('synthesisCalls')).toBe(1)
    expect(test.count('promptMessages')).toBe(1 + reports)
    expect([test.count('envelopes'), test.count('deliveries')]).toEqual([reports, reports])
  })
})

describe('the declarations', () => {
  it('name the versions that are installed', () => {
    expect(langchain.facts.version).toMatch(/@langchain\/langgraph \d+\.\d+\.\d+, langchain \d+\./)
  })

  it('know only the topologies that can be opened', () => {
    const { cell } = createTestCell()
    expect(langchain.facts.topologies.map(({ name }) => name)).toEqual(TOPOLOGIES)
    expect(() => langchain.open(cell, 'hierarchy')).toThrow('no topology hierarchy')
  })

  it('leave tracing off and callbacks in the foreground', () => {
    expect(process.env['LANGSMITH_TRACING']).toBeUndefined()
    expect(process.env['LANGCHAIN_TRACING_V2']).toBeUndefined()
    expect(process.env['LANGCHAIN_CALLBACKS_BACKGROUND']).toBe('false')
  })
})
