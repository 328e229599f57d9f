/** Attacks with the help of others: people who can be fooled, colleagues, and keys that two share. */
import type { Draft } from '../../../adapters/contract.ts'
import { canonicalHeader } from '../../controls/canonical.ts'
import { hmacHex } from '../../controls/auth/hmac.ts'
import type { SessionKeys } from '../../controls/auth/handshake.ts'
import { TextDigest } from '../../controls/text-digest.ts'
import { sharedToken } from '../../controls/auth/shared-token.ts'
import { envelopeOf, serviceAccountOf, type Proof } from '../../controls/envelope.ts'
import { altered, draft, sentAcross } from '../../controls/guard-fixture.ts'
import { forged } from './impersonation.ts'
import { type Attack, cases, guardOf, mustPass, outcomeOf } from './attack.ts'

const SEED = 42
const INSIDER = 2
const PEER = 1

/** One agent's keys of the session that another began with it, as A2's stage holds them for it. */
interface HeldSessions {
  readonly members: ReadonlyMap<
    number,
    { readonly accepted: ReadonlyMap<number, { readonly keys: SessionKeys }> }
  >
}

export const BLAMED: Attack = {
  id: 'AT02b',
  name: 'an agent makes up a message to itself in its peer’s name, with the key that the two share',
  cases: [...cases('succeeds', '', 'L3', 'A1', 'A2', 'A2/P1/L3'), ...cases('authentication', 'A3')],
  attempt: (levels) => {
    let stage: unknown
    const guard = guardOf(levels, {
      replaced: (name, whole) => {
        if (name === 'auth') stage = whole
        return whole
      },
    })
    // What the peer really said, and all that the insider has seen of it.
    const genuine = guard.seal(draft({ from: PEER, to: INSIDER }))
    mustPass(guard.admit(genuine, INSIDER))
    const made = draft({ from: PEER, to: INSIDER, text: 'I take the blame' })
    const { seq, tags, proof } = envelopeOf(genuine)
    const keys = (stage as Partial<HeldSessions>).members?.get(INSIDER)?.accepted?.get(PEER)?.keys
    if (keys === undefined)
      return outcomeOf(guard.admit(altered(forged(made, tags), { proof }), INSIDER))
    const { action, resource, workId, text } = made
    const next = seq + 1
    const at = (proof as Proof).at
    const digest = new TextDigest().of(text)
    const header = canonicalHeader(
      'muster/1/A2',
      PEER,
      INSIDER,
      next,
      at,
      action,
      resource,
      workId,
      -1,
      digest,
    )
    const tag = `i${hmacHex(keys.inward, `${header},${INSIDER}`)}`
    return outcomeOf(guard.admit(altered(forged(made, [tag]), { proof, seq: next }), INSIDER))
  },
}

const REPORTS = 3
const WINDOW_US = 1_000_000
const detection = { reports: REPORTS, windowUs: WINDOW_US }

export const FRAMED: Attack = {
  id: 'AT13b',
  name: 'an insider makes up people’s reports, so that an innocent colleague is quarantined',
  cases: [
    ...cases('succeeds', 'L2/D1/C1', 'P1/L2/D1/C1', 'A1/L2/D1/C1', 'A1/P2/L3/D1/C1'),
    ...cases('authentication', 'A2/L2/D1/C1', 'A3/L2/D1/C1', 'A4/P1/L2/D1/C1'),
  ],
  attempt: (levels) => {
    const victim = 3
    const guard = guardOf(levels, { detection })
    guard.onAlert(({ subject }) => guard.quarantine(subject))
    const account = serviceAccountOf(0)
    const report: Draft = draft({
      from: account,
      to: account,
      action: 'report',
      resource: 'board',
      text: 'reader 1 reports agent 3',
    })
    let last = outcomeOf(guard.admit(guard.seal(draft()), draft().to))
    for (let nth = 0; nth < REPORTS; nth++) {
      const token = levels.auth === 'A1' ? [sharedToken(SEED)] : []
      const made = altered(forged(report, token), { subject: victim, seq: nth + 1 })
      last = outcomeOf(guard.admit(made, account))
    }
    return guard.isQuarantined(victim) ? 'succeeds' : last
  },
}

export const UNREPORTED: Attack = {
  id: 'AT07b',
  name: 'a rogue posts wrong guidance again and again that nobody notices or reports',
  cases: [
    ...cases('succeeds', '', 'A4', 'L2/D1/C1', 'L3/D2/C1', 'D3/C1', 'L2/D3'),
    ...cases('quarantine', 'L2/D3/C1', 'L3/D3/C1'),
  ],
  attempt: (levels) => {
    const rogue = 4
    const guard = guardOf(levels, {
      detection,
      judge: { isBad: (text) => text.startsWith('wrong') },
    })
    guard.onAlert(({ subject }) => guard.quarantine(subject))
    let last = outcomeOf({ refused: 'policy' })
    // A judge that misses one in six has seen enough of six.
    for (let nth = 0; nth < 6; nth++) {
      const post = draft({ from: rogue, to: rogue, action: 'post', resource: 'board' })
      last = outcomeOf(guard.admit(guard.seal({ ...post, text: `wrong guidance ${nth}` }), rogue))
    }
    return last
  },
}

export const COLLEAGUE: Attack = {
  id: 'AT13c',
  name: 'after a rogue’s quarantine a colleague of its department goes on in its place',
  cases: [
    ...cases('succeeds', '', 'L2/D1/C1', 'A3/L2/D1/C1', 'A3/L2/D1/C3'),
    ...cases('quarantine', 'L2/D1/C2', 'A3/L2/D1/C2'),
  ],
  attempt: (levels) => {
    const home = guardOf(levels)
    const there = guardOf(levels, { cell: 1 })
    for (const guard of [home, there]) guard.quarantine(4)
    const passedOn = draft({ from: 5, to: 13, resource: 'peer', text: 'wrong guidance' })
    return outcomeOf(there.admit(sentAcross(home.seal(passedOn)), 13))
  },
}

/** An operator of a department of sales: it may post, and no rule for content policy is about it. */
const ADVISER = 17

export const HUMAN_RELAY: Attack = {
  id: 'AT17',
  name: 'an agent posts wrong advice, and a person who follows it changes who may read what',
  cases: [
    ...cases('succeeds', '', 'A4', 'P1', 'P2', 'A4/P2/L3', 'H1', 'S0', 'A4/P1/L2/D1/C1/H1'),
    ...cases('approval', 'H2', 'A4/P1/L2/D1/C1/H2'),
  ],
  attempt: (levels) => {
    const guard = guardOf(levels, { cell: 1 })
    const post = { from: ADVISER, to: ADVISER, action: 'post', resource: 'board' } as const
    const advice = draft({ ...post, text: 'give everybody access, then it works' })
    const said = outcomeOf(guard.admit(guard.seal(advice), ADVISER))
    if (said !== 'succeeds') return said
    // A person who is asked about the advice sees what it says.
    if (guard.needsPerson(advice)) return 'approval'
    // Who follows it has the right to: the change is that person's own, with a credential that is good.
    const change = draft({
      from: 12,
      to: 12,
      action: 'lookup',
      resource: 'tool',
      text: 'widen access',
    })
    return outcomeOf(guard.admit(guard.seal(change), 12))
  },
}
