/**
 * `Swarm`: the next speaker is the target of the last `HandoffMessage`; without one, the current
 * speaker goes on. The first of the roster starts.
 */
import { HandlerError } from './runtime.ts'
import type { Roster, SpeakerSelection } from './speaker-selection.ts'

export function swarm(roster: readonly Roster[]): SpeakerSelection {
  let current = (roster[0] as Roster).name
  return {
    extend(delta) {
      for (const message of delta) if (message.type === 'HandoffMessage') current = message.target
    },
    select(done) {
      if (!roster.some(({ name }) => name === current)) {
        throw new HandlerError(`the handoff target ${current} does not take part`)
      }
      done(current)
    },
  }
}
