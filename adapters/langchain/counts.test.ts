/** Model calls, prompts and messages of a task as functions of its graph, on the adapter itself. */
import { describe, expect, it } from 'vitest'
import { createTestCell, type TestCell } from '../conformance/test-cell.ts'
import type { StepSpec } from '../../workloads/workload.ts'
import { langchain } from './index.ts'
import { callsOf, chain, fan, graphWorkload, GRAPHS, wavesOf } from './testing/task-graphs.ts'

const SHAPES = Object.keys(GRAPHS)

async function runGraph(topology: string, steps: readonly StepSpec[]): Promise<TestCell> {
  const workload = graphWorkload({ graph: steps })
  const test = createTestCell({ architecture: langchain, topology, workload })
  const work = test.work('graph')
  const outcome = await test.finish(work)
  expect(test.judge(work, outcome)).toBe(true)
  return test
}

function graph(name: string): { delegated: StepSpec[]; peers: StepSpec[]; final: StepSpec } {
  const steps = GRAPHS[name] as readonly StepSpec[]
  return {
    delegated: steps.slice(0, -1),
    peers: steps.filter((step) => step.at === 'peer'),
    final: steps.at(-1) as StepSpec,
  }
}

function callsByDepartment(test: TestCell): { own: number; others: number } {
  const own = test.runtimes[0]?.counters.modelCalls ?? 0
  return { own, others: test.count('modelCalls') - own }
}

describe('model calls of a task', () => {
  it.each(SHAPES)('subagents, %s: a call a wave, the result, and the steps', async (name) => {
    const { delegated, peers, final } = graph(name)
    const { own, others } = callsByDepartment(
      await runGraph('subagents', GRAPHS[name] as readonly StepSpec[]),
    )
    const supervisor = wavesOf([...delegated, final]) + 1 + final.toolRounds
    expect(own + others).toBe(supervisor + callsOf(delegated))
    expect(others).toBe(callsOf(peers))
  })

  it.each(SHAPES)('supervisor, %s: 2k + 1 and the tool rounds', async (name) => {
    const { delegated, peers, final } = graph(name)
    const { own, others } = callsByDepartment(
      await runGraph('supervisor', GRAPHS[name] as readonly StepSpec[]),
    )
    const k = delegated.length
    const rounds = callsOf(delegated) - k + final.toolRounds
    expect(own + others).toBe(2 * k + 1 + rounds)
    expect(others).toBe(callsOf(peers))
  })

  it.each(SHAPES)('swarm, %s: the steps and nothing else', async (name) => {
    const { delegated, peers, final } = graph(name)
    const { own, others } = callsByDepartment(
      await runGraph('swarm', GRAPHS[name] as readonly StepSpec[]),
    )
    expect(own + others).toBe(callsOf([...delegated, final]))
    expect(others).toBe(callsOf(peers))
  })
})

describe('prompts of a task without tool rounds', () => {
  it.each([1, 2, 3, 4, 6, 9])('subagents, %i at once: 3k + 5 messages', async (k) => {
    const test = await runGraph('subagents', fan(k))
    expect(test.count('promptMessages')).toBe(3 * k + 5)
  })

  it.each([1, 2, 3, 4, 6, 9])('supervisor, %i delegations: 5k² + 6k + 2 messages', async (k) => {
    const test = await runGraph('supervisor', chain(k))
    expect(test.count('promptMessages')).toBe(5 * k * k + 6 * k + 2)
  })

  it.each([1, 2, 3, 4, 6, 9])('swarm, %i handoffs: (h + 1)(h + 2) messages', async (h) => {
    const test = await runGraph('swarm', chain(h))
    expect(test.count('promptMessages')).toBe((h + 1) * (h + 2))
  })
})

function counts(test: TestCell): { envelopes: number; deliveries: number; hops: number } {
  return {
    envelopes: test.count('envelopes'),
    deliveries: test.count('deliveries'),
    hops: test.count('hops'),
  }
}

describe('messages between the agents of a team', () => {
  it.each([1, 2, 3, 4, 6, 9])('subagents, %i delegations: both ways, once', async (k) => {
    expect(counts(await runGraph('subagents', fan(k)))).toEqual({
      envelopes: 2 * k,
      deliveries: 2 * k,
      hops: 2 * k,
    })
  })

  it.each([1, 2, 3, 4, 6, 9])('supervisor, %i delegations: the history each time', async (k) => {
    const history = Array.from({ length: k }, (_, i) => 3 + 5 * i).reduce((a, b) => a + b)
    expect(counts(await runGraph('supervisor', chain(k)))).toEqual({
      envelopes: 2 * k,
      deliveries: history + 3 * k,
      hops: 2 * k,
    })
  })

  it.each([1, 2, 3, 4, 6, 9])('swarm, %i handoffs: the history each time', async (h) => {
    expect(counts(await runGraph('swarm', chain(h)))).toEqual({
      envelopes: h,
      deliveries: (h + 1) * (h + 1),
      hops: h,
    })
  })

  it.each(['subagents', 'supervisor', 'swarm'])('%s: nothing is stored', async (topology) => {
    const test = await runGraph(topology, chain(3))
    expect([
      test.count('stateWrites'),
      test.count('serializations'),
      test.count('retries'),
    ]).toEqual([0, 0, 0])
  })
})

describe('the default recursion limit of 25 supersteps', () => {
  it.each([
    ['subagents', 11],
    ['supervisor', 11],
    ['swarm', 23],
  ])('%s does a chain of %i and fails the next longer one', async (topology, longest) => {
    await runGraph(topology, chain(longest))
    const workload = graphWorkload({ graph: chain(longest + 1) })
    const test = createTestCell({ architecture: langchain, topology, workload })
    const outcome = await test.finish(test.work('graph'))
    expect(outcome).toMatchObject({
      kind: 'failed',
      reason: expect.stringContaining('GraphRecursionError'),
    })
  })
})
