/** Model calls, prompts and messages of a task as functions of its graph, on the adapter itself. */
import { describe, expect, it } from 'vitest'
import { createTestCell, type TestCell } from '../conformance/test-cell.ts'
import { testWorkload } from '../conformance/test-workload.ts'
import type { StepSpec, Workload } from '../../workloads/workload.ts'
import { langchain } from './index.ts'

const ROLES = ['analyst', 'writer', 'reviewer', 'operator']

function step(name: string, needs: readonly string[], rest: Partial<StepSpec> = {}): StepSpec {
  return {
    name,
    role: ROLES[name.charCodeAt(0) % ROLES.length] as string,
    needs,
    toolRounds: 0,
    tool: 'lookup',
    at: 'team',
    outputTokens: 40,
    ...rest,
  }
}

function final(needs: readonly string[], rest: Partial<StepSpec> = {}): StepSpec {
  return step('result', needs, { role: 'lead', ...rest })
}

/** k steps, each needing the one before, then the result. */
function chain(k: number): StepSpec[] {
  const names = Array.from({ length: k }, (_, i) => `s${i}`)
  const steps = names.map((name, i) =>
    step(name, names.slice(Math.max(0, i - 1), i), { role: ROLES[i % 4] as string }),
  )
  return [...steps, final(names.slice(-1))]
}

/** k steps at once, then the result. */
function fan(k: number): StepSpec[] {
  const names = Array.from({ length: k }, (_, i) => `s${i}`)
  const steps = names.map((name, i) => step(name, [], { role: ROLES[i % 4] as string }))
  return [...steps, final(names)]
}

const GRAPHS: Readonly<Record<string, readonly StepSpec[]>> = {
  'chain of one': chain(1),
  'chain of three': chain(3),
  'fan of five': fan(5),
  diamond: [
    step('a', [], { toolRounds: 1 }),
    step('b', ['a'], { toolRounds: 2, tool: 'read_board' }),
    step('c', ['a'], { toolRounds: 3 }),
    step('d', ['b', 'c']),
    final(['d']),
  ],
  'result with tool rounds': [step('a', [], { toolRounds: 1 }), final(['a'], { toolRounds: 2 })],
  'peer at the end': [
    step('a', [], { toolRounds: 2 }),
    step('b', ['a'], { at: 'peer', toolRounds: 1 }),
    final(['a', 'b']),
  ],
  'peer first': [step('a', [], { at: 'peer' }), step('b', ['a']), final(['a', 'b'])],
  'two peers in a row': [
    step('a', []),
    step('b', ['a'], { at: 'peer', toolRounds: 2 }),
    step('c', ['b'], { at: 'peer' }),
    final(['c']),
  ],
  'two peers at once': [
    step('a', []),
    step('b', ['a'], { at: 'peer' }),
    step('c', ['a'], { at: 'peer', toolRounds: 1 }),
    step('d', ['b', 'c'], { toolRounds: 1 }),
    final(['d']),
  ],
  'one role all along': [
    step('a', [], { role: 'operator', toolRounds: 1 }),
    step('b', ['a'], { role: 'operator', toolRounds: 1, tool: 'post' }),
    step('c', ['b'], { role: 'operator' }),
    final(['a', 'c']),
  ],
}

function graphWorkload(graphs: Readonly<Record<string, readonly StepSpec[]>>): Workload {
  const names = Object.keys(graphs)
  return testWorkload({
    tasks: names.map((name) => ({
      name,
      share: 1 / names.length,
      steps: graphs[name] as readonly StepSpec[],
    })),
  })
}

/** Length of the longest chain of needs before the result: the waves of a supervisor. */
function wavesOf(steps: readonly StepSpec[]): number {
  const depth = new Map<string, number>()
  for (const { name, needs } of steps) {
    depth.set(name, 1 + Math.max(0, ...needs.map((need) => depth.get(need) as number)))
  }
  return Math.max(...depth.values()) - 1
}

/** Model calls of steps by themselves: `toolRounds + 1` each. */
function callsOf(steps: readonly StepSpec[]): number {
  return steps.reduce((sum, { toolRounds }) => sum + toolRounds + 1, 0)
}

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
