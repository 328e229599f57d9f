/**
 * The control path as cases: a message sealed and admitted, warm and at first contact, at any levels.
 * Agents live in cells as in a run, and each has a key and a peer of its own.
 */
import type { Admitted } from '../../adapters/contract.ts'
import { MusterError } from '../kernel/errors.ts'
import { HOUR } from '../kernel/units.ts'
import { Authority } from '../controls/authority.ts'
import { type CellGuard, createGuard } from '../controls/guard.ts'
import type { GuardOptions } from '../controls/guard-options.ts'
import { BARE, type AuthLevel, type ControlLevels } from '../controls/levels.ts'
import { endless, shuffled } from './shuffled.ts'
import { batched, type TimedCase } from './timed-case.ts'

/** The text of each message; 236 characters. */
export const MESSAGE = 'Please do this step for me, and tell me when you are done. '.repeat(4)

const SEED = 7
/** Most agents of a cell: about a department of 50 teams. */
const CELL_AGENTS = 250
/** Few enough that a guard keeps the keys of all of them, whatever its level. */
const KNOWN_AGENTS = 64
const ENDLESS = 10_000_000

/** A level of authentication, and the library that it is made with: X0 unless said. */
export type Keyed = Pick<ControlLevels, 'auth'> & Partial<Pick<ControlLevels, 'cryptography'>>

interface Contact {
  readonly guard: CellGuard
  readonly from: number
  readonly to: number
}

/** A message between two agents whose session, if the level has any, both sides know. */
export function warmCase(
  name: string,
  levels: ControlLevels,
  agents: number,
  options: Pick<GuardOptions, 'cedar'> = {},
): TimedCase {
  const contacts: Contact[] = []
  const cells = Math.ceil(agents / CELL_AGENTS)
  for (let cell = 0; cell < cells; cell++) {
    const guard = guardAt(levels, options)
    const first = Math.floor((cell * agents) / cells)
    const members = shuffled(numbers(first, Math.floor(((cell + 1) * agents) / cells)))
    for (const [at, from] of members.entries()) {
      contacts.push({ guard, from, to: members[(at + 1) % members.length] as number })
    }
  }
  for (const { guard, from, to } of contacts) {
    pass(guard, from, to)
    // The answer tells the initiator that the session stands, so its handshake travels no more.
    pass(guard, to, from)
  }
  const next = endless(contacts)
  return batched(name, () => {
    const { guard, from, to } = next()
    pass(guard, from, to)
  })
}

/** The first message between two agents that are enrolled and have verified certificates. */
export function newPairCase(name: string, keyed: Keyed, agents: number): TimedCase {
  let left: Contact[] = []
  return {
    name,
    batch: 1,
    prepare: () => {
      if (left.length === 0) left = acquaintances(keyed, agents)
    },
    run: () => {
      const { guard, from, to } = left.pop() as Contact
      pass(guard, from, to)
    },
  }
}

/** The first message between two agents that both have to be enrolled for it. */
export function newAgentsCase(name: string, keyed: Keyed): TimedCase {
  const guard = guardAt({ ...BARE, ...keyed })
  let agent = 0
  return {
    name,
    batch: 1,
    run: () => {
      pass(guard, agent, agent + 1)
      agent += 2
    },
  }
}

/** Deriving an agent's keys and having its certificate signed. */
export function enrolmentCase(name: string): TimedCase {
  const authority = new Authority(SEED, () => 'analyst', 1)
  let agent = 0
  return { name, batch: 1, run: () => void authority.credentialOf(agent++) }
}

/** True if a new pair has to agree on something before its first message. */
export function makesHandshakes(auth: AuthLevel): boolean {
  const guard = guardAt({ ...BARE, auth })
  pass(guard, 0, 1)
  return guard.counters.handshakes > 0
}

/** Every pair of agents that know the authority but not each other, in groups. */
function acquaintances(keyed: Keyed, agents: number): Contact[] {
  const contacts: Contact[] = []
  for (let first = 0; first < agents; first += KNOWN_AGENTS) {
    const guard = guardAt({ ...BARE, ...keyed })
    const group = numbers(first, Math.min(first + KNOWN_AGENTS, agents))
    const greeter = agents
    for (const agent of group) pass(guard, agent, greeter)
    for (const from of group) {
      for (const to of group) if (from < to) contacts.push({ guard, from, to })
    }
  }
  return shuffled(contacts)
}

/** A guard that holds the keys of whoever is asked for. */
function guardAt(levels: ControlLevels, options: Pick<GuardOptions, 'cedar'> = {}): CellGuard {
  return createGuard({
    ...options,
    levels,
    cell: 0,
    seed: SEED,
    clock: { now: 1_000 },
    maxSessions: ENDLESS,
    detection: { reports: ENDLESS, windowUs: HOUR },
    directory: {
      roleOf: () => 'analyst',
      cellOf: () => 0,
      functionOf: () => '',
      isLead: () => false,
      isMeta: () => false,
    },
  })
}

// Kept, so that the compiler cannot leave out making messages that nobody would look at.
const kept: { newest: Admitted | undefined } = { newest: undefined }

function pass(guard: CellGuard, from: number, to: number): void {
  const sealed = guard.seal({
    from,
    to,
    action: 'request',
    resource: 'team',
    workId: 7,
    text: MESSAGE,
  })
  const admitted = guard.admit(sealed, to)
  if ('refused' in admitted) {
    throw new MusterError('INTERNAL', `a measured message was refused: ${admitted.refused}`)
  }
  kept.newest = admitted
}

function numbers(first: number, end: number): number[] {
  return Array.from({ length: end - first }, (_, nth) => first + nth)
}
