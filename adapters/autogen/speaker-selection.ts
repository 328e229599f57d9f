/** How a group chat's manager finds the next speaker; one implementation for each kind of team. */
import type { AgentEvent, ChatMessage } from './messages.ts'

export interface Roster {
  readonly name: string
  readonly description: string
}

export interface SpeakerSelection {
  /** Told of what was added to the manager's thread. */
  extend(delta: readonly (ChatMessage | AgentEvent)[]): void
  /** Names the next speaker, now or later. */
  select(done: (speaker: string) => void): void
}
