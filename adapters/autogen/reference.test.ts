/**
 * The re-implementation against AutoGen itself: the same teams, every counter. The other side is in
 * `../conformance/reference/`, written by a script that runs the published packages.
 */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Cell, ModelReply, ModelRequest, Step, ToolCall, Work } from '../contract.ts'
import { addressOf, topicOf } from './address.ts'
import { AssistantAgent } from './assistant-agent.ts'
import { GroupChat, type TaskResult } from './group-chat.ts'
import { DropMessage, type InterventionHandler } from './intervention.ts'
import { type Ledger, MagenticOneOrchestrator } from './magentic-one.ts'
import type { Message } from './messages.ts'
import type { ChatAgent } from './participant.ts'
import { roundRobin } from './round-robin.ts'
import { type CoreAgent, HandlerError, Runtime } from './runtime.ts'
import { Selector } from './selector.ts'
import { runScript, said, zeroMeter } from './testing/scripted-team.ts'
import { swarm } from './swarm.ts'
import { TOOL_AGENT } from './tool-agent.ts'

interface Counters {
  readonly envelopes: { readonly publish: number; readonly send: number; readonly response: number }
  readonly deliveries: number
  readonly eventLog: { readonly attempts: number; readonly encoded: number }
  readonly tracing: { readonly attempts: number; readonly encoded: number }
  readonly turns: ReadonlyArray<{ readonly by: string; readonly heard: readonly string[] }>
  readonly modelCalls: ReadonlyArray<{ readonly by: string; readonly promptMessages: number }>
}

interface TeamCounters extends Counters {
  readonly subscriptions: number
  readonly unreadByAuthor: Readonly<Record<string, number>>
  readonly output: readonly string[]
}

interface Run<S, C = TeamCounters> {
  readonly spec: S
  readonly counters: C
}

interface RoundRobinSpec {
  readonly participants: number
  readonly turns: number
  readonly toolRounds: number
  readonly thought: boolean
}

interface SelectorSpec {
  readonly participants: number
  readonly turns: number
  readonly answers: readonly string[]
}

interface SwarmSpec {
  readonly participants: number
  readonly turns: number
  readonly targets: readonly string[]
  readonly thought: boolean
}

interface MagenticSpec {
  readonly participants: number
  readonly ledgers: ReadonlyArray<'go' | 'stall' | 'garbage'>
}

interface FailingTurnSpec {
  readonly participants: number
  readonly turns: number
  readonly failsAt: number
}

interface Reference {
  readonly framework: Readonly<Record<string, string>>
  readonly roundRobin: ReadonlyArray<Run<RoundRobinSpec>>
  readonly selector: ReadonlyArray<Run<SelectorSpec, TeamCounters | { readonly refused: string }>>
  readonly swarm: ReadonlyArray<Run<SwarmSpec>>
  readonly magenticOne: ReadonlyArray<Run<MagenticSpec>>
  readonly failingTurn: ReadonlyArray<Run<FailingTurnSpec, Counters>>
  readonly defaultToolUse: TeamCounters
  readonly toolAgent: ReadonlyArray<{ readonly calls: number; readonly counters: Counters }>
  readonly drop: Counters & {
    readonly openItemsAfterPublish: number
    readonly openItemsAfterSend: number
  }
  readonly failingHandler: Counters
  readonly senderExcluded: Counters
}

const file = new URL('../conformance/reference/autogen-0.7.5.json', import.meta.url)
const reference = JSON.parse(readFileSync(file, 'utf8')) as Reference

/** The counters that the meter has, as AutoGen counted them. */
function metered({ envelopes, deliveries, eventLog }: Counters): object {
  return {
    envelopes: envelopes.publish + envelopes.send + envelopes.response,
    deliveries,
    serializations: eventLog.encoded,
  }
}

const titled = <S, C>(runs: ReadonlyArray<Run<S, C>>): Array<[string, S, C]> =>
  runs.map(({ spec, counters }) => [JSON.stringify(spec), spec, counters])

const names = (count: number): string[] => Array.from({ length: count }, (_, i) => `p${i}`)

/** A team of assistants, as the topologies make them, whose model and tools are scripts. */
function runAssistants(
  participants: number,
  maxTurns: number,
  topology: 'round-robin' | 'swarm',
  reply: (request: ModelRequest, turn: number) => { text: string; toolCalls?: ToolCall[] },
): {
  meter: ReturnType<typeof zeroMeter>
  chat: GroupChat
  calls: Array<{ by: string; promptMessages: number }>
  result: TaskResult | undefined
  toolCalls: number
} {
  const meter = zeroMeter()
  const calls: Array<{ by: string; promptMessages: number }> = []
  let turn = 0
  let toolCalls = 0
  const model = {
    call: (request: ModelRequest, done: (given: ModelReply) => void): void => {
      calls.push({ by: `p${request.agent}`, promptMessages: request.prompt.length })
      const { text, toolCalls: named = [] } = reply(request, turn)
      if (named.length === 0 || named[0]?.name === 'handoff') turn++
      done({
        text,
        toolCalls: named,
        complete: true,
        next: -1,
        promptTokens: 0,
        outputTokens: 0,
      })
    },
    present: () => new Set<number>(),
  }
  const cell = { model } as unknown as Cell
  const chat = new GroupChat({
    id: 'x',
    meter,
    eventLog: 'eager',
    maxTurns,
    fault: (error) => {
      throw error
    },
  })
  chat.runtime.register(TOOL_AGENT, () => ({
    onMessage: (_message, _context, done) => {
      toolCalls++
      done(undefined, { type: 'FunctionExecutionResult', content: 'found' })
    },
  }))
  const step = { index: 0, needs: [], toolRounds: 9 } as unknown as Step
  const assistants = names(participants).map(
    (name, agent) =>
      new AssistantAgent({
        cell,
        work: { id: 1 } as unknown as Work,
        agent,
        name,
        role: `role of ${name}`,
        steps: [step],
        intent: topology === 'swarm' ? 'handoff' : 'step',
        runtime: chat.runtime,
        address: chat.addressOf(name),
        resume: () => chat.resume(),
        halted: () => chat.runtime.stopped,
        handoffTo: (target) => `p${target}`,
      }),
  )
  let result: TaskResult | undefined
  chat.run(
    [said('user', 'task')],
    assistants,
    topology === 'swarm' ? swarm : roundRobin,
    (ended) => (result = ended),
  )
  return { meter, chat, calls, result, toolCalls }
}

/**
 * What the tool agent adds, on purpose, to AutoGen's in-agent tool calls: the card says why. The
 * exact price of a call through AutoGen's own tool agent is in the reference as well.
 */
function withToolAgent(counters: Counters, calls: number): object {
  const [price] = reference.toolAgent
  if (price?.calls !== 1) throw new Error('the reference has no single tool call')
  const added = metered(price.counters) as Record<string, number>
  return Object.fromEntries(
    Object.entries(metered(counters)).map(([name, count]) => [
      name,
      (count as number) + calls * (added[name] as number),
    ]),
  )
}

describe('round robin, as in AutoGen 0.7.5', () => {
  it.each(titled(reference.roundRobin))('counts %s', (_, spec, counters) => {
    const events = 2 * spec.toolRounds + (spec.thought ? 1 : 0)
    const team = runScript({ participants: spec.participants, maxTurns: spec.turns, events })
    expect(team.meter).toMatchObject(metered(counters))
    expect(team.chat.runtime.subscriptions.size).toBe(counters.subscriptions)
    expect(team.result?.messages).toHaveLength(counters.output.length)
    expect(team.turns).toEqual(counters.turns.map(({ by, heard }) => `${by}: ${heard.join(' | ')}`))
    expect(team.result?.stop.exhausted).toBe(true)
    for (const name of names(spec.participants)) {
      expect(team.chat.countInFlight(name)).toBe(counters.unreadByAuthor[name] ?? 0)
    }
  })

  // The simulated model gives no thoughts with an answer.
  const plain = titled(reference.roundRobin).filter(([, { thought }]) => !thought)
  it.each(plain)('asks the model with the same messages for %s', (_, spec, counters) => {
    let round = 0
    const team = runAssistants(spec.participants, spec.turns, 'round-robin', (_request, turn) => {
      if (round === spec.toolRounds) {
        round = 0
        return { text: `t${turn}` }
      }
      const call: ToolCall = { name: 'lookup', step: 0, round: round++, input: 'key' }
      return { text: '', toolCalls: [call] }
    })
    expect(team.calls).toEqual(counters.modelCalls)
    expect(team.toolCalls).toBe(spec.turns * spec.toolRounds)
    expect(team.meter).toMatchObject(withToolAgent(counters, team.toolCalls))
    expect(team.result?.messages.map(({ type }) => type)).toEqual(counters.output)
  })
})

describe('a turn that fails, as in AutoGen 0.7.5', () => {
  it.each(titled(reference.failingTurn))('counts %s', (_, spec, counters) => {
    const meter = zeroMeter()
    const fault = (error: unknown): void => {
      throw error
    }
    const chat = new GroupChat({ id: 'x', meter, eventLog: 'eager', maxTurns: spec.turns, fault })
    let turn = 0
    const chatAgents = names(spec.participants).map((name) => ({
      name,
      description: '',
      agent: -1,
      onMessages: (...[, , done]: Parameters<ChatAgent['onMessages']>) => {
        if (turn === spec.failsAt) done(new HandlerError('the model failed'))
        else done({ message: said(name, `t${turn++}`), inner: [] })
      },
      reset: () => {},
    }))
    let result: TaskResult | undefined
    chat.run([said('user', 'task')], chatAgents, roundRobin, (ended) => (result = ended))
    expect(meter).toMatchObject(metered(counters))
    expect(result?.stop.error).toBe('the model failed')
  })
})

describe('a selector team, as in AutoGen 0.7.5', () => {
  it.each(titled(reference.selector))('counts %s', (_, spec, counters) => {
    const calls: Array<{ by: string; promptMessages: number }> = []
    const team = runScript({
      participants: spec.participants,
      maxTurns: spec.turns,
      speak: (name) => said(name, `said by ${name}`),
      select: (roster) => {
        let asked = 0
        return new Selector({
          roster,
          maxAttempts: 3,
          retried: () => {},
          ask: (prompt, done) => {
            calls.push({ by: 'selector', promptMessages: prompt.length })
            const answer = spec.answers[asked++ % spec.answers.length] as string
            done(answer, roster.some(({ name }) => name === answer) ? answer : undefined)
          },
        })
      },
    })
    if ('refused' in counters) {
      // AutoGen wants two participants. Here one is let be, because syntheses are teams of one in
      // every topology; it costs no call.
      expect(counters.refused).toContain('At least two participants')
      expect(calls).toEqual([])
      return
    }
    expect(calls).toEqual(counters.modelCalls.filter(({ by }) => by === 'selector'))
    expect(team.turns).toEqual(counters.turns.map(({ by, heard }) => `${by}: ${heard.join(' | ')}`))
    expect(team.meter).toMatchObject(metered(counters))
  })
})

describe('a swarm, as in AutoGen 0.7.5', () => {
  it.each(titled(reference.swarm))('counts %s', (_, spec, counters) => {
    const team = runAssistants(spec.participants, spec.turns, 'swarm', (_request, turn) => {
      const target = spec.targets[turn]
      if (target === undefined) return { text: `t${turn}` }
      const call: ToolCall = { name: 'handoff', step: Number(target.slice(1)), round: 0, input: '' }
      return { text: spec.thought ? `t${turn}` : '', toolCalls: [call] }
    })
    expect(team.calls).toEqual(counters.modelCalls)
    expect(team.meter).toMatchObject(metered(counters))
    expect(team.result?.messages.map(({ type }) => type)).toEqual(counters.output)
    for (const name of names(spec.participants)) {
      expect(team.chat.countInFlight(name)).toBe(counters.unreadByAuthor[name] ?? 0)
    }
  })
})

describe('Magentic-One, as in AutoGen 0.7.5', () => {
  const ledgerOf = (kind: string): Ledger | undefined =>
    kind === 'garbage'
      ? undefined
      : {
          satisfied: kind === 'satisfied',
          progress: kind !== 'stall',
          looping: false,
          next: 'p0',
          instruction: 'do it',
        }

  it.each(titled(reference.magenticOne))('counts %s', (_, spec, counters) => {
    let own = 0
    let read = 0
    const team = runScript({
      participants: spec.participants,
      speak: (name) => said(name, `said by ${name}`),
      createManager: (options) =>
        new MagenticOneOrchestrator(options, {
          ask: (question, _prompt, done) => {
            own++
            done(question)
          },
          ledger: (_prompt, done) => {
            own++
            done(ledgerOf(spec.ledgers[read++] ?? 'satisfied'))
          },
        }),
    })
    expect(own).toBe(counters.modelCalls.filter(({ by }) => by === 'orchestrator').length)
    expect(team.turns.filter((turn) => !turn.endsWith(' reset'))).toHaveLength(
      counters.turns.length,
    )
    expect(team.meter).toMatchObject(metered(counters))
  })
})

describe('the runtime, as in AutoGen 0.7.5', () => {
  const note = (content: string): Message => ({ type: 'GroupChatError', error: content })
  const news = topicOf('news', 'x')

  function listeners(
    count: number,
    interventions: readonly InterventionHandler[] = [],
    failing = -1,
  ): { runtime: Runtime; meter: ReturnType<typeof zeroMeter> } {
    const meter = zeroMeter()
    const fault = (error: unknown): void => {
      throw error
    }
    const runtime = new Runtime({ meter, eventLog: 'eager', fault, interventions })
    for (let i = 0; i < count; i++) {
      const agent: CoreAgent = {
        onMessage: (_message, _context, done) =>
          done(i === failing ? new HandlerError('cannot hear') : undefined, { type: 'None' }),
      }
      runtime.register(`l${i}`, () => agent)
      runtime.subscriptions.add('news', `l${i}`)
    }
    return { runtime, meter }
  }

  it.each(reference.toolAgent)('counts $calls calls through a tool agent', (run) => {
    const { runtime, meter } = listeners(0)
    runtime.register('tools', () => ({
      onMessage: (_message, _context, done) =>
        done(undefined, { type: 'FunctionExecutionResult', content: 'found' }),
    }))
    for (let i = 0; i < run.calls; i++) {
      runtime.send(note('call'), addressOf('tools', 'x'), undefined, () => {})
      runtime.drain()
    }
    expect(meter).toMatchObject(metered(run.counters))
  })

  it('leaves the sender of a publish out', () => {
    const { runtime, meter } = listeners(3)
    runtime.publish(note('news'), news, addressOf('l0', 'x'))
    runtime.drain()
    expect(meter).toMatchObject(metered(reference.senderExcluded))
  })

  it('logs a failed handler, swallows the error of a publish and raises that of a send', () => {
    const { runtime, meter } = listeners(3, [], 1)
    let raised: HandlerError | undefined
    runtime.publish(note('news'), news, undefined)
    runtime.send(note('news'), addressOf('l1', 'x'), undefined, (error) => (raised = error))
    runtime.drain()
    expect(meter).toMatchObject(metered(reference.failingHandler))
    expect(raised).toBeInstanceOf(HandlerError)
    expect(runtime.swallowed).toBe(1)
  })

  it('logs what it drops but, unlike AutoGen, completes the queue item', () => {
    const drop = (): typeof DropMessage => DropMessage
    const handler: InterventionHandler = { onPublish: drop, onSend: drop, onResponse: drop }
    const { runtime, meter } = listeners(2, [handler])
    let raised: HandlerError | undefined
    runtime.publish(note('drop'), news, undefined)
    runtime.drain()
    expect([reference.drop.openItemsAfterPublish, runtime.pending]).toEqual([1, 0])
    runtime.send(note('drop'), addressOf('l0', 'x'), undefined, (error) => (raised = error))
    runtime.drain()
    expect([reference.drop.openItemsAfterSend, runtime.pending]).toEqual([2, 0])
    expect(raised).toBeInstanceOf(HandlerError)
    expect(meter.deliveries).toBe(reference.drop.deliveries)
    expect(meter.serializations).toBe(reference.drop.eventLog.encoded)
  })
})

describe('what the card says of AutoGen 0.7.5', () => {
  it('holds for its defaults: one model call, and the raw tool result is the answer', () => {
    const { modelCalls, output } = reference.defaultToolUse
    expect(modelCalls).toHaveLength(1)
    expect(output.at(-1)).toBe('ToolCallSummaryMessage')
  })

  it('holds for tracing, which is not modelled: one more JSON of each delivery', () => {
    for (const { counters } of reference.roundRobin) {
      expect(counters.tracing.encoded).toBe(counters.deliveries)
    }
  })

  it('holds for its event log: an attempt for each envelope and delivery, and one more', () => {
    for (const { counters } of reference.roundRobin) {
      const { envelopes, deliveries } = metered(counters) as Record<string, number>
      const attempts = (envelopes as number) + (deliveries as number) + 1
      expect(counters.eventLog).toEqual({ attempts, encoded: attempts - 3 })
    }
  })
})
