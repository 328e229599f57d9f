/** Task graphs of many shapes, and a workload that holds them all. */
import { testWorkload } from '../../conformance/test-workload.ts'
import type { StepSpec, Workload } from '../../../workloads/workload.ts'

const ROLES = ['analyst', 'writer', 'reviewer', 'operator']

export function step(
  name: string,
  needs: readonly string[],
  rest: Partial<StepSpec> = {},
): StepSpec {
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
export function chain(k: number): StepSpec[] {
  const names = Array.from({ length: k }, (_, i) => `s${i}`)
  const steps = names.map((name, i) =>
    step(name, names.slice(Math.max(0, i - 1), i), { role: ROLES[i % 4] as string }),
  )
  return [...steps, final(names.slice(-1))]
}

/** k steps at once, then the result. */
export function fan(k: number): StepSpec[] {
  const names = Array.from({ length: k }, (_, i) => `s${i}`)
  const steps = names.map((name, i) => step(name, [], { role: ROLES[i % 4] as string }))
  return [...steps, final(names)]
}

export const GRAPHS: Readonly<Record<string, readonly StepSpec[]>> = {
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

export function graphWorkload(graphs: Readonly<Record<string, readonly StepSpec[]>>): Workload {
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
export function wavesOf(steps: readonly StepSpec[]): number {
  const depth = new Map<string, number>()
  for (const { name, needs } of steps) {
    depth.set(name, 1 + Math.max(0, ...needs.map((need) => depth.get(need) as number)))
  }
  return Math.max(...depth.values()) - 1
}

/** Model calls of steps by themselves: `toolRounds + 1` each. */
export function callsOf(steps: readonly StepSpec[]): number {
  return steps.reduce((sum, { toolRounds }) => sum + toolRounds + 1, 0)
}
