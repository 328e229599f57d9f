/**
 * The cases of an auth level: a message warm, and at first contact between agents that are known or
 * new. From their costs follows where a session becomes cheaper than signatures.
 */
import type { Quartiles } from '../../results/stats/shares.ts'
import { type AuthLevel, BARE, type ControlLevels } from '../controls/levels.ts'
import { breakEven, type BreakEven, difference } from './break-even.ts'
import { makesHandshakes, newAgentsCase, newPairCase, warmCase } from './guard-cases.ts'
import type { TimedCase } from './timed-case.ts'

/** Level of signed messages, which sessions are compared with. */
const SIGNING = 'A3'

export interface ProbeBreakEven {
  /** Level with sessions. */
  readonly session: string
  /** Level that signs each message. */
  readonly signing: string
  /** `known`: both agents enrolled before. `new`: both have to be enrolled, at either level. */
  readonly agents: 'known' | 'new'
  /** What a pair costs once: its first message less a later one, and less the signing level's own. */
  readonly setupUs: Quartiles
  readonly signatureUs: Quartiles
  readonly macUs: Quartiles
  readonly result: BreakEven
}

/** Names of the cases, by which their timings are found. */
export const warm = (level: string): string =>
  level === 'A0' ? 'message, bare path (A0 P0 L0)' : `message, auth ${level}`
const newPair = (level: string): string => `first message, auth ${level}, known agents`
const newAgents = (level: string): string => `first message, auth ${level}, new agents`

/** A case and whether something is done in it for the first time. */
export interface AuthCase {
  readonly state: 'warm' | 'cold'
  readonly timed: TimedCase
}

/** The cases of one level, for so many distinct agents; with libsodium they are named for it. */
export function authCases(
  auth: AuthLevel,
  agents: number,
  cryptography: ControlLevels['cryptography'] = 'X0',
): AuthCase[] {
  const keyed = { auth, cryptography }
  const named = cryptography === 'X0' ? auth : `${auth} ${cryptography}`
  return [
    { state: 'warm', timed: warmCase(warm(named), { ...BARE, ...keyed }, agents) },
    ...(makesHandshakes(auth)
      ? [{ state: 'cold', timed: newPairCase(newPair(named), keyed, agents) } as const]
      : []),
    ...(auth === 'A0'
      ? []
      : [{ state: 'cold', timed: newAgentsCase(newAgents(named), keyed) } as const]),
  ]
}

/** Where a level with sessions becomes cheaper than signatures, from the costs of their cases. */
export function breakEvensOf(level: string, costUs: (name: string) => Quartiles): ProbeBreakEven[] {
  const signatureUs = costUs(warm(SIGNING))
  const macUs = costUs(warm(level))
  const known = difference(costUs(newPair(level)), macUs)
  const signingOnce = difference(costUs(newAgents(SIGNING)), signatureUs)
  const fresh = difference(difference(costUs(newAgents(level)), macUs), signingOnce)
  const row = (agents: ProbeBreakEven['agents'], setupUs: Quartiles): ProbeBreakEven => ({
    session: level,
    signing: SIGNING,
    agents,
    setupUs,
    signatureUs,
    macUs,
    result: breakEven(setupUs, signatureUs, macUs),
  })
  return [row('known', known), row('new', fresh)]
}
