/**
 * A flood: an insider takes one message that it has sealed itself and sends it again and again with
 * another text. Each copy is well formed and its signature is a real one of another message, so whoever
 * checks it does all of the work before it knows.
 */
import type { Draft, Sealed } from '../../adapters/contract.ts'
import { MINUTE, type VirtualUs } from '../kernel/units.ts'

/** Messages of a flood where a workload does not say, evenly over its length. */
export const FLOOD_MESSAGES = 6_000
export const FLOOD_US: VirtualUs = MINUTE

/** What the flooded cell made of it. Plain data. */
export interface FloodTally {
  sent: number
  accepted: number
  refused: number
  /** Tasks of the rogue's team that were done while the incident lasted. */
  casesDone: number
}

export function zeroFlood(): FloodTally {
  return { sent: 0, accepted: 0, refused: 0, casesDone: 0 }
}

/** When the nth of so many messages comes, counted from the first one. */
export function floodOffsetUs(nth: number, messages: number): VirtualUs {
  return Math.floor((nth * FLOOD_US) / messages)
}

/** The message that the rogue seals once, from itself to its lead. */
export function genuineMessage(rogue: number, victim: number, workId: number): Draft {
  return {
    from: rogue,
    to: victim,
    action: 'request',
    resource: 'team',
    workId,
    text: 'please have a look at this when you have time',
  }
}

/** The nth copy: the proof of the genuine message on a text that it was not made for. */
export function garbageOf(genuine: Sealed, nth: number): Sealed {
  return { ...genuine, text: `please have a look at this when you have time, number ${nth}` }
}
