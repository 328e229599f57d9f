/** `RoundRobinGroupChat`: participants speak in turn, in the order of the roster. */
import type { Roster, SpeakerSelection } from './speaker-selection.ts'

export function roundRobin(roster: readonly Roster[]): SpeakerSelection {
  let next = 0
  return {
    extend() {},
    select(done) {
      const speaker = roster[next] as Roster
      next = (next + 1) % roster.length
      done(speaker.name)
    },
  }
}
