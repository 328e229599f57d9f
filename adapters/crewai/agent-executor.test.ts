import { describe, expect, it } from 'vitest'
import type { ModelRequest } from '../contract.ts'
import { CrewAgent, MAX_ITERATIONS } from './agent.ts'
import { AgentExecutor, type Assignment, type Execution } from './agent-executor.ts'
import {
  chain,
  instantTools,
  lookupCall,
  type Script,
  type ScriptedRuntime,
  scriptedRuntime,
} from './testing/scripted-runtime.ts'
import { ToolCache } from './tool-cache.ts'

const agent = new CrewAgent(10, 'analyst', 'I am the analyst')

function assignment(tools: boolean = true): Assignment {
  const toolset = tools ? instantTools() : undefined
  return { work: chain(1), intent: 'step', step: 0, prompt: 'the task', toolset }
}

function executor(scripted: ScriptedRuntime, of: CrewAgent = agent): AgentExecutor {
  return new AgentExecutor(of, scripted.runtime, new ToolCache())
}

function rounds(count: number): Script {
  return ({ round }) => (round < count ? [lookupCall(0, round)] : 'the answer')
}

describe('the native tool loop', () => {
  it.each([
    [2, [2, 5, 8]],
    [0, [2]],
    [1, [2, 5]],
    [3, [2, 5, 8, 11]],
    [4, [2, 5, 8, 11, 14]],
    [6, [2, 5, 8, 11, 14, 17, 20]],
  ])('with %i rounds sees 2 + 3i messages in call i', (count, messages) => {
    const scripted = scriptedRuntime(rounds(count))
    executor(scripted).invoke(assignment(), () => {})
    expect(scripted.calls.map((call) => call.prompt.length)).toEqual(messages)
    const total = 2 * (count + 1) + (3 * count * (count + 1)) / 2
    expect(messages.reduce((sum, n) => sum + n, 0)).toBe(total)
  })

  it('adds one result for each of several calls, in their order, and one message after them', () => {
    const many = Array.from({ length: 11 }, (_, i) => lookupCall(0, i))
    const scripted = scriptedRuntime(({ round }) => (round === 0 ? many : 'the answer'))
    executor(scripted).invoke(assignment(), () => {})
    expect(scripted.calls[1]?.prompt).toHaveLength(2 + 1 + 11 + 1)
    expect(scripted.calls[1]?.prompt.slice(3, 14)).toEqual(
      many.map((call) => `result of ${call.input}`),
    )
  })

  it('runs at most eight tools at a time', () => {
    const waiting: Array<() => void> = []
    const toolset = {
      ...instantTools(),
      run: (_a: unknown, _c: unknown, _w: unknown, _m: unknown, done: (r: string) => void) => {
        waiting.push(() => done('late'))
      },
    }
    const many = Array.from({ length: 11 }, (_, i) => lookupCall(0, i))
    const scripted = scriptedRuntime(({ round }) => (round === 0 ? many : 'the answer'))
    executor(scripted).invoke({ ...assignment(), toolset }, () => {})
    expect(waiting).toHaveLength(8)
    waiting[3]?.()
    expect(waiting).toHaveLength(9)
  })

  it('makes one forced call after the last iteration and keeps the tools out of it', () => {
    const scripted = scriptedRuntime(({ round }) =>
      round < MAX_ITERATIONS ? [lookupCall(0, round)] : 'forced',
    )
    let ended: Execution | undefined
    executor(scripted).invoke(assignment(), (execution) => (ended = execution))
    expect(scripted.calls).toHaveLength(MAX_ITERATIONS + 1)
    expect(scripted.calls.at(-1)?.prompt).toHaveLength(2 + 3 * MAX_ITERATIONS + 1)
    expect(ended).toMatchObject({ kind: 'answer', text: 'forced' })
  })

  it('refuses a second invocation while one is running, and takes one after it', () => {
    const scripted = scriptedRuntime(() => 'the answer')
    const ended: string[] = []
    const busy = executor(scripted)
    scripted.hold = true
    busy.invoke(assignment(), (execution) => ended.push(execution.kind))
    busy.invoke(assignment(), (execution) => ended.push(execution.kind))
    expect(ended).toEqual(['error'])
    scripted.release(10)
    busy.invoke(assignment(), (execution) => ended.push(execution.kind))
    scripted.release(10)
    expect(ended).toEqual(['error', 'answer', 'answer'])
  })

  it('calls the model once when there are no tools', () => {
    const scripted = scriptedRuntime(() => 'the answer')
    let ended: Execution | undefined
    executor(scripted).invoke(assignment(false), (execution) => (ended = execution))
    expect(scripted.calls).toHaveLength(1)
    expect(scripted.calls[0]?.prompt).toHaveLength(2)
    expect(ended?.kind === 'answer' && ended.messages).toHaveLength(2 + 1)
  })
})

describe('the tool cache', () => {
  it('never answers for calls of different rounds', () => {
    const scripted = scriptedRuntime(rounds(5))
    const given = { ...assignment(), toolset: instantTools() }
    executor(scripted).invoke(given, () => {})
    expect(given.toolset.ran).toHaveLength(5)
  })

  it('answers for the same call made again', () => {
    const scripted = scriptedRuntime(({ round }: ModelRequest) =>
      round < 3 ? [lookupCall(0, 0)] : 'the answer',
    )
    const given = { ...assignment(), toolset: instantTools() }
    executor(scripted).invoke(given, () => {})
    expect(given.toolset.ran).toHaveLength(1)
    expect(scripted.calls[3]?.prompt[9]).toBe('result of lookup 0.0')
  })
})

describe('retries of an agent', () => {
  function execute(script: Script): { scripted: ScriptedRuntime; ended: Execution | undefined } {
    const scripted = scriptedRuntime(script)
    const one = new CrewAgent(10, 'analyst', 'I am the analyst')
    one.createExecutor(scripted.runtime, new ToolCache())
    let ended: Execution | undefined
    one.execute(assignment(), (execution) => (ended = execution))
    return { scripted, ended }
  }

  it('are two, after which the error stands', () => {
    const { scripted, ended } = execute(() => '')
    expect(scripted.calls).toHaveLength(3)
    expect(scripted.meter.retries).toBe(2)
    expect(ended?.kind).toBe('error')
  })

  it.each([1, 2])('end when attempt %i after the first succeeds', (failures) => {
    let left = failures
    const { scripted, ended } = execute(() => (left-- > 0 ? '' : 'the answer'))
    expect(scripted.calls).toHaveLength(failures + 1)
    expect(ended).toMatchObject({ kind: 'answer', text: 'the answer' })
  })

  it('are counted over the life of the agent', () => {
    const scripted = scriptedRuntime(() => '')
    const one = new CrewAgent(10, 'analyst', 'I am the analyst')
    one.createExecutor(scripted.runtime, new ToolCache())
    one.execute(assignment(), () => {})
    one.execute(assignment(), () => {})
    expect(scripted.calls).toHaveLength(3 + 1)
  })
})
