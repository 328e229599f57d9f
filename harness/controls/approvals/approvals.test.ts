import { describe, expect, it, test } from 'vitest'
import type { Admitted, PeerRequest, ToolCall } from '../../../adapters/contract.ts'
import { Timeline } from '../../kernel/timeline.ts'
import { MINUTE, SECOND } from '../../kernel/units.ts'
import { draft, guardAt, TEST_DIRECTORY } from '../guard-fixture.ts'
import { serviceAccountOf } from '../envelope.ts'
import { actionHash, effectText, requestText } from './action-text.ts'
import { ApprovalQueue, type Resolution } from './approval-queue.ts'
import { ApprovalRegister } from './approval-register.ts'
import { type ApprovalDecision, decisionBytes } from './decision.ts'
import { ReviewerKeys } from './reviewer-keys.ts'

const SEED = 42
const REVIEWER = 100
const COLLEAGUE = 101
const OTHER_DEPARTMENT = 200
/** An agent of cell 0 whose owner happens to review there, too. */
const REQUESTER = 3
const TTL_US = 5 * MINUTE
const TIMEOUT_US = 30 * MINUTE

const CALL: ToolCall = { name: 'post', step: 0, round: 0, input: 'new guidance' }

function setting({ onTimeout = 'deny' as 'deny' | 'allow' } = {}) {
  const timeline = new Timeline(0, 1, () => {})
  const keys = new ReviewerKeys(SEED)
  const signatures: string[] = []
  const queue = new ApprovalQueue({
    timeline,
    keys,
    timeoutUs: TIMEOUT_US,
    onTimeout,
    ttlUs: TTL_US,
    signed: (signature) => signatures.push(signature),
  })
  const register = new ApprovalRegister({
    clock: timeline,
    keys,
    cellOf: TEST_DIRECTORY.cellOf,
    isReviewer: (person, cell) =>
      cell === 0
        ? [REVIEWER, COLLEAGUE, REQUESTER].includes(person) ||
          (onTimeout === 'allow' && person === serviceAccountOf(0))
        : person === OTHER_DEPARTMENT,
    ttlUs: TTL_US,
  })
  const guard = guardAt({})
  const post = guard.seal(draft({ from: REQUESTER, to: REQUESTER, action: 'post' }))
  const admitted = guard.admit(post, REQUESTER) as Admitted
  const text = effectText(0, 7, CALL, admitted)
  const suspend = (what = text): { readonly id: number; resolution?: Resolution } => {
    const slot: { id: number; resolution?: Resolution } = { id: -1 }
    const action = { from: REQUESTER, action: 'post', resource: 'board', workId: 7 } as const
    slot.id = queue.suspend(action, what, (resolution) => (slot.resolution = resolution)).id
    return slot
  }
  const decided = (verdict: 'approve' | 'deny' = 'approve', reviewer = REVIEWER) => {
    const slot = suspend()
    queue.decide(slot.id, reviewer, verdict)
    const { resolution } = slot
    if (resolution?.kind !== 'decided') throw new Error('not decided')
    return resolution.decision
  }
  /** A decision with fields changed, signed anew by whoever `reviewer` is. */
  const signed = (changes: Partial<ApprovalDecision>): ApprovalDecision => {
    const statement = { ...decided(), ...changes }
    return { ...statement, signature: keys.sign(statement.reviewer, decisionBytes(statement)) }
  }
  const redeem = (decision: ApprovalDecision | undefined, what = text): string =>
    register.redeem(decision, actionHash(what), REQUESTER)
  return {
    timeline,
    keys,
    queue,
    register,
    signatures,
    admitted,
    text,
    suspend,
    decided,
    signed,
    redeem,
  }
}

describe('a decision', () => {
  it('lets exactly its action through', () => {
    const { decided, redeem } = setting()
    expect(redeem(decided())).toBe('granted')
  })

  it('does not let a payload through that was swapped after the approval', () => {
    const { decided, redeem, admitted } = setting()
    const swapped = { ...CALL, input: 'worse guidance' }
    expect(redeem(decided(), effectText(0, 7, swapped, admitted))).toBe('another action')
    const louder = { ...admitted, text: 'worse' }
    expect(redeem(decided(), effectText(0, 7, CALL, louder))).toBe('another action')
    // Another work, another step, another department: each is another action.
    expect(redeem(decided(), effectText(0, 8, CALL, admitted))).toBe('another action')
    expect(redeem(decided(), effectText(0, 7, { ...CALL, step: 1 }, admitted))).toBe(
      'another action',
    )
    expect(redeem(decided(), effectText(1, 7, CALL, admitted))).toBe('another action')
  })

  it('is bound to every input of a request and to the department that is asked', () => {
    const request = {
      work: { id: 7 },
      step: { index: 1 },
      from: REQUESTER,
      to: 13,
      inputs: [{ author: REQUESTER, text: 'one', token: '' }],
    } as unknown as PeerRequest
    const input = { author: REQUESTER, text: 'two', token: '' }
    const hash = actionHash(requestText(1, request))
    expect(actionHash(requestText(1, structuredClone(request)))).toBe(hash)
    expect(actionHash(requestText(1, { ...request, inputs: [input] }))).not.toBe(hash)
    expect(actionHash(requestText(1, { ...request, to: 14 }))).not.toBe(hash)
    expect(actionHash(requestText(2, request))).not.toBe(hash)
  })

  it('cannot be used twice', () => {
    const { decided, redeem } = setting()
    const decision = decided()
    expect(redeem(decision)).toBe('granted')
    expect(redeem(decision)).toBe('used')
    expect(redeem(structuredClone(decision))).toBe('used')
    expect(redeem(decided())).toBe('granted')
  })

  it('cannot be used twice by way of many others in between', () => {
    const { timeline, decided, redeem } = setting()
    const decision = decided()
    redeem(decision)
    for (let nth = 0; nth < 1000; nth++) redeem(decided())
    expect(redeem(decision)).toBe('used')
    timeline.now += TTL_US + 1
    redeem(decided())
    expect(redeem(decision)).toBe('expired')
  })

  it('with a forged signature is refused', () => {
    const { keys, decided, signed, redeem } = setting()
    const decision = decided()
    const statement = { ...decision, id: 99 }
    expect(redeem(statement)).toBe('forged')
    expect(redeem({ ...decision, signature: '' })).toBe('forged')
    const colleague = keys.sign(COLLEAGUE, decisionBytes(decision))
    expect(redeem({ ...decision, signature: colleague })).toBe('forged')
    const elsewhere = new ReviewerKeys(SEED + 1).sign(REVIEWER, decisionBytes(decision))
    expect(redeem({ ...decision, signature: elsewhere })).toBe('forged')
    // The same change made by the reviewer is good: it is the signature that failed above.
    expect(redeem(signed({ id: 99 }))).toBe('granted')
  })

  it('turned from a denial into an approval is refused', () => {
    const { decided, redeem } = setting()
    const denial = decided('deny')
    expect(redeem(denial)).toBe('denied')
    expect(redeem({ ...denial, verdict: 'approve' })).toBe('forged')
  })

  it('is refused once it has expired, and up to then it is good', () => {
    const late = setting()
    const expired = late.decided()
    late.timeline.now += TTL_US + 1
    expect(late.redeem(expired)).toBe('expired')
    const timely = setting()
    const decision = timely.decided()
    timely.timeline.now += TTL_US
    expect(timely.redeem(decision)).toBe('granted')
  })

  it('cannot be made to last longer, not even by its reviewer', () => {
    const { decided, signed, redeem } = setting()
    const decision = decided()
    const later = { expiresAt: decision.expiresAt + 1 }
    expect(redeem({ ...decision, ...later })).toBe('forged')
    expect(redeem(signed(later))).toBe('malformed')
    expect(redeem(signed({ decidedAt: decision.decidedAt + 1, ...later }))).toBe('malformed')
  })

  it('of somebody who does not review for the department is refused', () => {
    const { signed, redeem } = setting()
    expect(redeem(signed({ reviewer: 55 }))).toBe('not a reviewer')
    expect(redeem(signed({ reviewer: OTHER_DEPARTMENT }))).toBe('not a reviewer')
    expect(redeem(signed({ reviewer: OTHER_DEPARTMENT, cell: 1 }))).toBe('another requester')
    expect(redeem(signed({ reviewer: serviceAccountOf(0) }))).toBe('not a reviewer')
  })

  it('about one’s own action is refused, though one reviews for the department', () => {
    const { queue, suspend, signed, redeem } = setting()
    const { id } = suspend()
    expect(queue.decide(id, REQUESTER, 'approve')).toBe(false)
    expect(queue.isPending(id)).toBe(true)
    expect(redeem(signed({ reviewer: REQUESTER }))).toBe('own action')
  })

  it('that is missing or is no decision is refused', () => {
    const { redeem, decided } = setting()
    expect(redeem(undefined)).toBe('absent')
    for (const wrong of [
      null,
      'yes',
      {},
      { ...decided(), verdict: 'maybe' },
      { ...decided(), id: 0.5 },
    ]) {
      expect(redeem(wrong as unknown as ApprovalDecision)).toBe('malformed')
    }
  })
})

describe('what waits', () => {
  it('is kept as plain data, oldest first', () => {
    const { queue, suspend, text } = setting()
    suspend()
    suspend('another')
    const pending = queue.pending()
    expect(JSON.parse(JSON.stringify(pending))).toEqual(pending)
    expect(pending.map((one) => one.id)).toEqual([0, 1])
    expect(pending[0]).toMatchObject({
      cell: 0,
      from: REQUESTER,
      action: 'post',
      text,
      actionHash: actionHash(text),
      timeoutAt: TIMEOUT_US,
    })
  })

  it('is denied when nobody decides in time', () => {
    const { timeline, suspend, queue } = setting()
    const slot = suspend()
    timeline.runUntil(TIMEOUT_US)
    expect(slot.resolution).toBeUndefined()
    timeline.runUntil(TIMEOUT_US + 1)
    expect(slot.resolution).toEqual({ kind: 'timeout' })
    expect(queue.decide(slot.id, REVIEWER, 'approve')).toBe(false)
  })

  it('is allowed then only if the rule says so, and by the service account', () => {
    const { timeline, suspend, redeem } = setting({ onTimeout: 'allow' })
    const slot = suspend()
    timeline.runUntil(Infinity)
    if (slot.resolution?.kind !== 'decided') throw new Error('not decided')
    expect(slot.resolution.decision.reviewer).toBe(serviceAccountOf(0))
    expect(redeem(slot.resolution.decision)).toBe('granted')
    expect(setting().redeem(slot.resolution.decision)).toBe('not a reviewer')
  })

  it('is decided once', () => {
    const { timeline, suspend, queue, signatures } = setting()
    const slot = suspend()
    timeline.now = SECOND
    expect(queue.decide(slot.id, REVIEWER, 'deny')).toBe(true)
    expect(queue.decide(slot.id, COLLEAGUE, 'approve')).toBe(false)
    timeline.runUntil(Infinity)
    expect(slot.resolution).toMatchObject({ kind: 'decided', decision: { verdict: 'deny' } })
    expect(signatures).toHaveLength(1)
  })

  it('is withdrawn when its agent is quarantined, and nobody else’s is', () => {
    const { queue, suspend } = setting()
    const own = suspend()
    expect(queue.withdraw(REQUESTER + 1)).toBe(0)
    expect(own.resolution).toBeUndefined()
    expect(queue.withdraw(REQUESTER)).toBe(1)
    expect(own.resolution).toEqual({ kind: 'withdrawn' })
    expect(queue.pending()).toEqual([])
  })
})

test.each([
  ['H0', 'post', 'board', 3, false],
  ['H0', 'request', 'peer', 3, false],
  // Agents 0–11 are content policy's, 12–23 are not.
  ['H1', 'post', 'board', 3, true],
  ['H1', 'post', 'board', 13, false],
  ['H1', 'request', 'peer', 3, false],
  ['H2', 'post', 'board', 3, true],
  ['H2', 'post', 'board', 13, true],
  ['H2', 'request', 'peer', 13, true],
  ['H2', 'delegate', 'peer', 3, true],
  ['H2', 'reply', 'peer', 13, false],
  ['H2', 'request', 'team', 3, false],
  ['H2', 'lookup', 'tool', 3, false],
] as const)(
  'at %s, %s on %s by agent %i waits for a person: %s',
  (level, action, resource, from, waits) => {
    const guard = guardAt({ approvals: level })
    expect(guard.needsPerson({ from, action, resource })).toBe(waits)
  },
)

test('what people stop is counted and recorded as refused', () => {
  const guard = guardAt({ approvals: 'H1', audit: 'L2' })
  const sealed = guard.seal(draft({ from: 3, to: 3, action: 'post', resource: 'board' }))
  guard.admit(sealed, 3)
  expect(guard.counters).toMatchObject({ denials: 0, auditRecords: 1 })
  expect(guard.refuseUnapproved(sealed, 3)).toEqual({ refused: 'approval' })
  expect(guard.counters).toMatchObject({ denials: 1, auditRecords: 2 })
})
