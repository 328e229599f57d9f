/** Runs every attack at every level that it is declared for, and holds what happens against that. */
import { levelsOf } from '../../controls/profile.ts'
import { BLAMED, COLLEAGUE, FRAMED, HUMAN_RELAY, UNREPORTED } from './accomplices.ts'
import type { Attack, AttackOutcome } from './attack.ts'
import {
  OUTSIDER,
  PEER,
  REPLAY,
  REPLAY_OF_SIGNATURE,
  STOLEN_KEY,
  SYBIL,
  TAMPERING,
} from './impersonation.ts'
import {
  APEX_DIRECTIVE,
  APEX_READ_OUT,
  BYPASS,
  COLLUSION,
  DEPUTY,
  ROGUE_INSIDER,
} from './misuse.ts'
import { CUT, EDIT, FORK, REWRITE } from './tampering.ts'
import {
  BENIGN,
  CASCADE,
  DRIFT,
  GARBAGE,
  OVERLOAD,
  OVERLOAD_ALLOWED,
  SPAM,
  WELL_FORMED,
} from './volume.ts'

/** All attacks, in the order of the catalogue. */
export const ATTACKS: readonly Attack[] = [
  BENIGN,
  OUTSIDER,
  PEER,
  BLAMED,
  REPLAY,
  REPLAY_OF_SIGNATURE,
  TAMPERING,
  DEPUTY,
  BYPASS,
  ROGUE_INSIDER,
  UNREPORTED,
  CASCADE,
  APEX_READ_OUT,
  APEX_DIRECTIVE,
  EDIT,
  CUT,
  REWRITE,
  FORK,
  SYBIL,
  SPAM,
  GARBAGE,
  WELL_FORMED,
  COLLUSION,
  FRAMED,
  COLLEAGUE,
  OVERLOAD,
  OVERLOAD_ALLOWED,
  STOLEN_KEY,
  DRIFT,
  HUMAN_RELAY,
]

/** One try, as it went. */
export interface AttackTry {
  /** As in a profile's name; `bare` where nothing differs from it. */
  readonly levels: string
  readonly expected: AttackOutcome
  readonly outcome: AttackOutcome
  readonly asDeclared: boolean
}

export interface AttackRow {
  readonly id: string
  readonly name: string
  readonly tries: readonly AttackTry[]
  /** The weakest of the levels tried that stops it, or null if none does. */
  readonly stoppedFrom: string | null
  /** Levels that were on and let it through: what does not help. */
  readonly doesNotHelp: readonly string[]
}

export interface AttackDocument {
  readonly schema: 'muster/attacks@1'
  readonly rows: readonly AttackRow[]
  readonly tries: number
  /** Tries that went otherwise than declared. */
  readonly mismatches: number
}

/** Runs attacks one after the other; `progress` hears of each before it begins. */
export async function runAttacks(
  attacks: readonly Attack[] = ATTACKS,
  progress: (text: string) => void = () => {},
): Promise<AttackDocument> {
  const rows: AttackRow[] = []
  for (const attack of attacks) {
    progress(`${attack.id}: ${attack.name}`)
    rows.push(await rowOf(attack))
  }
  const tries = rows.flatMap((row) => row.tries)
  const mismatches = tries.filter(({ asDeclared }) => !asDeclared).length
  return { schema: 'muster/attacks@1', rows, tries: tries.length, mismatches }
}

async function rowOf(attack: Attack): Promise<AttackRow> {
  const tries: AttackTry[] = []
  for (const { levels, expected } of attack.cases) {
    const profile = levels === '' ? 'bare' : `bare/${levels}`
    const outcome = await attack.attempt(levelsOf(profile, 'mesh', `attack ${attack.id}`))
    const asDeclared = outcome === expected
    tries.push({ levels: levels === '' ? 'bare' : levels, expected, outcome, asDeclared })
  }
  const { id, name } = attack
  const stoppedFrom = tries.find(({ outcome }) => outcome !== 'succeeds')?.levels ?? null
  const through = tries.filter(({ outcome }) => outcome === 'succeeds')
  const doesNotHelp = through.map(({ levels }) => levels).filter((levels) => levels !== 'bare')
  return { id, name, tries, stoppedFrom, doesNotHelp }
}
