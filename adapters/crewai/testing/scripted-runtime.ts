/** For tests of the engine: a runtime whose model is a script, and works that need no world. */
import type {
  Admitted,
  Guard,
  Meter,
  ModelReply,
  ModelRequest,
  Refused,
  Sealed,
  Step,
  ToolCall,
  Work,
} from '../../contract.ts'
import { CrewAgent } from '../agent.ts'
import type { BusEvent } from '../event-bus.ts'
import { createRuntime, type Runtime } from '../runtime.ts'
import { CrewTask, type TaskOptions } from '../task.ts'
import type { Toolset } from '../toolset.ts'

/** What the model answers: text, or tool calls. */
export type Script = (request: ModelRequest) => string | readonly ToolCall[]

/** A model call as it was made; the prompt is copied, because executors go on writing theirs. */
export interface SeenCall {
  readonly request: ModelRequest
  readonly prompt: readonly string[]
}

/** A runtime and what was seen of it. */
export interface ScriptedRuntime {
  readonly runtime: Runtime
  readonly meter: Meter
  readonly calls: SeenCall[]
  readonly events: BusEvent[]
  /** When true, replies wait for `release`. */
  hold: boolean
  /** Gives the oldest held reply of an agent. */
  release(agent: number): void
}

/** A runtime whose model answers at once, as the script says. */
export function scriptedRuntime(script: Script): ScriptedRuntime {
  const meter = zeroMeter()
  const held: Array<{ agent: number; give: () => void }> = []
  const calls: SeenCall[] = []
  const events: BusEvent[] = []
  const model = {
    call: (request: ModelRequest, done: (reply: ModelReply) => void): void => {
      calls.push({ request, prompt: [...request.prompt] })
      const answer = script(request)
      const give = (): void => done(reply(answer))
      if (scripted.hold) held.push({ agent: request.agent, give })
      else give()
    },
  }
  const runtime = createRuntime({ model, meter })
  runtime.bus.on((event) => events.push(event))
  const scripted: ScriptedRuntime = {
    runtime,
    meter,
    calls,
    events,
    hold: false,
    release: (agent) => {
      const at = held.findIndex((one) => one.agent === agent)
      held.splice(at, 1)[0]?.give()
    },
  }
  return scripted
}

function reply(answer: string | readonly ToolCall[]): ModelReply {
  const text = typeof answer === 'string' ? answer : ''
  const toolCalls = typeof answer === 'string' ? [] : answer
  return { text, toolCalls, complete: text !== '', next: -1, promptTokens: 0, outputTokens: 0 }
}

/** A meter that has counted nothing. */
export function zeroMeter(): Meter {
  return {
    envelopes: 0,
    deliveries: 0,
    serializations: 0,
    serializedChars: 0,
    stateWrites: 0,
    busEvents: 0,
    hops: 0,
    retries: 0,
  }
}

/** A guard without levels; `refuse` names what is refused, if anything. */
export function openGuard(refuse: (message: Sealed) => boolean = () => false): Guard {
  return {
    seal: (draft) => ({ ...draft, seq: 0, tags: [] }) as unknown as Sealed,
    admit: (message): Admitted | Refused =>
      refuse(message) ? { refused: 'policy' } : (message as Admitted),
    open: (message) => message,
    entrust: () => {},
    isQuarantined: () => false,
  }
}

/** Tools that answer at once; `ran` holds the calls that got through. */
export function instantTools(): Toolset & { readonly ran: ToolCall[] } {
  const ran: ToolCall[] = []
  const guard = openGuard()
  return {
    ran,
    description: '',
    beforeCall: (agent, call, work) =>
      guard.admit(
        guard.seal({
          from: agent.id,
          to: agent.id,
          action: 'lookup',
          resource: 'tool',
          workId: work.id,
          text: call.input,
        }),
        agent.id,
      ),
    run: (_agent, call, _work, _admitted, done) => {
      ran.push(call)
      done(`result of ${call.input}`)
    },
  }
}

/** The call of one tool round. */
export function lookupCall(step: number, round: number): ToolCall {
  return { name: 'lookup', step, round, input: `lookup ${step}.${round}` }
}

/** A work of `count` steps in a row, each with so many tool rounds. */
export function chain(count: number, toolRounds = 0): Work {
  const steps = Array.from({ length: count }, (_, index): Step => {
    const needs = index === 0 ? [] : [index - 1]
    const name = `step ${index}`
    const role = `role ${index}`
    return { index, name, role, needs, toolRounds, tool: 'lookup', at: 'team', outputTokens: 8 }
  })
  const final = count - 1
  return { id: 1, kind: 'task', type: 'chain', initiator: 0, team: 0, steps, final, inputs: [] }
}

/** Tasks for the steps of a work, each with an agent of its own, numbered from 10. */
export function tasksOf(
  work: Work,
  options: (step: number) => Partial<TaskOptions> = () => ({}),
): { readonly tasks: CrewTask[]; readonly agents: CrewAgent[] } {
  const agents = work.steps.map(
    ({ index, role }) => new CrewAgent(10 + index, role, `I am ${role}`),
  )
  const tasks = work.steps.map(({ index }, i) => {
    const agent = agents[i] as CrewAgent
    const base = {
      work,
      step: index,
      description: `do ${index}`,
      expectedOutput: 'a result',
      agent,
    }
    return new CrewTask({ ...base, ...options(index) })
  })
  return { tasks, agents }
}
