import { describe, expect, it } from 'vitest'
import { testWorkload } from '../../adapters/conformance/test-workload.ts'
import {
  type Admitted,
  isRefused,
  type PeerRequest,
  type ToolCall,
  type Work,
} from '../../adapters/contract.ts'
import type { ApprovalDecision } from '../controls/approvals/decision.ts'
import { guardAt } from '../controls/guard-fixture.ts'
import type { ControlLevels } from '../controls/levels.ts'
import { exponential, purpose } from '../kernel/random.ts'
import { Timeline } from '../kernel/timeline.ts'
import { HOUR, MINUTE, SECOND } from '../kernel/units.ts'
import { ROGUE_CANARY } from '../world/artefacts.ts'
import { Organisation } from '../world/organisation.ts'
import { ReviewPool } from '../world/review-pool.ts'
import type { ApprovalSpec } from '../../workloads/workload.ts'
import { ApprovalDesk } from './approval-desk.ts'

/** People who make no mistakes. */
const CAREFUL: Partial<ApprovalSpec> = {
  missFactor: 0,
  repeatPenalty: 0,
  falseRejectProbability: 0,
}

function setting(
  approvals: Partial<ApprovalSpec> = CAREFUL,
  reviewers = 2,
  level: ControlLevels['approvals'] = 'H2',
) {
  const timeline = new Timeline(0, 1, () => {})
  const workload = testWorkload()
  const organisation = new Organisation(workload.organisation, 24)
  const people = { ...workload.people, reviewers, approvals }
  const guard = guardAt({ approvals: level, audit: 'L2', containment: 'C1' })
  const pool = new ReviewPool(timeline, reviewers)
  const counters = guard.counters
  const options = { timeline, organisation, seed: 7, people, pool, guard, counters }
  const desk = new ApprovalDesk(options)
  const elsewhere = new Timeline(1, 1, () => {})
  const asked = new ApprovalDesk({
    ...options,
    timeline: elsewhere,
    pool: new ReviewPool(elsewhere, reviewers),
  })
  const post = (input: string, from = 3) => {
    const call: ToolCall = { name: 'post', step: 0, round: 0, input }
    const action = { action: 'post', resource: 'board', workId: 7, text: input } as const
    const admitted = guard.admit(guard.seal({ from, to: from, ...action }), from) as Admitted
    const log: string[] = []
    const work = { id: 7 } as Work
    desk.pass(
      call,
      work,
      admitted,
      () => log.push('posted'),
      (reason) => log.push(reason),
    )
    return { call, work, admitted, log }
  }
  const ask = (text: string, from = 3, workId = 7) => {
    const sealed = guard.seal({ from, to: 13, action: 'request', resource: 'peer', workId, text })
    const request: PeerRequest = {
      work: { id: workId } as Work,
      step: { index: 1 } as PeerRequest['step'],
      from,
      to: 13,
      inputs: [{ author: from, text, token: '' }],
      sealed,
    }
    const log: (string | ApprovalDecision | undefined)[] = []
    desk.clear(
      1,
      request,
      (decision) => log.push(decision),
      (reason) => log.push(reason),
    )
    return { request, log }
  }
  return { timeline, elsewhere, desk, asked, guard, pool, post, ask }
}

describe('a post that needs a person', () => {
  it('appears when it is approved, and not before', () => {
    const { timeline, post, guard } = setting()
    const { log } = post('good')
    expect(log).toEqual([])
    timeline.runUntil(Infinity)
    expect(log).toEqual(['posted'])
    expect(guard.counters).toMatchObject({ approvals: 1, denials: 0 })
  })

  it('does not appear when the people notice what it says', () => {
    const { timeline, post, guard } = setting()
    const { log } = post(`bad ${ROGUE_CANARY}`)
    timeline.runUntil(Infinity)
    expect(log).toEqual(['a person denied it'])
    expect(guard.counters).toMatchObject({ approvals: 1, denials: 1 })
  })

  it('appears when they all miss it', () => {
    const { timeline, post, desk } = setting({ ...CAREFUL, missFactor: 100 })
    const { log } = post(`bad ${ROGUE_CANARY}`)
    timeline.runUntil(Infinity)
    expect(log).toEqual(['posted'])
    expect(desk.approvers.tally.missed).toBe(1)
  })

  it('does not appear when its words were swapped while it waited', () => {
    const { timeline, post } = setting()
    const { call, log } = post('good')
    ;(call as { input: string }).input = `bad ${ROGUE_CANARY}`
    timeline.runUntil(Infinity)
    expect(log).toEqual(['the approval is not good: another action'])
  })

  it('cannot hide behind a message that says it is something else', () => {
    const { timeline, desk, guard } = setting()
    const sealed = guard.seal({
      from: 3,
      to: 3,
      action: 'lookup',
      resource: 'tool',
      workId: 7,
      text: 'x',
    })
    const admitted = guard.admit(sealed, 3)
    if (isRefused(admitted)) throw new Error(admitted.refused)
    const log: string[] = []
    const call: ToolCall = { name: 'post', step: 0, round: 0, input: `x ${ROGUE_CANARY}` }
    desk.pass(
      call,
      { id: 7 } as Work,
      admitted,
      () => log.push('posted'),
      (reason) => log.push(reason),
    )
    timeline.runUntil(Infinity)
    expect(log).toEqual(['a person denied it'])
  })

  it('is denied when nobody has time, and carried out then only if the rule says so', () => {
    const slow = { ...CAREFUL, reviewFloorUs: HOUR, timeoutUs: 20 * MINUTE }
    for (const [onTimeout, expected] of [
      ['deny', 'nobody decided in time'],
      ['allow', 'posted'],
    ] as const) {
      const { timeline, post, desk } = setting({ ...slow, onTimeout }, 1)
      const first = post('good')
      const second = post('good, too', 4)
      timeline.runUntil(20 * MINUTE + 1)
      expect(first.log).toEqual([expected])
      expect(second.log).toEqual([expected])
      timeline.runUntil(Infinity)
      expect(first.log).toHaveLength(1)
      expect(desk.tally.timedOut).toBe(onTimeout === 'deny' ? 2 : 0)
      // One person had begun with the first; nobody began with the second.
      expect([desk.waits.count, desk.waits.censoredShare]).toEqual([1, 0.5])
    }
  })

  it('of an agent that is quarantined while it waits is never carried out', () => {
    const withdrawn = setting()
    const { log } = withdrawn.post('good')
    expect(withdrawn.desk.withdraw(3)).toBe(1)
    withdrawn.timeline.runUntil(Infinity)
    expect(log).toEqual(['quarantine'])
    const revoked = setting()
    const late = revoked.post('good')
    revoked.guard.quarantine(3)
    revoked.timeline.runUntil(Infinity)
    expect(late.log).toEqual(['quarantine'])
  })

  it('at H1 waits in the content-policy department only', () => {
    const { post } = setting(CAREFUL, 2, 'H1')
    expect(post('good').log).toEqual([])
    expect(post('good', 13).log).toEqual(['posted'])
  })
})

describe('a request to another department', () => {
  const approved = (made: ReturnType<typeof setting>) => {
    const { request, log } = made.ask('please review')
    made.timeline.runUntil(Infinity)
    const decision = log[0] as ApprovalDecision
    made.elsewhere.now = decision.decidedAt + SECOND
    return { request, decision }
  }

  it('arrives with its approval and is accepted as a copy of what was approved', () => {
    const made = setting()
    const { request, decision } = approved(made)
    const arrival = made.asked.receive(structuredClone(request), structuredClone(decision))
    expect(arrival).toEqual({ kind: 'accepted', request })
    const again = setting()
    const second = approved(again)
    const own = again.asked.receive(second.request, second.decision)
    if (own.kind !== 'accepted') throw new Error(own.reason)
    expect(own.request).not.toBe(second.request)
  })

  it('is refused without an approval, twice with one, or too late', () => {
    const made = setting()
    const { request, decision } = approved(made)
    const { asked, elsewhere } = made
    const refused = (why: string) => ({
      kind: 'refused',
      reason: `the approval is not good: ${why}`,
    })
    expect(asked.receive(request, undefined)).toEqual(refused('absent'))
    elsewhere.now += 5 * MINUTE
    expect(asked.receive(request, decision)).toEqual(refused('expired'))
    elsewhere.now -= 5 * MINUTE
    expect(asked.receive(request, decision).kind).toBe('accepted')
    expect(asked.receive(request, decision)).toEqual(refused('used'))
    expect(made.guard.counters.denials).toBe(3)
  })

  it('is refused when its material was swapped after the approval', () => {
    const made = setting()
    const { request, decision } = approved(made)
    const inputs = [{ author: 3, text: `bad ${ROGUE_CANARY}`, token: '' }]
    const swapped = made.asked.receive({ ...request, inputs }, decision)
    expect(swapped).toMatchObject({ kind: 'refused' })
    expect(made.asked.receive(request, decision).kind).toBe('accepted')
  })

  it('does not leave when a person denies it', () => {
    const { timeline, ask } = setting()
    const { log } = ask(`please pass on ${ROGUE_CANARY}`)
    timeline.runUntil(Infinity)
    expect(log).toEqual(['a person denied it'])
  })

  it('leaves at once at H1 and is accepted as it is', () => {
    const { ask, asked } = setting(CAREFUL, 2, 'H1')
    const { request, log } = ask('please')
    expect(log).toEqual([undefined])
    expect(asked.receive(request, undefined)).toEqual({ kind: 'accepted', request })
  })
})

it('nobody to decide is an error, not a pass', () => {
  expect(() => setting(CAREFUL, 0)).toThrow(/nobody reviews/)
})

const GAP = purpose('test.approval.gap')

it('the queue makes actions wait as the recursion for first come, first served says', () => {
  const servers = 3
  const approvals = { ...CAREFUL, reviewTimes: 'exponential', reviewMeanUs: MINUTE } as const
  const { timeline, desk, ask, pool } = setting({ ...approvals, timeoutUs: 1000 * HOUR }, servers)
  const asks = 2_000
  const gap = MINUTE / (servers * 0.8)
  const arrivals: number[] = []
  const durations: number[] = []
  const next = (nth: number): void => {
    const before = desk.tally.offeredUs
    ask('please', 3, nth)
    arrivals.push(timeline.now)
    durations.push(desk.tally.offeredUs - before)
    if (nth + 1 < asks) timeline.after(Math.round(exponential(gap, 7, GAP, nth)), next, nth + 1)
  }
  timeline.at(0, next, 0)
  timeline.runUntil(Infinity)
  // Kiefer and Wolfowitz: an arrival waits for the server that will be free first.
  const freeAt = new Array<number>(servers).fill(0)
  let waited = 0
  arrivals.forEach((at, nth) => {
    const first = freeAt.indexOf(Math.min(...freeAt))
    const begins = Math.max(at, freeAt[first] as number)
    waited += begins - at
    freeAt[first] = begins + (durations[nth] as number)
  })
  expect(desk.waits.count).toBe(asks)
  expect(waited).toBeGreaterThan(asks * SECOND)
  expect(desk.waits.meanUs).toBe(waited / asks)
  expect(pool.busyUs).toBe(desk.tally.offeredUs)
})
