import { describe, expect, it } from 'vitest'
import { addressOf, topicOf } from './address.ts'
import { DropMessage, type InterventionHandler } from './intervention.ts'
import type { Message } from './messages.ts'
import { type CoreAgent, type Done, HandlerError, Runtime } from './runtime.ts'
import { SequentialAgent } from './sequential-agent.ts'
import { SubscriptionManager } from './subscriptions.ts'
import { zeroMeter } from './testing/scripted-team.ts'

const note = (content: string): Message => ({ type: 'GroupChatError', error: content })
const textOf = (message: Message): string =>
  message.type === 'GroupChatError' ? message.error : message.type
const group = topicOf('group', 'k')
const rethrow = (error: unknown): void => {
  throw error
}

const pass: InterventionHandler = {
  onSend: (message) => message,
  onPublish: (message) => message,
  onResponse: (message) => message,
}

function createRuntime(interventions: readonly InterventionHandler[] = []): {
  runtime: Runtime
  meter: ReturnType<typeof zeroMeter>
} {
  const meter = zeroMeter()
  return {
    runtime: new Runtime({ meter, eventLog: 'eager', fault: rethrow, interventions }),
    meter,
  }
}

/** An agent that notes what it gets and answers with its own name. */
function listener(log: string[], name: string): CoreAgent {
  return {
    onMessage: (message, _context, done) => {
      log.push(`${name}<${textOf(message)}`)
      done(undefined, note(name))
    },
  }
}

describe('the runtime', () => {
  it('delivers envelopes in the order in which they were queued', () => {
    const log: string[] = []
    const { runtime } = createRuntime()
    runtime.register('a', (self) => ({
      onMessage: (message, _context, done) => {
        log.push(`a<${textOf(message)}`)
        if (textOf(message) === '1') runtime.publish(note('by a'), group, self)
        done(undefined)
      },
    }))
    runtime.register('b', () => listener(log, 'b'))
    runtime.subscriptions.add('group', 'a')
    runtime.subscriptions.add('group', 'b')
    for (const text of ['1', '2', '3']) runtime.publish(note(text), group, undefined)
    runtime.drain()
    expect(log).toEqual(['a<1', 'b<1', 'a<2', 'b<2', 'a<3', 'b<3', 'b<by a'])
  })

  it('leaves the sender out of its own publish', () => {
    const log: string[] = []
    const { runtime, meter } = createRuntime()
    for (const name of ['a', 'b', 'c']) {
      runtime.register(name, () => listener(log, name))
      runtime.subscriptions.add('group', name)
    }
    runtime.publish(note('x'), group, addressOf('b', 'k'))
    runtime.drain()
    expect(log).toEqual(['a<x', 'c<x'])
    expect(meter).toMatchObject({ envelopes: 1, deliveries: 2, serializations: 3 })
  })

  it('answers a send by an envelope of its own', () => {
    const log: string[] = []
    const { runtime, meter } = createRuntime()
    runtime.register('a', () => listener(log, 'a'))
    runtime.send(note('x'), addressOf('a', 'k'), undefined, (_, response) =>
      log.push(`answer ${textOf(response as Message)}`),
    )
    expect(log).toEqual([])
    runtime.drain()
    expect(log).toEqual(['a<x', 'answer a'])
    expect(meter).toMatchObject({ envelopes: 2, deliveries: 1, serializations: 4 })
  })

  it('swallows errors of publish handlers and goes on with the other receivers', () => {
    const log: string[] = []
    const { runtime } = createRuntime()
    runtime.register('bad', () => ({
      onMessage: () => {
        throw new HandlerError('no')
      },
    }))
    runtime.register('later', () => ({
      onMessage: (_message, _context, done) => done(new HandlerError('no')),
    }))
    runtime.register('good', () => listener(log, 'good'))
    for (const type of ['bad', 'later', 'good']) runtime.subscriptions.add('group', type)
    runtime.publish(note('x'), group, undefined)
    runtime.drain()
    expect(log).toEqual(['good<x'])
    expect(runtime.swallowed).toBe(2)
  })

  it('raises errors of a send to its caller', () => {
    const errors: (string | undefined)[] = []
    const { runtime, meter } = createRuntime()
    runtime.register('bad', () => ({
      onMessage: () => {
        throw new HandlerError('no')
      },
    }))
    runtime.send(note('x'), addressOf('bad', 'k'), undefined, (error) =>
      errors.push(error?.message),
    )
    runtime.send(note('x'), addressOf('none', 'k'), undefined, (error) =>
      errors.push(error?.message),
    )
    runtime.drain()
    expect(errors).toEqual(['Recipient none not found', 'no'])
    expect(meter.envelopes).toBe(1)
  })

  it('reports faults of the adapter instead of swallowing them', () => {
    const faults: unknown[] = []
    const runtime = new Runtime({
      meter: zeroMeter(),
      eventLog: 'off',
      fault: (error) => faults.push(error),
    })
    const fault = new TypeError('a bug')
    runtime.register('bad', () => ({
      onMessage: () => {
        throw fault
      },
    }))
    runtime.subscriptions.add('group', 'bad')
    runtime.publish(note('x'), group, undefined)
    runtime.drain()
    expect(faults).toEqual([fault])
  })

  it('drops a publish before fan-out and completes its queue item', () => {
    const log: string[] = []
    const { runtime, meter } = createRuntime([
      { ...pass, onPublish: (message) => (textOf(message) === 'bad' ? DropMessage : message) },
    ])
    runtime.register('a', () => listener(log, 'a'))
    runtime.subscriptions.add('group', 'a')
    runtime.publish(note('bad'), group, undefined)
    runtime.publish(note('good'), group, undefined)
    runtime.drain()
    expect(log).toEqual(['a<good'])
    expect(runtime.dropped).toBe(1)
    expect(runtime.pending).toBe(0)
    expect(meter).toMatchObject({ envelopes: 2, deliveries: 1 })
  })

  it.each(['onSend', 'onResponse'] as const)('rejects the caller when %s drops', (hook) => {
    let reason: string | undefined
    const { runtime } = createRuntime([{ ...pass, [hook]: () => DropMessage }])
    runtime.register('a', () => listener([], 'a'))
    runtime.send(note('x'), addressOf('a', 'k'), undefined, (error) => (reason = error?.message))
    runtime.drain()
    expect(reason).toBe('Message was dropped.')
    expect(runtime.dropped).toBe(1)
  })

  it('hands the message that one handler changed to the next one', () => {
    const log: string[] = []
    const add = (suffix: string): InterventionHandler => ({
      ...pass,
      onPublish: (message) => note(textOf(message) + suffix),
    })
    const { runtime } = createRuntime([add('1'), add('2')])
    runtime.register('a', () => listener(log, 'a'))
    runtime.subscriptions.add('group', 'a')
    runtime.publish(note('x'), group, undefined)
    runtime.drain()
    expect(log).toEqual(['a<x12'])
  })

  it('makes an agent when its key is first addressed, and keeps it', () => {
    const made: string[] = []
    const { runtime } = createRuntime()
    runtime.register('a', ({ name }) => {
      made.push(name)
      return listener([], 'a')
    })
    runtime.subscriptions.add('group', 'a')
    expect(runtime.instantiated).toBe(0)
    for (const source of ['1', '2', '1', '2', '3']) {
      runtime.publish(note('x'), topicOf('group', source), undefined)
    }
    runtime.drain()
    expect(made).toEqual(['a/1', 'a/2', 'a/3'])
    expect(runtime.instantiated).toBe(3)
  })
})

describe('type subscriptions', () => {
  it('map the topic’s source to the agent’s key', () => {
    const subscriptions = new SubscriptionManager()
    subscriptions.add('group', 'a')
    subscriptions.add('other', 'b')
    const names = subscriptions.recipientsOf(topicOf('group', '7')).map(({ name }) => name)
    expect(names).toEqual(['a/7'])
  })

  it('reach a topic that was seen before they were added', () => {
    const subscriptions = new SubscriptionManager()
    const topic = topicOf('group', '7')
    expect(subscriptions.recipientsOf(topic)).toEqual([])
    subscriptions.add('group', 'a')
    expect(subscriptions.recipientsOf(topic).map(({ name }) => name)).toEqual(['a/7'])
  })

  it('are refused twice', () => {
    const subscriptions = new SubscriptionManager()
    subscriptions.add('group', 'a')
    expect(() => subscriptions.add('group', 'a')).toThrow(/already exists/)
  })
})

describe('a sequential agent', () => {
  class Slow extends SequentialAgent {
    readonly log: string[] = []
    readonly pending: Done[] = []
    protected isSequential(message: Message): boolean {
      return message.type === 'GroupChatError'
    }
    protected handle(message: Message, _context: unknown, done: Done): void {
      this.log.push(textOf(message))
      this.pending.push(done)
    }
  }
  const context = { sender: undefined, topic: undefined }

  it('handles one message at a time, in order', () => {
    const agent = new Slow()
    const ended: string[] = []
    for (const text of ['1', '2', '3']) agent.onMessage(note(text), context, () => ended.push(text))
    expect(agent.log).toEqual(['1'])
    agent.pending.shift()?.(undefined)
    expect(agent.log).toEqual(['1', '2'])
    agent.pending.shift()?.(undefined)
    agent.pending.shift()?.(undefined)
    expect(agent.log).toEqual(['1', '2', '3'])
    expect(ended).toEqual(['1', '2', '3'])
  })

  it('handles messages of other types at once', () => {
    const agent = new Slow()
    agent.onMessage(note('1'), context, () => {})
    agent.onMessage({ type: 'GroupChatReset' }, context, () => {})
    expect(agent.log).toEqual(['1', 'GroupChatReset'])
  })

  it('goes on with the next message after an error', () => {
    class Picky extends Slow {
      protected override handle(message: Message, next: unknown, done: Done): void {
        if (textOf(message) === '2') throw new HandlerError('not 2')
        super.handle(message, next, done)
      }
    }
    const agent = new Picky()
    const errors: (string | undefined)[] = []
    for (const text of ['1', '2', '3']) {
      agent.onMessage(note(text), context, (error) => errors.push(error?.message))
    }
    agent.pending.shift()?.(undefined)
    agent.pending.shift()?.(undefined)
    expect(agent.log).toEqual(['1', '3'])
    expect(errors).toEqual([undefined, 'not 2', undefined])
  })
})
