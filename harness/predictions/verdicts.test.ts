import { describe, expect, it } from 'vitest'
import { judgeRewrite, rewrittenTrail, type Trail } from './a-chain-does-not-see-a-rewrite.ts'
import { judgePlaces, type ReadOut } from './apex-and-leaf-trade-places.ts'
import { judgeApprovals, type SizeOutcome } from './approvals-help-until-the-queue-breaks.ts'
import { type InsiderTrial, judgeInsider } from './auth-cannot-stop-an-insider.ts'
import { judgeBroadcast, type Pattern, type Traffic } from './broadcast-multiplies-verification.ts'
import { type Detections, judgeDetection } from './detection-needs-records.ts'
import type { Judgement } from './experiment.ts'
import { judgeStop, type Outcome } from './global-stop-is-best-and-worst.ts'
import { type Bypass, judgeBypass } from './policy-cannot-help-when-skipped.ts'
import { type Flooded, type FloodTrial, judgeFlood } from './signatures-lose-under-a-flood.ts'
import {
  judgeBreakEven,
  observedBreakEven,
  type PairOfTrials,
} from './signatures-win-while-contacts-are-few.ts'

/** `no evidence` with what it lacks, so that a test cannot pass for the other reason. */
function kindOf({ verdict }: Judgement): string {
  return verdict.kind === 'no evidence' ? `${verdict.kind}: ${verdict.lacks}` : verdict.kind
}

/** Three values that differ a little, so that an interval has a width. */
const near = (value: number): number[] => [value * 0.99, value, value * 1.01]

describe('auth-cannot-stop-an-insider', () => {
  const hypotheses = [
    'enforcement-skipped',
    'policy-too-permissive',
    'approval-rubber-stamped',
    'human-relay',
  ]
  const trials = (change: (trial: InsiderTrial) => Partial<InsiderTrial> = () => ({})) =>
    hypotheses.flatMap((hypothesis) =>
      (['A0', 'A2', 'A3'] as const).map((auth): InsiderTrial => {
        const trial = {
          hypothesis,
          auth,
          different: [],
          shiftMin: 0.5,
          postAccepted: true,
          peopleExposed: 9,
        }
        return { ...trial, ...change(trial) }
      }),
    )

  it('holds if all is alike at every level under all four hypotheses', () => {
    expect(kindOf(judgeInsider(trials()))).toBe('held')
  })

  it('does not hold if one trial differs', () => {
    const one = trials((trial) => ({
      different: trial.auth === 'A3' && trial.hypothesis === 'human-relay' ? ['peopleExposed'] : [],
    }))
    expect(judgeInsider(one).verdict).toMatchObject({
      kind: 'did not hold',
      because:
        'under human-relay, 1 of 2 trials are not as at A0 (A3: peopleExposed; times by at most 30 s)',
    })
  })

  it('has no evidence if a hypothesis is missing, or its attack reached nobody', () => {
    const missing = trials().filter(({ hypothesis }) => hypothesis !== 'enforcement-skipped')
    expect(kindOf(judgeInsider(missing))).toBe('no evidence: mechanism')
    const idle = trials(({ hypothesis }) => ({
      peopleExposed: hypothesis === 'human-relay' ? 0 : 9,
    }))
    expect(kindOf(judgeInsider(idle))).toBe('no evidence: mechanism')
  })
})

describe('signatures-win-while-contacts-are-few', () => {
  const predicted = { kind: 'messages', messages: 4.4, low: 4, high: 4.9 } as const
  /** CPU per message that follows the model exactly, a handshake of `at` × 140 µs. */
  const sweep = (ats: readonly number[], messages = [1.5, 3, 12, 30]): PairOfTrials[] =>
    ats.flatMap((at, trial) =>
      messages.map((messagesPerPair) => ({
        trial,
        messagesPerPair,
        signedUs: 150 + 20,
        channelUs: (at * 140) / messagesPerPair + 10 + 20,
      })),
    )

  it('finds the break-even that the costs were made of', () => {
    expect(observedBreakEven(sweep([4.5]))).toBeCloseTo(4.5, 9)
  })

  it('finds none where a session costs more however long it lasts', () => {
    const flat = sweep([4.5]).map((pair) => ({ ...pair, channelUs: 900 }))
    expect(observedBreakEven(flat)).toBeUndefined()
  })

  it('holds if the interval meets four to five and both ends are in order', () => {
    expect(kindOf(judgeBreakEven(sweep(near(4.5)), predicted))).toBe('held')
  })

  it('does not hold if the break-even is elsewhere', () => {
    expect(kindOf(judgeBreakEven(sweep(near(9)), predicted))).toBe('did not hold')
    expect(kindOf(judgeBreakEven(sweep(near(1.2)), predicted))).toBe('did not hold')
  })

  it('has no evidence if the trials disagree, are few, or reach one side only', () => {
    expect(kindOf(judgeBreakEven(sweep([2, 4.5, 12]), predicted))).toBe('no evidence: sample')
    expect(kindOf(judgeBreakEven(sweep([4.5, 4.6]), predicted))).toBe('no evidence: sample')
    const oneSided = sweep([4.45, 4.5, 4.52, 4.5], [4.49, 12])
    expect(kindOf(judgeBreakEven(oneSided, predicted))).toBe('no evidence: sample')
  })

  it('prints that the primitives predict no break-even', () => {
    const [first] = judgeBreakEven(sweep(near(4.5)), { kind: 'never' }).figures
    expect(first?.value).toBeNull()
  })
})

describe('broadcast-multiplies-verification', () => {
  const traffic = (opens: Readonly<Record<Pattern, number>>, spread = near) =>
    new Map(
      (Object.entries(opens) as [Pattern, number][]).map(([pattern, perSeal]) => [
        pattern,
        spread(perSeal).map((ratio): Traffic => {
          return { envelopes: 70, seals: 100, opens: 100 * ratio, modelCalls: 50 }
        }),
      ]),
    )

  it('holds if the group chat opens most and the chain least', () => {
    const found = judgeBroadcast(traffic({ broadcast: 3, mesh: 1.5, hierarchy: 1.5, chain: 1 }))
    expect(kindOf(found)).toBe('held')
  })

  it('does not hold if the order is another, or all are exactly equal', () => {
    const other = traffic({ broadcast: 1, mesh: 2, hierarchy: 1.5, chain: 0.8 })
    expect(kindOf(judgeBroadcast(other))).toBe('did not hold')
    const equal = traffic({ broadcast: 3, mesh: 1, hierarchy: 1, chain: 1 }, (x) => [x, x, x])
    expect(judgeBroadcast(equal).verdict).toMatchObject({
      kind: 'did not hold',
      because: 'chain opens as many as mesh; chain opens as many as hierarchy',
    })
  })

  it('has no evidence if intervals overlap, or a pattern seals nothing', () => {
    const close = traffic({ broadcast: 3, mesh: 1.5, hierarchy: 1.01, chain: 1 })
    expect(kindOf(judgeBroadcast(close))).toBe('no evidence: sample')
    const silent = traffic({ broadcast: 3, mesh: 2, hierarchy: 2, chain: 1 })
    silent.set('chain', [{ envelopes: 0, seals: 0, opens: 0, modelCalls: 9 }])
    expect(kindOf(judgeBroadcast(silent))).toBe('no evidence: mechanism')
  })
})

describe('policy-cannot-help-when-skipped', () => {
  const trials = (accepted: (cell: Omit<Bypass, 'accepted'>) => boolean) =>
    (['P0', 'P1', 'P2'] as const).flatMap((policy) =>
      (['S0', 'S1'] as const).flatMap((sandbox) =>
        [1, 2, 3].map((): Bypass => {
          return { policy, sandbox, accepted: accepted({ policy, sandbox }) }
        }),
      ),
    )

  it('holds if only the sandbox stops the post', () => {
    expect(kindOf(judgeBypass(trials(({ sandbox }) => sandbox === 'S0')))).toBe('held')
  })

  it('does not hold if a policy stops it, or the sandbox does not', () => {
    const stopped = trials(({ sandbox, policy }) => sandbox === 'S0' && policy !== 'P2')
    expect(kindOf(judgeBypass(stopped))).toBe('did not hold')
    expect(kindOf(judgeBypass(trials(() => true)))).toBe('did not hold')
  })

  it('has no evidence without a sandbox, without an attack that works, or with few trials', () => {
    const unboxed = trials(() => true).filter(({ sandbox }) => sandbox === 'S0')
    expect(kindOf(judgeBypass(unboxed))).toBe('no evidence: mechanism')
    expect(kindOf(judgeBypass(trials(() => false)))).toBe('no evidence: mechanism')
    const few = trials(({ sandbox }) => sandbox === 'S0').filter((_, nth) => nth % 3 === 0)
    expect(kindOf(judgeBypass(few))).toBe('no evidence: sample')
  })
})

describe('approvals-help-until-the-queue-breaks', () => {
  const at = (agents: number, load: number, averted: number): SizeOutcome[] =>
    near(load).map((one) => ({
      agents,
      exposedH0: 1000,
      exposedH2: 1000 - near(averted * 1000)[near(load).indexOf(one)]!,
      load: one,
      asked: 5,
    }))

  it('holds if small sizes gain most and the queue breaks', () => {
    expect(kindOf(judgeApprovals([...at(600, 0.2, 0.9), ...at(10_000, 2, 0.1)]))).toBe('held')
  })

  it('does not hold if the load does not follow the size, or breaks early, or helps later', () => {
    const flat = judgeApprovals([...at(600, 0.2, 0.9), ...at(10_000, 0.2, 0.1)])
    expect(flat.verdict).toMatchObject({
      kind: 'did not hold',
      because: expect.stringContaining('staffed by department') as string,
    })
    const early = [...at(600, 3, 0.9), ...at(10_000, 4, 0.1)]
    expect(kindOf(judgeApprovals(early))).toBe('did not hold')
    const later = [...at(600, 0.2, 0.1), ...at(10_000, 2, 0.9)]
    expect(kindOf(judgeApprovals(later))).toBe('did not hold')
  })

  it('has no evidence with few trials, or if nobody is exposed anyway', () => {
    const few = [...at(600, 0.2, 0.9).slice(1), ...at(10_000, 2, 0.1)]
    expect(kindOf(judgeApprovals(few))).toBe('no evidence: sample')
    const idle = [...at(600, 0.2, 0.9), ...at(10_000, 2, 0.1)].map((one) => ({
      ...one,
      exposedH0: 0,
    }))
    expect(kindOf(judgeApprovals(idle))).toBe('no evidence: mechanism')
  })
})

describe('detection-needs-records', () => {
  const pair = (L0: number | null, L1: number | null, L2: number | null): Detections => {
    return { L0, L1, L2, horizonMin: 240 }
  }

  it('holds if the lossy trail is later, or never, and none is never', () => {
    const pairs = [
      pair(null, 120, 60),
      pair(null, null, 70),
      pair(null, 150, 65),
      pair(null, 140, 60),
    ]
    expect(kindOf(judgeDetection(pairs))).toBe('held')
  })

  it('does not hold if there is an alert without records, or none comes later', () => {
    expect(kindOf(judgeDetection([pair(9, 120, 60)]))).toBe('did not hold')
    const same = [pair(null, 60, 60), pair(null, 60, 60), pair(null, 60, 60)]
    expect(kindOf(judgeDetection(same))).toBe('did not hold')
  })

  it('has no evidence if nothing is ever detected, or the interval holds zero', () => {
    expect(kindOf(judgeDetection([pair(null, null, null)]))).toBe('no evidence: mechanism')
    const mixed = [pair(null, 50, 60), pair(null, 200, 60), pair(null, 61, 60)]
    expect(kindOf(judgeDetection(mixed))).toBe('no evidence: sample')
    expect(kindOf(judgeDetection([pair(null, 200, 60)]))).toBe('no evidence: sample')
  })

  it('counts what was never detected as the whole horizon', () => {
    const { figures } = judgeDetection([pair(null, 120, 60)])
    const mean = figures.find(({ name }) => name === 'restricted mean time to detect, L0')
    expect(mean?.value).toBe(240)
  })
})

describe('global-stop-is-best-and-worst', () => {
  const outcome = (peopleExposed: number, agentHoursOffline: number): Outcome => ({
    commanded: true,
    peopleExposed,
    blastRadiusAgents: 5,
    taintedResults: 5,
    agentHoursOffline,
  })
  const trials = (exposed: number, hours: number) =>
    [0, 1, 2].map((nth) => ({
      C1: outcome(90 + nth, 1),
      C2: outcome(80 + nth, 20),
      C3: outcome(exposed + 2 * nth, hours),
    }))

  it('holds if the stop exposes fewest and costs several times as much', () => {
    expect(kindOf(judgeStop(trials(10, 500)))).toBe('held')
  })

  it('does not hold if it is no better, is worse, or costs little more', () => {
    expect(kindOf(judgeStop(trials(80, 500)))).toBe('did not hold')
    expect(kindOf(judgeStop(trials(300, 500)))).toBe('did not hold')
    expect(kindOf(judgeStop(trials(10, 40)))).toBe('did not hold')
  })

  it('has no evidence if nothing was commanded, or trials are few', () => {
    const idle = trials(10, 500).map((trial) => ({
      ...trial,
      C3: { ...trial.C3, commanded: false },
    }))
    expect(kindOf(judgeStop(idle))).toBe('no evidence: mechanism')
    expect(kindOf(judgeStop(trials(10, 500).slice(1)))).toBe('no evidence: sample')
  })
})

describe('apex-and-leaf-trade-places', () => {
  const read = (
    place: ReadOut['place'],
    [mesh, crewai, langchain]: readonly [number, number, number],
  ): ReadOut[] =>
    [0, 1, 2].map((nth) => ({
      place,
      artefacts: { mesh, crewai: crewai + nth * 0.1, langchain: langchain + nth * 0.1 },
      reached: { mesh: 3, crewai: 3, langchain: 3 },
    }))

  it('holds if the apex reads more in hierarchies and the leaf less', () => {
    const trials = [...read('hub', [10, 50, 40]), ...read('leaf', [30, 5, 6])]
    expect(kindOf(judgePlaces(trials))).toBe('held')
  })

  it('does not hold if one is equal, or the other way round', () => {
    const equal = read('hub', [10, 10, 10]).map((one) => ({
      ...one,
      artefacts: { mesh: 10, crewai: 10, langchain: 10 },
    }))
    expect(judgePlaces([...equal, ...read('leaf', [30, 5, 6])]).verdict).toMatchObject({
      kind: 'did not hold',
      because: expect.stringContaining('exactly as much') as string,
    })
    const round = [...read('hub', [10, 50, 40]), ...read('leaf', [5, 30, 30])]
    expect(kindOf(judgePlaces(round))).toBe('did not hold')
  })

  it('has no evidence if nobody read anything, or the interval holds zero', () => {
    const idle = read('hub', [0, 0, 0]).map((one) => ({
      ...one,
      artefacts: { mesh: 0, crewai: 0, langchain: 0 },
    }))
    expect(kindOf(judgePlaces(idle))).toBe('no evidence: mechanism')
    const unsure = [...read('hub', [10, 9.9, 40]), ...read('leaf', [30, 5, 6])]
    expect(kindOf(judgePlaces(unsure))).toBe('no evidence: sample')
  })
})

describe('signatures-lose-under-a-flood', () => {
  const cell = (kept: number): Flooded => {
    return { sent: 100, accepted: 0, goodput: 1000 * kept, goodputInPeace: 1000 }
  }
  const trials = (kept: Readonly<Record<'bare0' | 'bare3' | 'limited0' | 'limited3', number>>) =>
    [0.97, 1, 1.03].map((noise): FloodTrial => ({
      'A0/R0': cell(kept.bare0),
      'A3/R0': cell(kept.bare3 * noise),
      'A0/R1': cell(kept.limited0),
      'A3/R1': cell(kept.limited3 * noise),
    }))

  it('holds if signatures keep less unless the rate is limited', () => {
    const found = trials({ bare0: 0.8, bare3: 0.1, limited0: 0.9, limited3: 0.9 })
    expect(kindOf(judgeFlood(found))).toBe('held')
  })

  it('does not hold if they keep as much anyway, or limits do not save them', () => {
    const harmless = trials({ bare0: 0.5, bare3: 0.9, limited0: 0.9, limited3: 0.9 })
    expect(kindOf(judgeFlood(harmless))).toBe('did not hold')
    const unsaved = trials({ bare0: 0.8, bare3: 0.1, limited0: 0.9, limited3: 0.3 })
    expect(kindOf(judgeFlood(unsaved))).toBe('did not hold')
  })

  it('does not count what signatures cost in peace', () => {
    const dear = trials({ bare0: 0.8, bare3: 0.79, limited0: 0.9, limited3: 0.9 }).map((trial) => ({
      ...trial,
      'A3/R0': { ...trial['A3/R0'], goodput: trial['A3/R0'].goodput / 9, goodputInPeace: 1000 / 9 },
    }))
    expect(kindOf(judgeFlood(dear))).toBe('no evidence: sample')
  })

  it('has no evidence without a flood, or with few pairs', () => {
    const found = trials({ bare0: 0.8, bare3: 0.1, limited0: 0.9, limited3: 0.9 })
    expect(kindOf(judgeFlood(found.slice(1)))).toBe('no evidence: sample')
    const calm = found.map((trial) => ({ ...trial, 'A0/R0': { ...trial['A0/R0'], sent: 0 } }))
    expect(kindOf(judgeFlood(calm))).toBe('no evidence: mechanism')
  })
})

describe('a-chain-does-not-see-a-rewrite', () => {
  const trails = (l2: boolean, l3: boolean, change: Partial<Trail> = {}): Trail[] => {
    const base = { records: 9, holdsAsWritten: true, rewritten: true, ...change }
    return [
      { ...base, level: 'L2', detected: l2 },
      { ...base, level: 'L3', detected: l3 },
    ]
  }

  it('holds if L3 alone detects', () => {
    expect(kindOf(judgeRewrite(trails(false, true)))).toBe('held')
  })

  it('does not hold if L2 detects or L3 does not', () => {
    expect(kindOf(judgeRewrite(trails(true, true)))).toBe('did not hold')
    expect(kindOf(judgeRewrite(trails(false, false)))).toBe('did not hold')
  })

  it('has no evidence if there was nothing to rewrite, or no trail', () => {
    const nothing = trails(false, true, { rewritten: false })
    expect(kindOf(judgeRewrite(nothing))).toBe('no evidence: mechanism')
    const broken = trails(false, true, { holdsAsWritten: false })
    expect(kindOf(judgeRewrite(broken))).toBe('no evidence: mechanism')
    expect(kindOf(judgeRewrite([]))).toBe('no evidence: sample')
  })

  it('rewrites the sender of each cell’s first record and every hash', () => {
    const lines = ['0,0,5,1,2,request,team,9,-1,aa,allow,x', '0,1,6,1,2,reply,team,9,-1,bb,allow,y']
    const forged = rewrittenTrail(lines)
    expect(forged[0]).toMatch(/^0,0,5,2,2,request,team,9,-1,aa,allow,[0-9a-f]{64}$/)
    expect(forged[1]).toMatch(/^0,1,6,1,2,reply,team,9,-1,bb,allow,[0-9a-f]{64}$/)
  })
})
