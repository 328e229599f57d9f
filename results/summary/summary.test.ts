import { describe, expect, test } from 'vitest'
import { exampleRun } from '../testing/example-run.ts'
import { Histogram } from '../histogram.ts'
import { latencyRecord } from '../latency.ts'
import type { CompletedTrial, ContainmentRecord, CostRecord, TrialRecord } from '../record.ts'
import { authOverheadRows } from './auth-overhead.ts'
import { comparisonRows } from './comparison.ts'
import { incidentRows } from './incident.ts'
import { summariseLatency } from './percentile.ts'
import { scalingRows } from './scaling.ts'

const example = exampleRun()
const template = example.trials.find(
  (t): t is CompletedTrial => t.kind === 'completed' && t.containment !== undefined,
) as CompletedTrial

interface Change {
  readonly entrant?: string
  readonly agents?: number
  readonly trial?: number
  readonly cost?: Partial<CostRecord>
  readonly latenciesMs?: readonly number[]
  readonly censored?: number
  readonly offered?: number
  readonly containment?: Partial<ContainmentRecord>
}

function trialWith(change: Change): CompletedTrial {
  const histogram = new Histogram()
  for (const ms of change.latenciesMs ?? [100]) histogram.record(ms * 1000)
  histogram.recordCensored(change.censored ?? 0)
  return {
    ...template,
    entrant: change.entrant ?? 'mesh@governed',
    agents: change.agents ?? 78,
    trial: change.trial ?? 0,
    cost: { ...template.cost, ...change.cost },
    tasks: { ...template.tasks, offered: change.offered ?? template.tasks.offered },
    latency: latencyRecord(histogram),
    containment: { ...(template.containment as ContainmentRecord), ...change.containment },
  }
}

/** Trials 0, 1, 2 … of one entrant with these tasks per CPU-second. */
function rates(entrant: string, tasksPerCpuS: readonly number[], agents = 78): CompletedTrial[] {
  return tasksPerCpuS.map((rate, trial) =>
    trialWith({
      entrant,
      agents,
      trial,
      cost: { tasksPerCpuS: rate, cpuUsPerTask: 1e6 / rate },
    }),
  )
}

describe('comparison rows', () => {
  test('have a row for each entrant and size of the main trials', () => {
    const rows = comparisonRows(example.trials)
    expect(rows).toHaveLength(4 * 4 * 2)
    expect(rows.every((row) => !row.entrant.includes('/'))).toBe(true)
    expect(rows.reduce((sum, row) => sum + row.n + row.failedTrials, 0)).toBe(96)
  })

  test('count a failed trial and leave it out of the figures', () => {
    const row = comparisonRows(example.trials).find((r) => r.failedTrials > 0)
    expect(row).toMatchObject({ entrant: 'autogen@governed', agents: 78_000, n: 2 })
    expect(row?.tasksPerCpuS.n).toBe(2)
  })

  test('of an entrant whose every trial failed have no figure and no tier', () => {
    const failed = example.trials.find((t) => t.kind === 'failed') as TrialRecord
    const [row] = comparisonRows([failed])
    expect(row).toMatchObject({
      n: 0,
      failedTrials: 1,
      tasksPerCpuS: { n: 0, value: null, low: null, high: null },
      latency: { count: 0, p99: { kind: 'none' } },
      intrinsicPerTask: null,
      tier: null,
    })
  })

  test('count trials that are not valid', () => {
    const invalid = { ...trialWith({}), validity: { valid: false, conditions: [] } }
    expect(comparisonRows([invalid, trialWith({ trial: 1 })])[0]).toMatchObject({
      n: 2,
      invalidTrials: 1,
    })
  })

  test('divide intrinsic work of all trials by their completed tasks', () => {
    const two = [10, 30].map((completed, trial) => ({
      ...trialWith({ trial }),
      tasks: { ...template.tasks, completed },
      intrinsic: { ...template.intrinsic, envelopes: completed === 10 ? 20 : 180 },
    }))
    expect(comparisonRows(two)[0]?.intrinsicPerTask?.envelopes).toBe(5)
  })

  test('take ratios within trials, whatever order they are in', () => {
    const trials = [...rates('a@bare', [100, 200, 400]), ...rates('b@bare', [300, 600, 1200])]
    const row = comparisonRows([...trials].reverse(), 'a@bare').find((r) => r.entrant === 'b@bare')
    expect(row?.ratios?.tasksPerCpuS).toEqual({
      n: 3,
      ratio: expect.closeTo(3, 12),
      low: expect.closeTo(3, 12),
      high: expect.closeTo(3, 12),
      verdict: 'better',
    })
  })

  test('have no ratio for the baseline itself or at a size that it was not run at', () => {
    const trials = [...rates('a@bare', [100, 200]), ...rates('b@bare', [100, 200], 780)]
    expect(comparisonRows(trials, 'a@bare').map((row) => row.ratios)).toEqual([null, null])
  })

  test('share a tier when neighbours are not resolved', () => {
    const trials = [
      ...rates('a@governed', [1000, 1010, 990]),
      ...rates('b@governed', [900, 1100, 980]),
      ...rates('c@governed', [100, 101, 99]),
    ]
    const tiers = comparisonRows(trials).map((row) => [row.entrant, row.tier])
    expect(tiers).toEqual([
      ['a@governed', 1],
      ['b@governed', 1],
      ['c@governed', 2],
    ])
  })
})

describe('latency', () => {
  test('is of all tasks of all trials together', () => {
    const trials = [
      trialWith({ trial: 0, latenciesMs: [1, 2, 3] }),
      trialWith({ trial: 1, latenciesMs: [100, 200, 300, 400, 500] }),
    ]
    const { count, p50, maxMs, meanMs } = summariseLatency(trials)
    expect(count).toBe(8)
    expect(p50).toMatchObject({ kind: 'value', ms: expect.closeTo(100, 0) })
    expect([maxMs, meanMs]).toEqual([500, 188.25])
  })

  test('that is censored at its rank says so and how long it is at least', () => {
    const { p90, p99, censoredShare } = summariseLatency([
      trialWith({ latenciesMs: Array.from({ length: 950 }, () => 40), censored: 50 }),
    ])
    expect(p99).toEqual({ kind: 'censored', overMs: 40 })
    expect(p90).toMatchObject({ kind: 'value', lowMs: null })
    expect(censoredShare).toBe(0.05)
  })

  test('has no interval if one of the trials has the percentile censored', () => {
    const many = Array.from({ length: 1000 }, () => 40)
    const { p99 } = summariseLatency([
      trialWith({ latenciesMs: many }),
      trialWith({ trial: 1, latenciesMs: [40], censored: 1 }),
    ])
    expect(p99).toEqual({ kind: 'value', ms: expect.closeTo(40, 0), lowMs: null, highMs: null })
  })

  test('is compared with nothing if a percentile of a pair is censored', () => {
    const offered = 500
    const fast = [0, 1, 2].map((trial) => trialWith({ entrant: 'a@bare', trial, offered }))
    const lossy = [0, 1, 2].map((trial) =>
      trialWith({
        entrant: 'b@bare',
        trial,
        offered,
        latenciesMs: [10],
        censored: trial === 2 ? 1 : 0,
      }),
    )
    const row = comparisonRows([...fast, ...lossy], 'a@bare')[1]
    expect(row?.ratios?.p99Ms).toMatchObject({ ratio: null, verdict: 'not resolved' })
    expect(row?.ratios?.tasksPerCpuS.n).toBe(3)
  })
})

describe('a percentile with too few tasks', () => {
  test('is no evidence, and says how many it needs', () => {
    const tasks = (n: number) => [trialWith({ latenciesMs: Array.from({ length: n }, () => 40) })]
    expect(summariseLatency(tasks(458)).p99).toEqual({ kind: 'too few', count: 458, needs: 459 })
    expect(summariseLatency(tasks(459)).p99).toMatchObject({ kind: 'value' })
    expect(summariseLatency(tasks(6)).p50).toEqual({ kind: 'too few', count: 6, needs: 7 })
  })

  test('counts the censored, which have a rank too', () => {
    const { p99 } = summariseLatency([trialWith({ latenciesMs: [40], censored: 458 })])
    expect(p99).toMatchObject({ kind: 'censored' })
  })

  test('is nothing to compare by', () => {
    const of = (offered: number) =>
      ['a@bare', 'b@bare'].flatMap((entrant) =>
        [0, 1, 2].map((trial) => trialWith({ entrant, trial, offered })),
      )
    expect(comparisonRows(of(458), 'a@bare')[1]?.ratios?.p99Ms.ratio).toBeNull()
    expect(comparisonRows(of(459), 'a@bare')[1]?.ratios?.p99Ms.ratio).toBe(1)
  })
})

describe('auth overhead', () => {
  function ladder(level: string, cpuUsPerTask: readonly number[], seals = 0): CompletedTrial[] {
    return cpuUsPerTask.map((us, trial) => {
      const made = trialWith({
        entrant: `mesh@governed/${level}`,
        trial,
        cost: { cpuUsPerTask: us, tasksPerCpuS: 1e6 / us },
      })
      return {
        ...made,
        purpose: 'auth' as const,
        controls: { ...made.controls, auth: level },
        tasks: { ...made.tasks, completed: 10 },
        intrinsic: { ...made.intrinsic, seals: seals * 10 },
      }
    })
  }

  test('is the paired difference to A0', () => {
    const [row, ...rest] = authOverheadRows([
      ...ladder('A2', [110, 220, 330], 5),
      ...ladder('A0', [100, 200, 300]),
    ])
    expect(rest).toEqual([])
    expect(row).toMatchObject({
      level: 'A2',
      n: 3,
      sealsPerTask: 5,
      addedCpuUsPerTask: { n: 3, value: expect.closeTo(20, 12) },
      addedCpuUsPerSeal: { n: 3, value: expect.closeTo(4, 12) },
      lostThroughputPct: { value: expect.closeTo(100 / 11, 10), low: expect.closeTo(100 / 11, 10) },
      throughput: { verdict: 'worse' },
    })
    // Differences 10, 20, 30: 20 ± 4.3027 · 10/√3.
    expect(row?.addedCpuUsPerTask.low).toBeCloseTo(20 - 24.8414, 3)
  })

  test('tells bytes, sessions and added latency of a level', () => {
    const with2 = ladder('A2', [110, 110], 5).map((made) => ({
      ...made,
      agents: 100,
      tasks: { ...made.tasks, offered: 500 },
      latency: { ...made.latency, meanMs: 70, p50Ms: 60, p99Ms: 130 },
      intrinsic: {
        ...made.intrinsic,
        proofBytes: 2_450,
        sessionHits: 30,
        sessionMisses: 10,
        sessionBytes: 60_000,
      },
    }))
    const without = ladder('A0', [100, 100]).map((made) => ({
      ...made,
      agents: 100,
      tasks: { ...made.tasks, offered: 500 },
      latency: { ...made.latency, meanMs: 67, p50Ms: 58, p99Ms: 125 },
    }))
    const [row] = authOverheadRows([...with2, ...without])
    expect(row).toMatchObject({
      proofBytesPerSeal: 49,
      sessionHitShare: 0.75,
      sessionBytesPerAgent: 600,
      addedMeanMs: { value: 3 },
      addedP50Ms: { value: 2 },
      addedP99Ms: { value: 5 },
    })
  })

  test('of a level that seals nothing has no cost for each seal', () => {
    const [row] = authOverheadRows([...ladder('A2', [110, 120]), ...ladder('A0', [100, 110])])
    expect(row?.addedCpuUsPerSeal).toEqual({ n: 0, value: null, low: null, high: null })
  })

  test('without trials at A0 is no evidence', () => {
    const [row] = authOverheadRows(ladder('A3', [110, 120, 130]))
    expect(row).toMatchObject({ n: 0, throughput: { ratio: null, verdict: 'not resolved' } })
  })

  test('has a row for each level but A0 in the example, and none of it from main trials', () => {
    const rows = authOverheadRows(example.trials)
    expect(rows.map((row) => row.entrant)).toEqual([
      'autogen@governed/A2',
      'autogen@governed/A3',
      'crewai@governed/A2',
      'crewai@governed/A3',
      'langchain@governed/A2',
      'langchain@governed/A3',
      'mesh@governed/A2',
      'mesh@governed/A3',
    ])
    expect(rows.every((row) => row.n === 3)).toBe(true)
    expect(authOverheadRows(example.trials.filter((t) => t.purpose === 'main'))).toEqual([])
  })
})

describe('incident rows', () => {
  const incident = (records: readonly Partial<ContainmentRecord>[]) =>
    incidentRows(records.map((containment, trial) => trialWith({ trial, containment })))[0]

  test('count an undetected trial with the whole horizon', () => {
    const row = incident([
      { detectMin: 10, containMin: 16, horizonMin: 60 },
      { detectMin: null, containMin: null, horizonMin: 60 },
      { detectMin: 20, containMin: null, horizonMin: 60 },
    ])
    expect(row?.detect).toEqual({
      reached: 2,
      share: 2 / 3,
      medianMin: 20,
      restrictedMeanMin: 30,
    })
    expect(row?.contain).toMatchObject({ reached: 1, medianMin: null })
    expect(row?.contain.restrictedMeanMin).toBeCloseTo((16 + 60 + 60) / 3, 12)
  })

  test('leave trials whose post was refused out of the times but not of the damage', () => {
    const row = incident([
      { postAccepted: false, detectMin: null, containMin: null, peopleExposed: 0 },
      { postAccepted: true, detectMin: 8, peopleExposed: 50 },
    ])
    expect(row).toMatchObject({ n: 2, posted: 1, detect: { share: 1, medianMin: 8 } })
    expect(row?.peopleExposed).toEqual({ median: 25, min: 0, max: 50 })
  })

  test('have no share where the post was never accepted', () => {
    const row = incident([{ postAccepted: false, detectMin: null }])
    expect(row?.detect).toEqual({
      reached: 0,
      share: null,
      medianMin: null,
      restrictedMeanMin: null,
    })
  })

  test('are missing where the workload has no incident', () => {
    const { containment, ...benign } = trialWith({})
    expect(containment).toBeDefined()
    expect(incidentRows([benign])).toEqual([])
  })
})

describe('scaling rows', () => {
  test('give the exponent of cost over size and the ratio to the smallest size', () => {
    const [small, large] = scalingRows([
      ...rates('a@bare', [100, 110, 120], 78),
      ...rates('a@bare', [10, 11, 12], 7_800),
    ])
    expect(small).toMatchObject({ agents: 78, toSmallest: null, cpuExponent: null })
    expect(large?.toSmallest?.ratio).toBeCloseTo(0.1, 12)
    expect(large?.cpuExponent).toBeCloseTo(0.5, 12)
  })

  test('carry the scalability law of their entrant, from four sizes on', () => {
    const sizes = [6, 60, 600, 6_000]
    const four = sizes.flatMap((agents) => rates('a@bare', [100, 101, 102], agents))
    const laws = scalingRows([...four, ...rates('b@bare', [1, 2], 6)]).map((row) => row.law)
    expect(laws.map((law) => law.kind)).toEqual([...sizes.map(() => 'fitted'), 'no evidence'])
    expect(laws[0]).toMatchObject({ sigma: { value: 0 }, kappa: { value: 0 }, peakAgents: null })
  })

  test('do not mix entrants', () => {
    const rows = scalingRows([...rates('a@bare', [1], 78), ...rates('b@bare', [2], 780)])
    expect(rows.map((row) => row.toSmallest)).toEqual([null, null])
  })
})
