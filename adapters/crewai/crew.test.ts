import { describe, expect, it } from 'vitest'
import type { ModelRequest, ToolCall, Work } from '../contract.ts'
import { Crew, type CrewResult } from './crew.ts'
import { createManager } from './hierarchical.ts'
import { DIVIDER } from './messages.ts'
import {
  chain,
  instantTools,
  lookupCall,
  openGuard,
  type Script,
  type ScriptedRuntime,
  scriptedRuntime,
  tasksOf,
} from './testing/scripted-runtime.ts'
import { CrewTask } from './task.ts'

const LENGTH = 100

/** The output of a step: LENGTH characters that no other step writes. */
function outputOf(step: number): string {
  return String.fromCharCode(97 + step).repeat(LENGTH)
}

/** `rounds` tool rounds, then the step's output. */
function worker(rounds: number): Script {
  return ({ step, round }) => (round < rounds ? [lookupCall(step, round)] : outputOf(step))
}

/** Delegates in round 0, then answers with what came back; coworkers work as `worker` does. */
function managed(rounds: number): Script {
  return (request) => {
    if (request.intent === 'step') return worker(rounds)(request)
    return request.round === 0 ? [delegateCall(request)] : outputOf(request.step)
  }
}

function delegateCall({ step, round }: ModelRequest): ToolCall {
  return { name: 'delegate', step, round, input: `delegate ${step}.${round}` }
}

function run(
  scripted: ScriptedRuntime,
  work: Work,
  process: 'sequential' | 'hierarchical' = 'sequential',
): CrewResult {
  const toolset = instantTools()
  const { tasks, agents } = tasksOf(work, () => ({ toolset }))
  const manager = process === 'hierarchical' ? createManager(99) : undefined
  const crew = new Crew(scripted.runtime, { tasks, agents, manager, guard: openGuard() })
  let result: CrewResult | undefined
  crew.kickoff({}, (ended) => (result = ended))
  return result as CrewResult
}

function contextChars(scripted: ScriptedRuntime, tasks: number): number {
  let chars = 0
  for (const { prompt } of scripted.calls) {
    const user = prompt[1] as string
    for (let step = 0; step < tasks; step++) if (user.includes(outputOf(step))) chars += LENGTH
  }
  return chars
}

describe('a sequential crew', () => {
  it.each([1, 2, 3, 4, 6, 9])('of %i tasks without tools makes that many model calls', (tasks) => {
    const scripted = scriptedRuntime(worker(0))
    expect(run(scripted, chain(tasks)).kind).toBe('done')
    expect(scripted.calls).toHaveLength(tasks)
  })

  it.each([
    [4, 6],
    [1, 0],
    [2, 1],
    [3, 3],
    [6, 15],
    [9, 36],
  ])('of %i tasks carries %i outputs as context', (tasks, outputs) => {
    const scripted = scriptedRuntime(worker(0))
    run(scripted, chain(tasks))
    expect(contextChars(scripted, tasks)).toBe(outputs * LENGTH)
    expect(scripted.meter.deliveries).toBe(outputs)
    expect(scripted.meter.envelopes).toBe(tasks - 1)
  })

  it('puts the divider between the outputs of a context', () => {
    const scripted = scriptedRuntime(worker(0))
    run(scripted, chain(3))
    expect(scripted.calls[2]?.prompt[1]).toContain(`${outputOf(0)}${DIVIDER}${outputOf(1)}`)
  })

  it.each([1, 2, 3, 4, 6, 9])(
    'of %i tasks resets the log once and writes a row a task',
    (tasks) => {
      const scripted = scriptedRuntime(worker(0))
      run(scripted, chain(tasks))
      expect(scripted.meter.stateWrites).toBe(1 + tasks)
      expect(scripted.meter.serializations).toBe(2 * tasks)
      expect(scripted.runtime.store.size).toBe(tasks)
    },
  )

  it.each([
    [1, 2],
    [4, 0],
    [3, 1],
    [2, 3],
    [5, 2],
    [1, 6],
  ])('of %i tasks with %i tool rounds makes T(r+1) calls and the events of the card', (t, r) => {
    const scripted = scriptedRuntime(worker(r))
    run(scripted, chain(t))
    expect(scripted.calls).toHaveLength(t * (r + 1))
    expect(scripted.meter.busEvents).toBe(2 + t * (6 + 2 * (r + 1) + 2 * r))
  })

  it('writes the whole message list of a task into its row', () => {
    const scripted = scriptedRuntime(worker(1))
    run(scripted, chain(1))
    const output = JSON.parse(scripted.runtime.store.read('1.0')?.output as string) as {
      raw: string
      messages: Array<{ role: string }>
    }
    expect(output.raw).toBe(outputOf(0))
    expect(output.messages.map((message) => message.role)).toEqual([
      'system',
      'user',
      'assistant',
      'tool',
      'user',
      'assistant',
    ])
  })

  it('goes through a kickoff in the order of the framework', () => {
    const scripted = scriptedRuntime(worker(1))
    scripted.runtime.store.upsert('old', {
      expectedOutput: '',
      output: { description: '', summary: '', raw: '', agent: '', messages: [] },
      taskIndex: 0,
      inputs: {},
    })
    const rowsAt: Record<string, number> = {}
    scripted.runtime.bus.on(({ type }) => (rowsAt[type] ??= scripted.runtime.store.size))
    run(scripted, chain(1))
    expect(scripted.events.map((event) => event.type)).toEqual([
      'crew_kickoff_started',
      'task_started',
      'agent_execution_started',
      'agent_logs_started',
      'llm_call_started',
      'llm_call_completed',
      'tool_usage_started',
      'tool_usage_finished',
      'llm_call_started',
      'llm_call_completed',
      'agent_logs_execution',
      'agent_execution_completed',
      'task_completed',
      'crew_kickoff_completed',
    ])
    expect(rowsAt).toMatchObject({
      crew_kickoff_started: 1,
      task_started: 0,
      task_completed: 0,
      crew_kickoff_completed: 1,
    })
  })

  it('returns the raw output of its last task', () => {
    expect(run(scriptedRuntime(worker(0)), chain(3))).toMatchObject({ raw: outputOf(2) })
  })

  it('fails as a whole when one task fails, and starts no further task', () => {
    const scripted = scriptedRuntime(({ step }) => (step === 1 ? '' : outputOf(step)))
    const result = run(scripted, chain(4))
    expect(result.kind).toBe('failed')
    expect(scripted.calls.some((call) => call.request.step > 1)).toBe(false)
    expect(scripted.events.slice(-2).map((event) => event.type)).toEqual([
      'task_failed',
      'crew_kickoff_failed',
    ])
  })

  it('counts a hop when the next task has another agent', () => {
    const scripted = scriptedRuntime(worker(0))
    run(scripted, chain(4))
    expect(scripted.meter.hops).toBe(3)
  })

  it('puts kickoff inputs into descriptions and fails when one is missing', () => {
    const scripted = scriptedRuntime(worker(0))
    const { tasks, agents } = tasksOf(chain(1), () => ({ description: 'look at {brief}' }))
    const results: CrewResult[] = []
    const options = { tasks, agents, guard: openGuard() }
    new Crew(scripted.runtime, options).kickoff({}, (result) => results.push(result))
    new Crew(scripted.runtime, options).kickoff({ brief: 'a {brace}' }, (r) => results.push(r))
    expect(results.map((result) => result.kind)).toEqual(['failed', 'done'])
    expect(scripted.calls).toHaveLength(1)
    expect(scripted.calls[0]?.prompt[1]).toContain('look at a {brace}')
  })
})

describe('the context rule', () => {
  function sees(scripted: ScriptedRuntime, step: number, tasks: number): number[] {
    const user = scripted.calls.find((call) => call.request.step === step)?.prompt[1] as string
    return [...Array(tasks).keys()].filter((other) => user.includes(outputOf(other)))
  }

  it('gives a task that lists tasks the outputs of those only', () => {
    const scripted = scriptedRuntime(worker(0))
    const { tasks, agents } = tasksOf(chain(3))
    const [first, second] = tasks as [CrewTask, CrewTask, CrewTask]
    const third = new CrewTask({
      work: chain(3),
      step: 2,
      description: 'do 2',
      expectedOutput: 'a result',
      agent: agents[2] as (typeof agents)[number],
      context: [first],
    })
    const crew = new Crew(scripted.runtime, {
      tasks: [first, second, third],
      agents,
      guard: openGuard(),
    })
    crew.kickoff({}, () => {})
    expect(sees(scripted, 2, 3)).toEqual([0])
  })

  it('gives a task with an empty list no context', () => {
    const scripted = scriptedRuntime(worker(0))
    const { tasks, agents } = tasksOf(chain(3), (step) => (step === 2 ? { context: [] } : {}))
    new Crew(scripted.runtime, { tasks, agents, guard: openGuard() }).kickoff({}, () => {})
    expect(sees(scripted, 1, 3)).toEqual([0])
    expect(sees(scripted, 2, 3)).toEqual([])
  })

  it('replaces the outputs of synchronous tasks by those of async ones that were joined', () => {
    const scripted = scriptedRuntime(worker(0))
    const { tasks, agents } = tasksOf(chain(5), (step) => ({
      asyncExecution: step === 1 || step === 2,
    }))
    new Crew(scripted.runtime, { tasks, agents, guard: openGuard() }).kickoff({}, () => {})
    expect(sees(scripted, 1, 5)).toEqual([])
    expect(sees(scripted, 3, 5)).toEqual([1, 2])
    expect(sees(scripted, 4, 5)).toEqual([1, 2, 3])
  })

  it('waits for async tasks and logs them in the order of the tasks', () => {
    const scripted = scriptedRuntime(worker(0))
    const { tasks, agents } = tasksOf(chain(3), (step) => ({ asyncExecution: step < 2 }))
    let result: CrewResult | undefined
    scripted.hold = true
    new Crew(scripted.runtime, { tasks, agents, guard: openGuard() }).kickoff(
      {},
      (ended) => (result = ended),
    )
    expect(scripted.calls.map((call) => call.request.step)).toEqual([0, 1])
    scripted.release(11)
    expect(scripted.runtime.store.size).toBe(0)
    scripted.release(10)
    expect(scripted.runtime.store.size).toBe(2)
    scripted.release(12)
    expect(result?.kind).toBe('done')
    expect(sees(scripted, 2, 3)).toEqual([0, 1])
  })

  it('fails the crew when an async task has failed, at the moment of joining', () => {
    const scripted = scriptedRuntime(({ step }) => (step === 0 ? '' : outputOf(step)))
    const { tasks, agents } = tasksOf(chain(3), (step) => ({ asyncExecution: step === 0 }))
    let result: CrewResult | undefined
    new Crew(scripted.runtime, { tasks, agents, guard: openGuard() }).kickoff(
      {},
      (ended) => (result = ended),
    )
    expect(result?.kind).toBe('failed')
    expect(scripted.calls.some((call) => call.request.step > 0)).toBe(false)
  })
})

describe('a hierarchical crew', () => {
  it.each([
    [3, 0, 9],
    [1, 0, 3],
    [2, 1, 8],
    [4, 2, 20],
    [5, 0, 15],
    [3, 3, 18],
  ])('of %i tasks with %i tool rounds makes %i calls', (tasks, rounds, calls) => {
    const scripted = scriptedRuntime(managed(rounds))
    expect(run(scripted, chain(tasks), 'hierarchical').kind).toBe('done')
    expect(scripted.calls).toHaveLength(calls)
    expect(scripted.meter.deliveries).toBe(2 * tasks)
    expect(scripted.meter.envelopes).toBe(2 * tasks)
  })

  it.each([
    [3, 0],
    [1, 2],
    [4, 1],
  ])('of %i tasks with %i tool rounds emits no task events for delegated work', (t, r) => {
    const scripted = scriptedRuntime(managed(r))
    run(scripted, chain(t), 'hierarchical')
    const delegated = 4 + 2 * (r + 1) + 2 * r
    expect(scripted.meter.busEvents).toBe(2 + t * (6 + 2 * 2 + 2 * 1 + delegated))
    expect(scripted.events.filter((event) => event.type === 'task_started')).toHaveLength(t)
    expect(scripted.runtime.store.size).toBe(t)
  })

  it('gives the coworker the context that the manager was given', () => {
    const scripted = scriptedRuntime(managed(0))
    run(scripted, chain(3), 'hierarchical')
    const last = scripted.calls.find(
      ({ request }) => request.intent === 'step' && request.step === 2,
    )
    expect(last?.prompt[1]).toContain(`${outputOf(0)}${DIVIDER}${outputOf(1)}`)
  })

  it('names every coworker to the manager when a task has no agent', () => {
    const scripted = scriptedRuntime((request) =>
      request.intent === 'step'
        ? outputOf(request.step)
        : request.round === 0
          ? [{ ...delegateCall(request), input: 'for "ROLE   2": please' }]
          : outputOf(request.step),
    )
    const work = chain(3)
    const { agents } = tasksOf(work)
    const task = new CrewTask({ work, step: 0, description: 'do 0', expectedOutput: 'a result' })
    const crew = new Crew(scripted.runtime, {
      tasks: [task],
      agents,
      manager: createManager(99),
      guard: openGuard(),
    })
    crew.kickoff({}, () => {})
    expect(scripted.calls[0]?.prompt[0]).toContain('role 0, role 1, role 2')
    expect(scripted.calls.map(({ request }) => request.agent)).toEqual([99, 12, 99])
  })

  it('lets a task that has an agent be delegated to that agent only', () => {
    const scripted = scriptedRuntime((request) =>
      request.round === 0 ? [{ ...delegateCall(request), step: 1 }] : 'gave up',
    )
    const result = run(scripted, chain(1), 'hierarchical')
    expect(result).toMatchObject({ kind: 'done', raw: 'gave up' })
    expect(scripted.calls[1]?.prompt[3]).toBe('There is no such coworker. These are: role 0')
  })

  it('brings the error of a coworker back to the manager as text', () => {
    const scripted = scriptedRuntime((request) =>
      request.intent === 'step' ? '' : request.round === 0 ? [delegateCall(request)] : 'no luck',
    )
    expect(run(scripted, chain(1), 'hierarchical')).toMatchObject({ kind: 'done', raw: 'no luck' })
    expect(scripted.calls.at(-1)?.prompt[3]).toContain('role 0 met an error')
  })

  it('brings a refused delegation back to the manager as text, and does not carry it out', () => {
    const scripted = scriptedRuntime((request) =>
      request.round === 0 ? [delegateCall(request)] : 'refused then',
    )
    const { tasks, agents } = tasksOf(chain(1))
    const guard = openGuard(({ action }) => action === 'delegate')
    const options = { tasks, agents, manager: createManager(99), guard }
    let result: CrewResult | undefined
    new Crew(scripted.runtime, options).kickoff({}, (ended) => (result = ended))
    expect(result).toMatchObject({ kind: 'done', raw: 'refused then' })
    expect(scripted.calls.map(({ request }) => request.agent)).toEqual([99, 99])
    expect(scripted.calls[1]?.prompt[3]).toBe('delegate was blocked by a hook: policy')
  })
})
