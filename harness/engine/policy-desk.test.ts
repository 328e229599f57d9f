import { describe, expect, it } from 'vitest'
import { testWorkload } from '../../adapters/conformance/test-workload.ts'
import type { Admitted, ToolCall, Work } from '../../adapters/contract.ts'
import type { Control, PolicyServerSpec } from '../../workloads/policy-server.ts'
import { guardAt } from '../controls/guard-fixture.ts'
import { Timeline } from '../kernel/timeline.ts'
import { SECOND } from '../kernel/units.ts'
import { Organisation } from '../world/organisation.ts'
import { PolicyDesk, type PolicyDeskOptions, type PolicyMessage } from './policy-desk.ts'

const NO_BADGERS: Control = {
  name: 'no-badgers',
  scope: { stepNames: ['post'] },
  selector: { path: 'input' },
  evaluator: { name: 'regex', pattern: 'badger' },
  action: { decision: 'deny', message: 'badgers' },
}

const UNREACHABLE = { unreachable: { fromUs: 0, untilUs: Infinity } }

interface Setting {
  readonly spec?: Partial<PolicyServerSpec>
  readonly next?: PolicyDeskOptions['next']
  /** While the post waits. */
  readonly during?: (guard: ReturnType<typeof guardAt>) => void
}

/** Asks to post, and lets virtual time run until nothing happens any more. */
function posted(input: string, { spec = {}, next, during }: Setting = {}) {
  const timeline: Timeline = new Timeline(0, 1, (message) => timeline.accept(message))
  const workload = testWorkload({ policyServer: { controls: [NO_BADGERS], ...spec } })
  const organisation = new Organisation(workload.organisation, 24)
  const guard = guardAt({ policy: 'P3', audit: 'L2', containment: 'C1' })
  const desk = new PolicyDesk({ timeline, organisation, workload, seed: 7, guard, next })
  timeline.onMessage = (message) => desk.receive(message as PolicyMessage)
  const action = { action: 'post', resource: 'board', workId: 7, text: input } as const
  const admitted = guard.admit(guard.seal({ from: 3, to: 3, ...action }), 3) as Admitted
  const call: ToolCall = { name: 'post', step: 0, round: 0, input }
  const log: string[] = []
  let endedAt = 0
  const end = (what: string): void => {
    log.push(what)
    endedAt = timeline.now
  }
  desk.pass(call, { id: 7 } as Work, admitted, () => end('posted'), end)
  expect(log).toEqual([])
  during?.(guard)
  timeline.runUntil(Infinity)
  return { log, endedAt, denials: guard.counters.denials, tally: desk.tally }
}

describe('a post that waits for the server', () => {
  it('is made once it is allowed', () => {
    const { log, endedAt, denials } = posted('all is well')
    expect(log).toEqual(['posted'])
    expect(denials).toBe(0)
    // Two ways of at least 50 ms.
    expect(endedAt).toBeGreaterThan(SECOND / 10)
  })

  it('is refused with the control’s name, which is counted', () => {
    const { log, denials, tally } = posted('a badger')
    expect(log).toEqual(['no-badgers: badgers'])
    expect(denials).toBe(1)
    expect(tally).toMatchObject({ asked: 1, denied: 1 })
  })

  it('is not made for an agent that is quarantined meanwhile', () => {
    const { log, denials } = posted('all is well', { during: (guard) => guard.quarantine(3) })
    expect(log).toEqual(['quarantine'])
    expect(denials).toBe(1)
  })

  it('is refused after 30 s without an answer, and made if clients are told to go on', () => {
    const closed = posted('a badger', { spec: UNREACHABLE })
    expect(closed.log).toEqual(['the policy server did not answer'])
    expect(closed.endedAt).toBe(30 * SECOND)
    expect(closed.tally).toMatchObject({ lost: 1, unanswered: 1, denied: 0 })
    const open = posted('a badger', { spec: { ...UNREACHABLE, onUnreachable: 'allow' } })
    expect(open.log).toEqual(['posted'])
  })

  it('is not made by an answer that comes too late', () => {
    const late = { decisionUs: 60 * SECOND, decisionSigma: 0 }
    const { log, tally } = posted('all is well', { spec: late })
    expect(log).toEqual(['the policy server did not answer'])
    expect(tally).toMatchObject({ asked: 1, unanswered: 1, lost: 0 })
  })

  it('waits for people after the server has allowed it, and not when it has denied it', () => {
    const next: NonNullable<PolicyDeskOptions['next']> = {
      pass: (_call, _work, _admitted, _carryOut, refuse) => refuse('a person denied it'),
      clear: () => {},
    }
    expect(posted('all is well', { next }).log).toEqual(['a person denied it'])
    expect(posted('a badger', { next }).log).toEqual(['no-badgers: badgers'])
  })
})
