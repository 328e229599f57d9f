import { describe, expect, it } from 'vitest'
import { DropMessage, type InterventionHandler } from './intervention.ts'
import { CARRIES, type ChatMessage } from './messages.ts'
import { runScript, said } from './testing/scripted-team.ts'
import { swarm } from './swarm.ts'
import { afterMessages, both, either, whenArtefact } from './termination.ts'

const pass: InterventionHandler = {
  onSend: (message) => message,
  onPublish: (message) => message,
  onResponse: (message) => message,
}

describe('round robin counters', () => {
  it.each([
    { n: 3, T: 3, e: 0, envelopes: 14, deliveries: 19, encodings: 34, serializations: 31 },
    { n: 5, T: 10, e: 2, envelopes: 55, deliveries: 96, encodings: 152, serializations: 149 },
    { n: 10, T: 10, e: 0, envelopes: 35, deliveries: 131, encodings: 167, serializations: 164 },
  ])('are those of AutoGen for n=$n T=$T e=$e', ({ n, T, e, encodings, ...expected }) => {
    const { meter, result } = runScript({ participants: n, maxTurns: T, events: e })
    expect(result?.stop.exhausted).toBe(true)
    expect(meter).toMatchObject(expected)
    // The runtime asks for an encoding each time; three messages of a team have no serializer.
    expect(meter.serializations + 3).toBe(encodings)
  })

  it.each([
    [1, 1, 0],
    [2, 7, 1],
    [4, 4, 6],
    [6, 13, 2],
    [20, 3, 4],
  ])('follow the formulas for n=%i T=%i e=%i', (n, T, e) => {
    const { meter } = runScript({ participants: n, maxTurns: T, events: e })
    const envelopes = T * (e + 3) + 5
    const deliveries = 1 + n + T * (n + e + 2)
    expect(meter).toMatchObject({
      envelopes,
      deliveries,
      // And one for the delivery of the response, but three messages have no serializer.
      serializations: envelopes + deliveries + 1 - 3,
    })
  })

  it('are the same without the event log, but for its JSON', () => {
    const eager = runScript({ participants: 5, maxTurns: 10, events: 2 }).meter
    const off = runScript({ participants: 5, maxTurns: 10, events: 2, eventLog: 'off' }).meter
    expect(off).toEqual({ ...eager, serializations: 0, serializedChars: 0 })
    expect(eager.serializedChars).toBeGreaterThan(149 * 30)
  })
})

describe('a group chat', () => {
  it.each([1, 3, 8])(
    'of %i participants has 3n+4 subscriptions, n+1 of them for direct messages',
    (n) => {
      const { chat } = runScript({ participants: n, maxTurns: 1 })
      expect(chat.runtime.subscriptions.size).toBe(2 * n + 3 + n + 1)
    },
  )

  it('buffers what is said until the participant’s own turn and loses nothing', () => {
    const { turns } = runScript({ participants: 3, maxTurns: 5 })
    expect(turns).toEqual([
      'p0: task',
      'p1: task | t0',
      'p2: task | t0 | t1',
      'p0: t1 | t2',
      'p1: t2 | t3',
    ])
  })

  it('hands over work once for each change of speaker', () => {
    expect(runScript({ participants: 3, maxTurns: 5 }).meter.hops).toBe(4)
    expect(runScript({ participants: 1, maxTurns: 5 }).meter.hops).toBe(0)
  })

  it('returns the task, every inner event and every answer in order', () => {
    const { result } = runScript({ participants: 2, maxTurns: 2, events: 1 })
    const contents = result?.messages.map((message) => message.content)
    expect(contents).toEqual(['task', '0.0', 't0', '1.0', 't1'])
  })

  it('ends when its termination condition holds, before the bound on turns', () => {
    const speak = (name: string, turn: number): ChatMessage => ({
      ...said(name, `t${turn}`),
      [CARRIES]: new Set([turn]),
    })
    const { turns, result } = runScript({
      participants: 3,
      maxTurns: 9,
      speak,
      termination: whenArtefact(3),
    })
    expect(turns).toHaveLength(4)
    expect(result?.stop).toMatchObject({ error: undefined, exhausted: false })
  })

  it('joins termination conditions with and, and with or', () => {
    const stop = (termination: ReturnType<typeof either>): number =>
      runScript({ participants: 2, maxTurns: 9, termination }).turns.length
    expect(stop(either(afterMessages(3), afterMessages(6)))).toBe(2)
    expect(stop(both(afterMessages(3), afterMessages(6)))).toBe(5)
  })

  it('stalls without a result when the answer of a speaker is dropped', () => {
    const drop: InterventionHandler = {
      ...pass,
      onPublish: (message) =>
        message.type === 'GroupChatAgentResponse' && message.name === 'p1' ? DropMessage : message,
    }
    const { turns, result, chat } = runScript({
      participants: 3,
      maxTurns: 6,
      interventions: [drop],
    })
    expect(turns).toEqual(['p0: task', 'p1: task | t0'])
    expect(result).toBeUndefined()
    expect(chat.runtime.dropped).toBe(1)
    expect(chat.runtime.pending).toBe(0)
  })

  it('ends with an error when it is failed from outside', () => {
    const drop: InterventionHandler = {
      ...pass,
      onPublish: (message) => (message.type === 'GroupChatAgentResponse' ? DropMessage : message),
    }
    const team = runScript({ participants: 2, maxTurns: 4, interventions: [drop] })
    const { chat } = team
    expect(chat.countInFlight('p0')).toBe(1)
    expect(chat.countInFlight('p1')).toBe(0)
    const swallowedBefore = chat.runtime.swallowed
    chat.fail('quarantine')
    expect(team.result?.stop.error).toBe('quarantine')
    // Participants have no handler for the error: theirs is logged and swallowed.
    expect(chat.runtime.swallowed - swallowedBefore).toBe(2)
  })
})

describe('a swarm', () => {
  const handoff = (source: string, target: string): ChatMessage => ({
    type: 'HandoffMessage',
    id: source,
    source,
    models_usage: null,
    target,
    content: `to ${target}`,
    context: [`by ${source}`],
    [CARRIES]: new Set(),
  })

  it('asks the target of the last handoff, else the current speaker', () => {
    const script = [handoff('p0', 'p2'), said('p2', 'a'), handoff('p2', 'p1'), said('p1', 'b')]
    const { turns } = runScript({
      participants: 3,
      maxTurns: 4,
      select: swarm,
      speak: (_, turn) => script[turn] as ChatMessage,
    })
    expect(turns).toEqual([
      'p0: task',
      'p2: task | by p0 | to p2',
      'p2: ',
      'p1: task | by p0 | to p2 | a | by p2 | to p1',
    ])
  })

  it('ends with an error when the target does not take part', () => {
    const { result } = runScript({
      participants: 2,
      maxTurns: 4,
      select: swarm,
      speak: (name) => handoff(name, 'nobody'),
    })
    expect(result?.stop.error).toContain('nobody')
  })
})
