/** Attacks on who a message is from, whether it is new, and what it says. */
import { FrameMac, type Framing, PlainFraming } from '../../controls/frames/frame-mac.ts'
import { sharedToken } from '../../controls/auth/shared-token.ts'
import { asSealed, NO_SUBJECT } from '../../controls/envelope.ts'
import { altered, draft, sentAcross, TEST_DIRECTORY } from '../../controls/guard-fixture.ts'
import type { Draft, Sealed } from '../../../adapters/contract.ts'
import { type Attack, cases, guardOf, mustPass, outcomeOf } from './attack.ts'

const SEED = 42
const RECEIVER = 2

/** A message that nobody sealed, with whatever tags its maker could think of. */
export function forged(message: Draft, tags: readonly string[] = []): Sealed {
  return asSealed({ ...message, subject: NO_SUBJECT, seq: 1, tags, proof: undefined })
}

export const OUTSIDER: Attack = {
  id: 'AT01',
  name: 'an outsider without a key names an agent as sender',
  cases: [
    ...cases('succeeds', '', 'P1', 'P2', 'L2', 'L3'),
    ...cases('authentication', 'A1', 'A2', 'A3', 'A4'),
  ],
  attempt: (levels) => outcomeOf(guardOf(levels).admit(forged(draft()), RECEIVER)),
}

export const PEER: Attack = {
  id: 'AT02',
  name: 'an insider names a peer as sender',
  cases: [...cases('succeeds', '', 'P1', 'L2', 'A1'), ...cases('authentication', 'A2', 'A3', 'A4')],
  attempt: (levels) => {
    const guard = guardOf(levels)
    return outcomeOf(guard.admit(altered(guard.seal(draft({ from: 7 })), { from: 1 }), RECEIVER))
  },
}

export const REPLAY: Attack = {
  id: 'AT03',
  name: 'a captured message is sent again',
  cases: [...cases('succeeds', '', 'P1', 'L2', 'A1'), ...cases('authentication', 'A2', 'A3', 'A4')],
  attempt: (levels) => {
    const guard = guardOf(levels)
    const captured = guard.seal(draft())
    mustPass(guard.admit(captured, RECEIVER))
    return outcomeOf(guard.admit(sentAcross(captured), RECEIVER))
  },
}

export const REPLAY_OF_SIGNATURE: Attack = {
  id: 'AT03b',
  name: 'the same against a signature whose replay window is taken away',
  cases: cases('succeeds', 'A3'),
  attempt: (levels) => {
    const guard = guardOf(levels, {
      replaced: (name, stage) =>
        name === 'auth'
          ? (Object.assign(stage as object, { isFresh: () => true }) as typeof stage)
          : stage,
    })
    const captured = guard.seal(draft())
    mustPass(guard.admit(captured, RECEIVER))
    return outcomeOf(guard.admit(sentAcross(captured), RECEIVER))
  },
}

export const TAMPERING: Attack = {
  id: 'AT04',
  name: 'a shard that relays a message changes its text on the way',
  cases: [
    ...cases('succeeds', '', 'P1', 'F1', 'A1/F1'),
    ...cases('authentication', 'A2', 'A3', 'A4'),
  ],
  attempt: (levels) => {
    const [here, there] = [guardOf(levels), guardOf(levels, { cell: 1 })]
    const message = here.seal(draft({ to: 13, resource: 'peer' }))
    const changed = altered(message, { text: 'something else' })
    // The relay packs its batch itself, so the batch is as good as any.
    const framing = (own: number): Framing<Sealed> =>
      levels.frames === 'F1' ? new FrameMac<Sealed>(SEED, own, 2) : new PlainFraming<Sealed>()
    const place = { meeting: 1, batch: 0 }
    const frame: unknown = framing(0).pack(1, place, [sentAcross(changed)])
    const [arrived] = framing(1).unpack(0, place, frame)
    if (arrived === undefined) throw new Error('the batch is empty')
    return outcomeOf(there.admit(arrived, 13))
  },
}

/** Names that no directory has given to anybody. */
const INVENTED = 50

export const SYBIL: Attack = {
  id: 'AT11',
  name: 'an insider registers fifty agents of its own making',
  cases: [...cases('succeeds', '', 'L2', 'A1'), ...cases('authentication', 'A2', 'A3', 'A4')],
  attempt: (levels) => {
    const guard = guardOf(levels)
    // It enrols them with an authority of its own, and knows the token that all insiders share.
    const directory = { ...TEST_DIRECTORY, cellOf: () => 0 }
    const own = guardOf(levels, { seed: SEED + 1, directory })
    for (let nth = 0; nth < INVENTED; nth++) {
      const message = draft({ from: 1_000 + nth })
      const sealed = levels.auth === 'A1' ? forged(message, [sharedToken(SEED)]) : own.seal(message)
      const outcome = outcomeOf(guard.admit(sealed, RECEIVER))
      if (outcome !== 'succeeds') return outcome
    }
    return 'succeeds'
  },
}

export const STOLEN_KEY: Attack = {
  id: 'AT15',
  name: 'a stolen key is used after the theft was noticed and the agent’s containment commanded',
  cases: [
    ...cases('succeeds', '', 'A2', 'A3', 'A4', 'A4/P1/L3'),
    ...cases('quarantine', 'A2/C1', 'A3/C1', 'A4/C1', 'A3/C2', 'A3/C3'),
  ],
  attempt: (levels) => {
    const thief = guardOf(levels)
    const guard = guardOf(levels, { cell: 1 })
    const toPeer = draft({ to: 13, resource: 'peer' })
    mustPass(guard.admit(sentAcross(thief.seal(toPeer)), 13))
    guard.quarantine(toPeer.from)
    return outcomeOf(guard.admit(sentAcross(thief.seal(toPeer)), 13))
  },
}
