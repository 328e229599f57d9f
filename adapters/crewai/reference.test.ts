/**
 * The re-implementation against CrewAI itself: the same crews, every counter. The other side is in
 * `../conformance/reference/`, written by a script that runs the published package: 1.14.4, whose
 * executor is the one that is re-implemented, and 1.15.30, whose differences are stated one by one.
 */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { ModelRequest, ToolCall } from '../contract.ts'
import { CrewAgent } from './agent.ts'
import { Crew, type CrewResult } from './crew.ts'
import { Flow } from './flow.ts'
import type { Guardrail } from './guardrail.ts'
import { createManager } from './hierarchical.ts'
import { DIVIDER } from './messages.ts'
import type { Runtime } from './runtime.ts'
import type { TaskOutput } from './task-output-store.ts'
import { CrewTask, type TaskOptions } from './task.ts'
import {
  chain,
  instantTools,
  lookupCall,
  openGuard,
  scriptedRuntime,
} from './testing/scripted-runtime.ts'
import type { Toolset } from './toolset.ts'

interface Spec {
  readonly tasks: number
  readonly toolRounds?: number
  readonly delegations?: number
  readonly async?: readonly number[]
  readonly context?: Readonly<Record<string, readonly number[]>>
  readonly maxIterations?: number
  readonly callsPerRound?: number
  readonly sameInput?: boolean
  readonly emptyAnswers?: number
  readonly rejections?: number
  readonly blocked?: boolean
  readonly wrongCoworker?: boolean
}

interface Call {
  readonly by: string
  readonly step: number
  readonly promptMessages: number
  /** Tasks whose outputs are in the user message. */
  readonly outputs: readonly number[]
  readonly contextChars: number
}

type Counts = Readonly<Record<string, number>>

interface Counters {
  readonly calls: readonly Call[]
  readonly events: Counts
  readonly store: Counts
  readonly json: Counts
  /** Roles of the messages in each row of the log. */
  readonly rows: ReadonlyArray<readonly string[]>
  readonly toolRuns: number
  readonly outcome: 'done' | 'failed'
  readonly raw?: string
  readonly outputs?: readonly string[]
  readonly eventOrder?: readonly string[]
}

const GROUPS = ['sequential', 'hierarchical', 'context', 'special'] as const

interface Run {
  readonly spec: Spec
  readonly counters: Counters
}

type Reference = Readonly<Record<(typeof GROUPS)[number], readonly Run[]>> & {
  readonly outputLength: number
  readonly flow: { readonly methods: number; readonly events: Counts }
}

function referenceOf(version: string): Reference {
  const file = new URL(`../conformance/reference/crewai-${version}.json`, import.meta.url)
  return JSON.parse(readFileSync(file, 'utf8')) as Reference
}

function titled(reference: Reference): Array<[string, Spec, Counters]> {
  return GROUPS.flatMap((group) =>
    reference[group].map(({ spec, counters }): [string, Spec, Counters] => [
      JSON.stringify(spec),
      spec,
      counters,
    ]),
  )
}

const followed = referenceOf('1.14.4')
const newest = referenceOf('1.15.30')
const LENGTH = followed.outputLength
const MANAGER = 99

function outputOf(step: number): string {
  return String.fromCharCode(97 + step).repeat(LENGTH)
}

function countBy(names: readonly string[]): Counts {
  const counts: Record<string, number> = {}
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1
  return counts
}

/** Length of the context, which is nothing but the outputs and what divides them. */
function contextCharsOf(user: string, outputs: readonly number[]): number {
  if (outputs.length === 0) return 0
  const starts = outputs.map((step) => user.indexOf(outputOf(step))).sort((a, b) => a - b)
  for (let i = 1; i < starts.length; i++) {
    const between = user.slice((starts[i - 1] as number) + LENGTH, starts[i])
    if (between !== DIVIDER) throw new Error(`the context holds ${JSON.stringify(between)}`)
  }
  return (starts.at(-1) as number) + LENGTH - (starts[0] as number)
}

/** What is counted here, by the names of the reference. */
interface Here {
  readonly calls: ReadonlyArray<Call & { readonly round: number }>
  readonly events: Counts
  readonly stateWrites: number
  readonly serializations: number
  readonly rows: ReadonlyArray<readonly string[]>
  readonly toolRuns: number
  readonly outcome: 'done' | 'failed'
  readonly raw: string | undefined
  readonly outputs: readonly string[] | undefined
  readonly eventOrder: readonly string[]
}

/** Runs the crew of a spec here. */
function runHere(spec: Spec): Here {
  const { toolRounds = 0, callsPerRound = 1, sameInput = false, delegations } = spec
  const empty = new Map<number, number>()
  const work = (request: ModelRequest): string | ToolCall[] => {
    const { step, round, agent } = request
    if (round < Math.min(toolRounds, spec.maxIterations ?? toolRounds)) {
      return Array.from({ length: callsPerRound }, (_, i) => ({
        ...lookupCall(step, round),
        input: sameInput ? 'same' : `${step}.${round}.${i}`,
      }))
    }
    const left = empty.get(agent) ?? spec.emptyAnswers ?? 0
    empty.set(agent, left - 1)
    return left > 0 ? '' : outputOf(step)
  }
  const manage = ({ step, round }: ModelRequest): string | ToolCall[] => {
    if (round >= (delegations ?? 0)) return outputOf(step)
    const target = spec.wrongCoworker === true ? step + 1 : step
    return [{ name: 'delegate', step: target, round, input: `step ${step}, part ${round}` }]
  }
  const scripted = scriptedRuntime((request) =>
    request.intent === 'step' ? work(request) : manage(request),
  )
  const { crew, toolset } = buildCrew(spec, scripted.runtime)
  let result: CrewResult | undefined
  crew.kickoff({}, (ended) => (result = ended))
  const done = result?.kind === 'done' ? result : undefined
  const calls = scripted.calls.map(({ request, prompt }) => {
    const user = prompt[1] as string
    const outputs = [...Array(spec.tasks).keys()].filter((step) => user.includes(outputOf(step)))
    return {
      by: request.agent === MANAGER ? 'manager' : `role ${request.agent}`,
      step: request.step,
      promptMessages: prompt.length,
      outputs,
      contextChars: contextCharsOf(user, outputs),
      round: request.round,
    }
  })
  const order = scripted.events.map(({ type }) => type)
  return {
    calls: calls.sort((a, b) => a.step - b.step),
    events: countBy(order),
    stateWrites: scripted.meter.stateWrites,
    serializations: scripted.meter.serializations,
    rows: rowsOf(spec, scripted.runtime),
    toolRuns: toolset.ran.length,
    outcome: result?.kind ?? 'failed',
    raw: done?.raw.slice(0, 1),
    outputs: done?.outputs.map(({ raw }) => raw.slice(0, 1)),
    eventOrder: order,
  }
}

function buildCrew(
  spec: Spec,
  runtime: Runtime,
): { crew: Crew; toolset: ReturnType<typeof instantTools> } {
  const work = chain(spec.tasks)
  const tools = instantTools()
  const blocked: Toolset = { ...tools, beforeCall: () => ({ refused: 'policy' }) }
  const toolset = spec.blocked === true ? blocked : tools
  const agents = work.steps.map(
    ({ role }, i) => new CrewAgent(i, role, `I am ${role}`, spec.maxIterations),
  )
  let rejections = spec.rejections ?? 0
  const guardrail: Guardrail = () => (rejections-- > 0 ? 'not good enough' : undefined)
  const tasks: CrewTask[] = []
  for (const { index } of work.steps) {
    const context = spec.context?.[String(index)]
    const guarded = spec.rejections !== undefined && index === spec.tasks - 1
    const options: TaskOptions = {
      work,
      step: index,
      description: `step ${index}`,
      expectedOutput: 'a result',
      agent: agents[index] as CrewAgent,
      asyncExecution: spec.async?.includes(index) ?? false,
      ...((spec.toolRounds ?? 0) > 0 && { toolset }),
      ...(context && { context: context.map((other) => tasks[other] as CrewTask) }),
      ...(guarded && { guardrails: () => [guardrail] }),
    }
    tasks.push(new CrewTask(options))
  }
  const manager = spec.delegations === undefined ? undefined : createManager(MANAGER)
  const crew = new Crew(runtime, { agents, tasks, manager, guard: openGuard() })
  return { crew, toolset: tools }
}

function rowsOf(spec: Spec, { store }: Runtime): string[][] {
  const rows = Array.from({ length: spec.tasks }, (_, step) => store.read(`1.${step}`))
  return rows
    .filter((row) => row !== undefined)
    .map((row) => (JSON.parse(row.output) as TaskOutput).messages.map(({ role }) => role))
}

/** Where a rejection is the context its words are our own, so only its outputs are compared. */
function comparable(calls: readonly Call[], spec: Spec): Call[] {
  return calls.map(({ by, step, promptMessages, outputs, contextChars }) => ({
    by,
    step,
    promptMessages,
    outputs,
    contextChars: (spec.rejections ?? 0) > 0 ? -1 : contextChars,
  }))
}

/** The same of the reference. */
function expected(counters: Counters, spec: Spec): object {
  const { events, store, json, rows, toolRuns, outcome, raw, outputs } = counters
  return {
    calls: comparable(counters.calls, spec),
    events,
    stateWrites: (store['add'] ?? 0) + (store['delete_all'] ?? 0),
    serializations: (json['store.dumps'] ?? 0) + (json['executor.dumps'] ?? 0),
    rows,
    toolRuns,
    outcome,
    raw,
    outputs,
  }
}

function counted(here: Here, spec: Spec): object {
  const { events, stateWrites, serializations, rows, toolRuns, outcome, raw, outputs } = here
  const calls = comparable(here.calls, spec)
  return { calls, events, stateWrites, serializations, rows, toolRuns, outcome, raw, outputs }
}

describe('a crew, as in CrewAI 1.14.4', () => {
  it.each(titled(followed))('counts %s', (_, spec, counters) => {
    expect(counted(runHere(spec), spec)).toEqual(expected(counters, spec))
  })

  const ordered = titled(followed).filter(([, , { eventOrder }]) => eventOrder !== undefined)
  it.each(ordered)('emits its events in the same order for %s', (_, spec, { eventOrder }) => {
    expect(runHere(spec).eventOrder).toEqual(eventOrder)
  })
})

describe.each([
  ['1.14.4', followed],
  ['1.15.30', newest],
])('CrewAI %s', (_, reference) => {
  it('emits the events of a flow that are emitted here', () => {
    const { runtime, events } = scriptedRuntime(() => '')
    const { methods } = reference.flow
    const inRow = Array.from({ length: methods }, (_, i) => ({
      after: i === 0 ? [] : [i - 1],
      run: (done: () => void) => done(),
    }))
    new Flow(runtime.bus, 1, inRow).kickoff(() => {})
    expect(countBy(events.map(({ type }) => type))).toEqual(reference.flow.events)
  })

  it('reads the whole log before it writes a row, which is not modelled', () => {
    for (const [, , { store, json }] of titled(reference)) {
      const rows = store['add'] ?? 0
      expect(store['load'] ?? 0).toBe(rows)
      expect(json['store.loads'] ?? 0).toBe(rows === 0 ? 0 : rows * (rows - 1))
    }
  })
})

/** What is different in 1.15.30, stated as changes to what is counted here. */
function asNewest(here: Here, spec: Spec): Here {
  const { tasks, toolRounds = 0, delegations, blocked } = spec
  return {
    ...here,
    // No user message after the results of a tool round: call i sees 2 + 2i messages.
    calls: here.calls.map((call) => ({
      ...call,
      promptMessages: call.promptMessages - call.round,
      ...earlierOutputs(call, spec),
    })),
    events: newestEvents(here.events, blocked === true),
    rows: here.rows.map((roles) => {
      const kept = roles.filter((role, i) => role !== 'user' || i === 1)
      // The answer is kept only where there are tools, the forced question never.
      const last = (toolRounds > 0 || delegations !== undefined) && !spec.maxIterations
      return last ? kept : kept.slice(0, -1)
    }),
    // Arguments are encoded once more, to notice a call that is made again and again.
    serializations: here.serializations + (here.events['tool_usage_started'] ?? 0),
    // The cache of tool results is off unless a crew asks for it.
    toolRuns:
      blocked === true ? 0 : (here.events['tool_usage_started'] ?? 0) - tasks * (delegations ?? 0),
    // Outputs of async tasks are added to the others and no longer take their place.
    outputs: spec.async ? [...Array(tasks).keys()].map((i) => outputOf(i)[0] ?? '') : here.outputs,
  }
}

/** What a task of a crew with async tasks reads: all outputs before it, if it is not async itself. */
function earlierOutputs(call: Call, spec: Spec): Pick<Call, 'outputs' | 'contextChars'> {
  const { outputs, contextChars } = call
  if (!spec.async || spec.async.includes(call.step)) return { outputs, contextChars }
  const all = [...Array(call.step).keys()]
  const chars = all.length * LENGTH + Math.max(0, all.length - 1) * DIVIDER.length
  return { outputs: all, contextChars: chars }
}

/** The executor is a flow; each failed attempt is an error, and only good ones complete. */
function newestEvents(events: Counts, blocked: boolean): Counts {
  const started = events['agent_execution_started'] ?? 0
  const good = events['agent_logs_execution'] ?? 0
  const changed: Record<string, number> = {
    ...events,
    flow_started: started,
    flow_finished: good,
    flow_failed: started - good,
    agent_execution_error: started - good,
    agent_execution_completed: good,
    // A hook that does something is an event of its own.
    hook_dispatched: blocked ? (events['tool_usage_started'] ?? 0) : 0,
  }
  return Object.fromEntries(Object.entries(changed).filter(([, count]) => count > 0))
}

describe('a crew, as in CrewAI 1.15.30 but for its stated differences', () => {
  it.each(titled(newest))('counts %s', (_, spec, counters) => {
    expect(counted(asNewest(runHere(spec), spec), spec)).toEqual(expected(counters, spec))
  })
})
