/** A group chat of scripted participants, for fixtures of the framework's own counters. */
import type { Meter } from '../../contract.ts'
import type { TaskResult } from '../group-chat.ts'
import { GroupChat, type GroupChatOptions } from '../group-chat.ts'
import { type AgentEvent, CARRIES, type ChatMessage, textsOf } from '../messages.ts'
import type { ChatAgent } from '../participant.ts'
import { roundRobin } from '../round-robin.ts'
import type { Roster, SpeakerSelection } from '../speaker-selection.ts'

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

export function said(source: string, content: string): ChatMessage {
  return {
    type: 'TextMessage',
    id: `${source}.${content}`,
    source,
    models_usage: null,
    content,
    [CARRIES]: new Set(),
  }
}

export interface ScriptedTeam {
  readonly meter: Meter
  readonly chat: GroupChat
  readonly result: TaskResult | undefined
  /** What each turn was given to read, in order of turns: `name: text | text`. */
  readonly turns: readonly string[]
}

export interface Script extends Partial<GroupChatOptions> {
  readonly participants: number
  /** Inner events of each turn. */
  readonly events?: number
  readonly select?: (roster: readonly Roster[]) => SpeakerSelection
  /** Message of the nth turn (from 0) by this participant; default a text that names the turn. */
  readonly speak?: (name: string, turn: number) => ChatMessage
}

/** Runs n participants that answer at once until the chat ends or nothing is left to do. */
export function runScript(script: Script): ScriptedTeam {
  const meter = zeroMeter()
  const turns: string[] = []
  const chat = new GroupChat({
    id: 'x',
    meter,
    eventLog: 'eager',
    fault: (error) => {
      throw error
    },
    ...script,
  })
  const chatAgent = (name: string): ChatAgent => ({
    name,
    description: `role of ${name}`,
    agent: -1,
    onMessages: (messages, log, done) => {
      const turn = turns.length
      turns.push(`${name}: ${messages.flatMap((message) => textsOf(message)).join(' | ')}`)
      const inner: AgentEvent[] = []
      for (let i = 0; i < (script.events ?? 0); i++) {
        const event: AgentEvent = { type: 'ThoughtEvent', source: name, content: `${turn}.${i}` }
        inner.push(event)
        log(event)
      }
      const message = script.speak?.(name, turn) ?? said(name, `t${turn}`)
      done({ message, inner })
    },
    reset: () => turns.push(`${name} reset`),
  })
  let result: TaskResult | undefined
  chat.run(
    [said('user', 'task')],
    Array.from({ length: script.participants }, (_, i) => chatAgent(`p${i}`)),
    script.select ?? roundRobin,
    (ended) => (result = ended),
  )
  return {
    meter,
    chat,
    turns,
    get result() {
      return result
    },
  }
}
