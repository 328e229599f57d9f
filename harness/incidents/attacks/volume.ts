/** Attacks by how much or how little is sent: floods, cascades, overload and drift. */
import type { Sealed } from '../../../adapters/contract.ts'
import { ApprovalQueue, type Resolution } from '../../controls/approvals/approval-queue.ts'
import { ReviewerKeys } from '../../controls/approvals/reviewer-keys.ts'
import { DEFAULT_ANOMALY } from '../../controls/detection/anomaly-parameters.ts'
import type { GuardDirectory } from '../../controls/guard-options.ts'
import {
  altered,
  draft,
  sentAcross,
  TEST_DIRECTORY,
  type TestGuard,
} from '../../controls/guard-fixture.ts'
import type { ControlLevels } from '../../controls/levels.ts'
import { Timeline } from '../../kernel/timeline.ts'
import { MINUTE } from '../../kernel/units.ts'
import { garbageOf } from '../flood.ts'
import { type Attack, type AttackOutcome, cases, guardOf, outcomeOf } from './attack.ts'

const FLOOD = 400
const VICTIM = 2

/** Succeeds if most of a flood is worked off: verified by whoever it is sent to. */
function flooded(
  guard: TestGuard,
  make: (nth: number) => readonly [Sealed, number],
): AttackOutcome {
  const before = guard.counters.opens
  let last: AttackOutcome = 'succeeds'
  for (let nth = 0; nth < FLOOD; nth++) {
    const [message, receiver] = make(nth)
    last = outcomeOf(guard.admit(message, receiver))
  }
  return guard.counters.opens - before > FLOOD / 2 ? 'succeeds' : last
}

export const SPAM: Attack = {
  id: 'AT12a',
  name: 'a flood of valid messages of one insider',
  cases: [...cases('succeeds', '', 'A3', 'A4', 'P1', 'A3/L2'), ...cases('limit', 'R1', 'A3/R1')],
  attempt: (levels) => {
    const guard = guardOf(levels)
    return flooded(guard, () => [guard.seal(draft()), VICTIM])
  },
}

export const GARBAGE: Attack = {
  id: 'AT12b',
  name: 'a flood of copies of one signed message, each with another text',
  cases: [...cases('succeeds', 'A2', 'A3', 'A4', 'A3/P1'), ...cases('limit', 'A2/R1', 'A3/R1')],
  attempt: (levels) => {
    const guard = guardOf(levels)
    const genuine = guard.seal(draft())
    return flooded(guard, (nth) => [sentAcross(garbageOf(genuine, nth)), VICTIM])
  },
}

export const WELL_FORMED: Attack = {
  id: 'AT12c',
  name: 'a flood of real signatures of another message, spread over receivers',
  cases: [...cases('succeeds', 'A3', 'A3/P1'), ...cases('limit', 'A3/R1')],
  attempt: (levels) => {
    const guard = guardOf(levels)
    const signed = guardOf(levels, { cell: 1 }).seal(draft({ from: 13, to: 0, resource: 'peer' }))
    return flooded(guard, (nth) => [altered(signed, { to: nth % 12, seq: 100 + nth }), nth % 12])
  },
}

/** One department of sixty. */
const CROWD: GuardDirectory = {
  ...TEST_DIRECTORY,
  cellOf: () => 0,
  isMeta: () => false,
  isLead: (agent) => agent % 6 === 0,
}
const DEPARTMENT = 60

export const CASCADE: Attack = {
  id: 'AT08',
  name: 'a message that copies itself is sent on to a whole department',
  cases: [...cases('succeeds', '', 'A2', 'A4', 'L3', 'A4/P1/L2'), ...cases('limit', 'R1', 'A4/R1')],
  attempt: (levels) => {
    const guard = guardOf(levels, { directory: CROWD })
    const infected = 1
    for (let to = 2; to < DEPARTMENT; to++) {
      const copy = guard.seal(draft({ from: infected, to, text: 'send this to everybody' }))
      const outcome = outcomeOf(guard.admit(copy, to))
      if (outcome !== 'succeeds') return outcome
    }
    return 'succeeds'
  },
}

const REVIEWER = 1_000
const TIMEOUT_US = 20 * MINUTE

/** A bad post behind as many good ones as a reviewer has no time for, by each rule on time-outs. */
function overloaded(levels: ControlLevels, onTimeout: 'deny' | 'allow'): AttackOutcome {
  const timeline = new Timeline(0, 1, () => {})
  const guard = guardOf(levels)
  const bad = draft({ from: 4, to: 4, action: 'post', resource: 'board', text: 'wrong guidance' })
  const outcome = outcomeOf(guard.admit(guard.seal(bad), bad.to))
  if (outcome !== 'succeeds' || !guard.needsPerson(bad)) return outcome
  const keys = new ReviewerKeys(42)
  const ttlUs = 5 * MINUTE
  const queue = new ApprovalQueue({
    timeline,
    keys,
    timeoutUs: TIMEOUT_US,
    onTimeout,
    ttlUs,
    signed: () => {},
  })
  const ids: number[] = []
  for (let nth = 0; nth < 100; nth++) {
    ids.push(queue.suspend({ ...bad, workId: nth }, `good guidance ${nth}`, () => {}).id)
  }
  let resolution: Resolution | undefined
  queue.suspend({ ...bad, workId: 100 }, bad.text, (end) => (resolution = end))
  // A minute each, first come, first served: twenty are decided before the time is over.
  for (const id of ids.slice(0, TIMEOUT_US / MINUTE)) {
    timeline.runUntil(timeline.now + MINUTE - 1)
    queue.decide(id, REVIEWER, 'approve')
  }
  timeline.runUntil(Infinity)
  return resolution?.kind === 'decided' && resolution.decision.verdict === 'approve'
    ? 'succeeds'
    : 'approval'
}

export const OVERLOAD: Attack = {
  id: 'AT14a',
  name: 'a bad post is buried among more good ones than people can review; time-outs deny',
  cases: [...cases('succeeds', '', 'A4', 'L3'), ...cases('approval', 'H1', 'H2')],
  attempt: (levels) => overloaded(levels, 'deny'),
}

export const OVERLOAD_ALLOWED: Attack = {
  id: 'AT14b',
  name: 'the same where time-outs allow: more approvals help nobody',
  cases: cases('succeeds', '', 'H1', 'H2', 'A4/P1/L3/H2'),
  attempt: (levels) => overloaded(levels, 'allow'),
}

/** Virtual time of the drift, in small: bins of a millisecond, fifty of them to warm up. */
const BIN_US = 1_000
const WARM_UP_US = 50 * BIN_US

export const DRIFT: Attack = {
  id: 'AT16',
  name: 'a rogue is reported too slowly for a fixed threshold, and goes on posting',
  cases: [
    ...cases('succeeds', '', 'A4', 'L2/D1/C1', 'L3/D1/C1', 'D2/C1', 'L2/D2'),
    ...cases('quarantine', 'L2/D2/C1', 'L3/D2/C1'),
  ],
  attempt: (levels) => {
    const rogue = 4
    const guard = guardOf(levels, {
      detection: { reports: 3, windowUs: 2 * BIN_US - 1 },
      anomaly: { ...DEFAULT_ANOMALY, warmUpUs: WARM_UP_US, binUs: BIN_US },
    })
    guard.onAlert(({ subject }) => guard.quarantine(subject))
    const colleagues = [1, 2, 3, rogue, 5]
    for (guard.clock.now = 0; guard.clock.now < WARM_UP_US; guard.clock.now += BIN_US) {
      for (const from of colleagues) guard.admit(guard.seal(draft({ from, to: 0 })), 0)
    }
    for (let report = 0; report < 30; report++) {
      guard.clock.now += BIN_US
      guard.reportAbout(report, rogue, 7)
    }
    const post = draft({ from: rogue, to: rogue, action: 'post', resource: 'board' })
    return outcomeOf(guard.admit(guard.seal(post), rogue))
  },
}

export const BENIGN: Attack = {
  id: 'AT00',
  name: 'no attack: benign work, which nothing may stop',
  cases: cases(
    'succeeds',
    ...['', 'A1', 'A2', 'A3', 'A4', 'P1', 'P2', 'K1', 'L1', 'L2', 'L3', 'L2/D1/C1', 'L2/D2/C1'],
    ...['L2/D1/C2', 'L2/D1/C3', 'R1', 'F1', 'A4/P2/K1/L3/D2/C1/R1'],
  ),
  attempt: (levels) => {
    const anomaly = { ...DEFAULT_ANOMALY, warmUpUs: 10 * MINUTE, binUs: MINUTE }
    const guard = guardOf(levels, { anomaly })
    let alerts = 0
    guard.onAlert(() => alerts++)
    for (let workId = 0; workId < 20; workId++) {
      guard.begin({ id: workId, initiator: 1, actions: ['lookup', 'request'] })
      for (const message of [
        draft({ workId, to: 2 }),
        draft({ workId, from: 2, to: 1, action: 'reply' }),
        draft({ workId, from: 1, to: 1, action: 'lookup', resource: 'tool' }),
      ]) {
        const outcome = outcomeOf(guard.admit(guard.seal(message), message.to))
        if (outcome !== 'succeeds') return outcome
      }
      guard.end(workId)
      guard.clock.now += MINUTE
    }
    return alerts === 0 ? 'succeeds' : 'quarantine'
  },
}
