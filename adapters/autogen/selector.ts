/**
 * `SelectorGroupChat`: a model call chooses each speaker. Its prompt is one string with every role
 * and the whole history. The previous speaker may not speak again. An answer that names nobody, or
 * the previous speaker, is asked again with feedback, at most `maxAttempts` times; then the previous
 * speaker goes on, or the first candidate starts. With one candidate left no call is made.
 */
import type { AgentEvent, ChatMessage } from './messages.ts'
import { textsOf } from './messages.ts'
import type { Roster, SpeakerSelection } from './speaker-selection.ts'

export interface SelectorOptions {
  readonly roster: readonly Roster[]
  /** Asks the model; `done` gets its text and the name it stands for, if it names a participant. */
  readonly ask: (
    prompt: readonly string[],
    done: (text: string, speaker: string | undefined) => void,
  ) => void
  readonly maxAttempts: number
  /** Told of each attempt after the first of a turn. */
  readonly retried: () => void
}

const HEAD = 'You moderate a conversation between these roles:\n'
const TAIL = 'Name the one role that should speak next. Candidates: '

export class Selector implements SpeakerSelection {
  private readonly options: SelectorOptions
  private readonly roles: string
  private readonly history: string[] = []
  private previous: string | undefined

  constructor(options: SelectorOptions) {
    this.options = options
    this.roles = options.roster.map(({ name, description }) => `${name}: ${description}`).join('\n')
  }

  extend(delta: readonly (ChatMessage | AgentEvent)[]): void {
    for (const message of delta) {
      if (message.type !== 'TextMessage' && message.type !== 'HandoffMessage') continue
      for (const text of textsOf(message)) this.history.push(`${message.source}: ${text}\n\n`)
    }
  }

  select(done: (speaker: string) => void): void {
    const candidates = this.options.roster
      .map(({ name }) => name)
      .filter((name) => name !== this.previous)
    const [first = this.previous as string] = candidates
    if (candidates.length < 2) {
      this.previous = first
      done(first)
      return
    }
    const named = candidates.join(', ')
    const prompt = [`${HEAD}${this.roles}\n\n${this.history.join('\n')}\n${TAIL}${named}`]
    this.attempt(prompt, named, 1, (speaker) => {
      this.previous = speaker ?? this.previous ?? first
      done(this.previous)
    })
  }

  private attempt(
    prompt: readonly string[],
    candidates: string,
    nth: number,
    done: (speaker: string | undefined) => void,
  ): void {
    if (nth > 1) this.options.retried()
    this.options.ask(prompt, (text, speaker) => {
      if (speaker !== undefined && speaker !== this.previous) return done(speaker)
      if (nth === this.options.maxAttempts) return done(undefined)
      const feedback =
        speaker === undefined
          ? `That names nobody. Choose from: ${candidates}`
          : `${speaker} spoke last. Choose another from: ${candidates}`
      this.attempt([...prompt, text, feedback], candidates, nth + 1, done)
    })
  }
}
