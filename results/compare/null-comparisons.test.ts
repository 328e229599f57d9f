/** Simulated comparisons whose truth is known, judged as `muster compare` prints them. */
import { describe, expect, test } from 'vitest'
import { type Metric, metricOf } from '../objectives/metric.ts'
import { simulatedSide, type SimulatedSide } from '../testing/simulated-side.ts'
import { type ComparedRun, compareRuns } from './compare-runs.ts'

const SLOW_MS = 300_000
/** Costs, latencies, counts, shares and events: every kind of figure that there is. */
const METRICS = [
  'tasksPerCpuS',
  'idleBytesPerAgent',
  'setupCpuS',
  'gcMs',
  'peakRssMiB',
  'completedShare',
  'modelCallsPerTask',
  'p50Ms',
  'p99Ms',
  'peopleExposed',
  'containShare',
  'reachedApexShare',
  'blastRadiusDepartments',
  'falseAlerts',
].map((name) => metricOf(name) as Metric)
/** Without a metric of its own `muster compare` prints these. */
const USUAL = [0, 1, 5, 6, 7, 8, 9].map((at) => METRICS[at] as Metric)
const NOISE = 0.02
const OTHER_SEEDS = { firstSeed: 1_000 }

interface Situation {
  readonly a?: Partial<SimulatedSide>
  readonly b?: Partial<SimulatedSide>
  readonly trials: readonly [number, number]
  readonly interleaved?: boolean
}

function sidesOf({ a, b, trials }: Situation, experiment: number): [ComparedRun, ComparedRun] {
  const common = { experiment, noise: NOISE }
  return [
    simulatedSide({ ...common, ...a, side: 'A', trials: trials[0] }),
    simulatedSide({ ...common, ...b, side: 'B', trials: trials[1] }),
  ]
}

/** Metrics that are called better or worse. No margin, so that nothing is saved by equivalence. */
function called(
  [a, b]: readonly [ComparedRun, ComparedRun],
  metrics: readonly Metric[],
  interleaved = false,
): string[] {
  const rest = { named: true, margin: 0, failOn: undefined, interleaved }
  return compareRuns(a, b, { metrics, ...rest }).rows.flatMap(({ metric, verdict }) =>
    verdict === 'better' || verdict === 'worse' ? [metric] : [],
  )
}

const NULLS: readonly (readonly [string, Situation])[] = [
  ['stored, 2 trials each', { b: OTHER_SEEDS, trials: [2, 2] }],
  ['stored, 3 trials each', { b: OTHER_SEEDS, trials: [3, 3] }],
  ['stored, 10 trials each', { b: OTHER_SEEDS, trials: [10, 10] }],
  ['stored, 2 against 10 trials', { b: OTHER_SEEDS, trials: [2, 10] }],
  ['of two machines, paired by seed', { b: { cpuModel: 'another' }, trials: [2, 2] }],
  [
    'in turns on a host that drifts',
    {
      a: { sharedNoise: 0.1 },
      b: { sharedNoise: 0.1, ...OTHER_SEEDS },
      trials: [5, 5],
      interleaved: true,
    },
  ],
]

describe('of identical systems', () => {
  const experiments = 500
  test.each(NULLS)(
    'at most 5 % of comparisons call any row different: %s',
    { timeout: SLOW_MS },
    (_name, situation) => {
      let whole = 0
      let usual = 0
      for (let e = 0; e < experiments; e++) {
        const sides = sidesOf(situation, e)
        if (called(sides, METRICS, situation.interleaved).length > 0) whole++
        if (called(sides, USUAL, situation.interleaved).length > 0) usual++
      }
      expect(whole / experiments).toBeLessThanOrEqual(0.05)
      expect(usual / experiments).toBeLessThanOrEqual(0.05)
    },
  )

  test.each(NULLS)(
    'no metric alone is called different in more than 5 %: %s',
    { timeout: SLOW_MS },
    (_name, situation) => {
      const all = METRICS.map((metric) => {
        let wrong = 0
        for (let e = 0; e < experiments; e++) {
          if (called(sidesOf(situation, e), [metric], situation.interleaved).length > 0) wrong++
        }
        // The share has a standard deviation of 1 % at 5 %; three of them over fourteen metrics.
        expect(wrong / experiments, metric.name).toBeLessThanOrEqual(0.05 + 0.03)
        return wrong
      })
      const mean = all.reduce((sum, wrong) => sum + wrong, 0) / all.length / experiments
      expect(mean).toBeLessThanOrEqual(0.05)
    },
  )
})

describe('a true change of 10 % in tasks per CPU-second', () => {
  test.each([
    ['stored', { b: { ...OTHER_SEEDS, faster: 0.9 }, trials: [10, 10] }],
    [
      'in turns on a host that drifts',
      {
        a: { sharedNoise: 0.1 },
        b: { sharedNoise: 0.1, faster: 0.9 },
        trials: [10, 10],
        interleaved: true,
      },
    ],
  ] satisfies [string, Situation][])(
    'is found by 10 trials in at least 80 % among all rows: %s',
    { timeout: SLOW_MS },
    (_name, situation: Situation) => {
      const experiments = 300
      const found = (metrics: readonly Metric[]): number => {
        let right = 0
        for (let e = 0; e < experiments; e++) {
          if (
            called(sidesOf(situation, e), metrics, situation.interleaved).includes('tasksPerCpuS')
          )
            right++
        }
        return right / experiments
      }
      expect(found(USUAL)).toBeGreaterThanOrEqual(0.8)
      expect(found(METRICS)).toBeGreaterThanOrEqual(0.8)
    },
  )
})
