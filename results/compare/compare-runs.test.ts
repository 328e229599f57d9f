import { describe, expect, test } from 'vitest'
import { metricOf, type Metric } from '../objectives/metric.ts'
import type { CompletedTrial, ContainmentRecord, RunManifest, TrialRecord } from '../record.ts'
import { exampleRun } from '../testing/example-run.ts'
import { type ComparedRun, type CompareOptions, compareRuns } from './compare-runs.ts'
import type { ComparedRow } from './comparison-document.ts'

const EXAMPLE = exampleRun()
const ENTRANT = 'mesh@governed'
const AGENTS = 780
const BASE = EXAMPLE.trials.find(
  (trial): trial is CompletedTrial =>
    trial.kind === 'completed' && trial.entrant === ENTRANT && trial.purpose === 'main',
) as CompletedTrial

interface Choice {
  readonly tasksPerCpuS?: readonly number[]
  readonly peopleExposed?: readonly number[]
  readonly seeds?: readonly number[]
  readonly manifest?: Partial<RunManifest>
  readonly entrant?: string
  readonly change?: (trial: CompletedTrial) => TrialRecord
}

/** A run of one entrant at one size. */
function side(choice: Choice = {}): ComparedRun {
  const { tasksPerCpuS = [100, 101, 102], seeds = [1, 2, 3], entrant = ENTRANT } = choice
  const containment = BASE.containment as NonNullable<CompletedTrial['containment']>
  const trials = tasksPerCpuS.map((rate, trial): TrialRecord => {
    const completed: CompletedTrial = {
      ...BASE,
      entrant,
      agents: AGENTS,
      trial,
      seed: seeds[trial] ?? trial,
      validity: { valid: true, conditions: [] },
      cost: { ...BASE.cost, tasksPerCpuS: rate },
      containment: { ...containment, peopleExposed: choice.peopleExposed?.[trial] ?? 10 },
    }
    return choice.change?.(completed) ?? completed
  })
  const own = EXAMPLE.manifest.entrants.find((one) => one.entrant === ENTRANT)
  const manifest: RunManifest = {
    ...EXAMPLE.manifest,
    state: 'completed',
    entrants: own === undefined ? [] : [{ ...own, entrant }],
    sizes: [AGENTS],
    trials: trials.length,
    ...choice.manifest,
  }
  return { from: 'somewhere', manifest, trials, warnings: [] }
}

function options(names: string, more: Partial<CompareOptions> = {}): CompareOptions {
  return {
    metrics: names.split(',').map((name) => metricOf(name) as Metric),
    named: true,
    margin: 0.05,
    failOn: 'worse',
    interleaved: false,
    ...more,
  }
}

function row(a: ComparedRun, b: ComparedRun, metric: string, more?: Partial<CompareOptions>) {
  return compareRuns(a, b, options(metric, more)).rows[0] as ComparedRow
}

describe('host figures', () => {
  test('of two runs are compared unpaired', () => {
    const b = side({ tasksPerCpuS: [50, 51, 52] })
    expect(row(side(), b, 'tasksPerCpuS')).toMatchObject({ pairing: 'unpaired', verdict: 'worse' })
    expect(row(b, side(), 'tasksPerCpuS').verdict).toBe('better')
  })

  test('of sides that took turns are compared in pairs, which takes off what both met', () => {
    const a = side({ tasksPerCpuS: [100, 200, 400] })
    const b = side({ tasksPerCpuS: [90, 180.1, 359.9] })
    expect(row(a, b, 'tasksPerCpuS')).toMatchObject({ pairing: 'unpaired', verdict: 'undecided' })
    expect(row(a, b, 'tasksPerCpuS', { interleaved: true })).toMatchObject({
      pairing: 'paired',
      verdict: 'worse',
    })
  })

  test('are equivalent only with the whole interval within the margin', () => {
    const b = side({ tasksPerCpuS: [100, 101, 101] })
    expect(row(side(), b, 'tasksPerCpuS').verdict).toBe('equivalent')
    expect(row(side(), b, 'tasksPerCpuS', { margin: 0.01 }).verdict).toBe('undecided')
  })

  test('of one trial are no evidence', () => {
    const one = side({ tasksPerCpuS: [100] })
    expect(row(one, one, 'gcMs', {}).verdict).not.toBe('undecided')
    expect(row(one, side({ tasksPerCpuS: [50] }), 'tasksPerCpuS').verdict).toBe('no evidence')
  })

  test('have wider intervals the more of them are compared', () => {
    const b = side({ tasksPerCpuS: [90, 95, 99] })
    const alone = row(side(), b, 'tasksPerCpuS')
    const change = (trial: CompletedTrial): CompletedTrial => ({
      ...trial,
      cost: { ...trial.cost, gcMs: 5 + trial.trial, setupCpuS: 1 + trial.trial },
    })
    const among = row(
      side({ change }),
      side({ tasksPerCpuS: [90, 95, 99], change }),
      'tasksPerCpuS,gcMs,setupCpuS',
    )
    expect(among.estimate).toBeCloseTo(alone.estimate as number, 12)
    expect(among.low as number).toBeLessThan(alone.low as number)
  })
})

describe('figures of virtual time', () => {
  test('of the same seeds are exact, and the same is the same even in one trial', () => {
    expect(row(side(), side(), 'peopleExposed')).toMatchObject({
      pairing: 'exact',
      verdict: 'equivalent',
      estimate: 1,
    })
    const one = side({ tasksPerCpuS: [100] })
    expect(row(one, one, 'peopleExposed').verdict).toBe('equivalent')
  })

  test('of other machines are paired by seed', () => {
    const environment = { ...EXAMPLE.manifest.environment, cpuModel: 'another' }
    const b = side({ manifest: { environment } })
    expect(row(side(), b, 'peopleExposed').pairing).toBe('paired')
  })

  test('of other seeds are unpaired', () => {
    expect(row(side(), side({ seeds: [7, 8, 9] }), 'peopleExposed').pairing).toBe('unpaired')
  })

  test('that were 0 are compared by their difference', () => {
    const a = side({ peopleExposed: [0, 0, 0] })
    const b = side({ peopleExposed: [20, 21, 22] })
    expect(row(a, b, 'peopleExposed')).toMatchObject({
      scale: 'difference',
      estimate: 21,
      verdict: 'worse',
    })
    expect(row(a, a, 'peopleExposed').verdict).toBe('equivalent')
  })
})

describe('figures without any spread', () => {
  const reached = (apex: boolean, seed: number) =>
    side({
      seeds: [seed, seed + 1],
      tasksPerCpuS: [100, 101],
      change: (trial) => ({
        ...trial,
        containment: { ...(trial.containment as ContainmentRecord), reachedApex: apex },
      }),
    })

  test('are undecided as long as chance does as much', () => {
    const found = row(reached(false, 1), reached(true, 1), 'reachedApexShare')
    expect(found).toMatchObject({ estimate: 1, low: null, verdict: 'undecided' })
    expect(found.because).toContain('too few to tell from chance')
    const unpaired = row(reached(false, 1), reached(true, 7), 'reachedApexShare')
    expect(unpaired).toMatchObject({ pairing: 'unpaired', verdict: 'undecided' })
  })

  test('are different when chance does so in less than 5 %', () => {
    const many = (people: number): ComparedRun =>
      side({
        tasksPerCpuS: Array(6).fill(100) as number[],
        peopleExposed: Array(6).fill(people) as number[],
      })
    // 2 of 2⁶ signs: 3.1 %; with two such rows each has 2.5 %, and six pairs say no more.
    expect(row(many(10), many(20), 'peopleExposed').verdict).toBe('worse')
    const two = compareRuns(many(10), many(20), options('peopleExposed,tasksPerCpuS'))
    expect(two.rows[0]?.verdict).toBe('undecided')
  })

  test('are not equivalent either, if they happen or not and the seeds are others', () => {
    expect(row(reached(true, 1), reached(true, 7), 'reachedApexShare').verdict).toBe('undecided')
    expect(row(reached(true, 1), reached(true, 1), 'reachedApexShare').verdict).toBe('equivalent')
  })

  test('are different at once in work that every task takes', () => {
    const calls = (modelCalls: number): ComparedRun =>
      side({
        change: (trial) => ({
          ...trial,
          tasks: { ...trial.tasks, completed: 100 },
          intrinsic: { ...trial.intrinsic, modelCalls, retries: modelCalls / 500 },
        }),
      })
    expect(row(calls(500), calls(1_000), 'modelCallsPerTask').verdict).toBe('worse')
    expect(row(calls(500), calls(1_000), 'retriesPerTask').verdict).toBe('undecided')
  })
})

describe('the host of two stored runs', () => {
  const on = (spinMs: number, tasksPerCpuS: readonly number[]): ComparedRun => {
    const environment = {
      ...EXAMPLE.manifest.environment,
      noise: { before: { load: 0, spinMs }, after: { load: 0, spinMs } },
    }
    const { segments: _segments, ...manifest } = EXAMPLE.manifest
    const made = side({ tasksPerCpuS, manifest: { environment } })
    const { segments: _own, ...own } = made.manifest
    return { ...made, manifest: { ...manifest, ...own, environment } }
  }
  const [slow, fast] = [
    [100, 101, 102],
    [130, 131, 132],
  ]

  test('is not held for their difference', () => {
    const found = row(on(13, slow as number[]), on(10, fast as number[]), 'tasksPerCpuS')
    expect(found.verdict).toBe('undecided')
    expect(found.because).toContain('the host itself was 30 % faster')
    expect(row(on(10, slow as number[]), on(10, fast as number[]), 'tasksPerCpuS').verdict).toBe(
      'better',
    )
    expect(row(on(10, slow as number[]), on(13, fast as number[]), 'tasksPerCpuS').verdict).toBe(
      'undecided',
    )
  })

  test('changes no memory, and nothing of sides that took turns', () => {
    const [a, b] = [on(13, slow as number[]), on(10, fast as number[])]
    expect(row(a, b, 'tasksPerCpuS', { interleaved: true }).verdict).toBe('better')
    const heavy = (run: ComparedRun, by: number): ComparedRun => ({
      ...run,
      trials: run.trials.map((trial) =>
        trial.kind === 'completed'
          ? { ...trial, cost: { ...trial.cost, peakRssMiB: by * (100 + trial.trial) } }
          : trial,
      ),
    })
    expect(row(heavy(a, 1), heavy(b, 1.3), 'peakRssMiB').verdict).toBe('worse')
  })
})

describe('what is not known', () => {
  test('a metric without a sample is no evidence, and fails the gate', () => {
    const change = ({ containment: _none, ...trial }: CompletedTrial): CompletedTrial => trial
    const { rows, gate } = compareRuns(side({ change }), side({ change }), options('peopleExposed'))
    expect(rows[0]?.verdict).toBe('no evidence')
    expect(gate?.holds).toBe(false)
    expect(gate?.failing[0]).toContain('peopleExposed')
  })

  test('a censored percentile is no evidence', () => {
    const many = (trial: CompletedTrial): CompletedTrial => ({
      ...trial,
      tasks: { ...trial.tasks, offered: 10_000 },
    })
    const censored = (trial: CompletedTrial): CompletedTrial => ({
      ...many(trial),
      latency: { ...trial.latency, p99Ms: null },
    })
    const b = side({ change: censored })
    expect(row(side({ change: many }), b, 'p99Ms')).toMatchObject({
      verdict: 'no evidence',
      because: expect.stringContaining('censored') as string,
    })
    const few = (trial: CompletedTrial): CompletedTrial => ({
      ...trial,
      tasks: { ...trial.tasks, offered: 458 },
    })
    expect(row(side({ change: few }), b, 'p99Ms').because).toContain('enough tasks')
  })

  test('a failed or invalid trial takes a good verdict away, and no bad one', () => {
    const change = (trial: CompletedTrial): TrialRecord =>
      trial.trial === 2 ? { ...trial, validity: { valid: false, conditions: [] } } : trial
    expect(row(side(), side({ change }), 'peopleExposed').verdict).toBe('no evidence')
    expect(row(side(), side({ tasksPerCpuS: [50, 51, 52], change }), 'tasksPerCpuS').verdict).toBe(
      'worse',
    )
  })

  test('an entrant that only one run has is no evidence', () => {
    const both = side()
    const entrants = [
      ...both.manifest.entrants,
      ...side({ entrant: 'mesh@bare' }).manifest.entrants,
    ]
    const a = { ...both, manifest: { ...both.manifest, entrants } }
    const { rows, gate } = compareRuns(a, side(), options('peopleExposed'))
    expect(rows.at(-1)).toMatchObject({ entrant: 'mesh@bare', because: 'only A has it' })
    expect(gate?.holds).toBe(false)
  })

  test('nothing at all does not pass a gate', () => {
    const none = side({ manifest: { entrants: [] } })
    expect(compareRuns(none, none, options('peopleExposed')).gate?.holds).toBe(false)
  })

  test('runs of different workloads are shown and not judged', () => {
    const workload = { ...EXAMPLE.manifest.workload, digest: 'f'.repeat(64) }
    const { rows, gate, sameWorkload } = compareRuns(
      side(),
      side({ manifest: { workload } }),
      options('tasksPerCpuS,peopleExposed'),
    )
    expect(sameWorkload).toBe(false)
    expect(rows.map((one) => one.verdict)).toEqual(['not comparable', 'not comparable'])
    expect(rows.every((one) => one.estimate === null && one.a !== null)).toBe(true)
    expect(gate?.holds).toBe(false)
  })
})

test('host figures of a run on a busy machine are no evidence of anything good', () => {
  const condition = { name: 'the host was free', holds: false, detail: '' }
  const manifest = { validity: { valid: false, conditions: [condition] } }
  const busy = side({ tasksPerCpuS: [200, 201, 202], manifest })
  expect(row(side(), busy, 'tasksPerCpuS')).toMatchObject({
    verdict: 'no evidence',
    because: expect.stringContaining('the host was free') as string,
  })
  expect(row(busy, side(), 'tasksPerCpuS').verdict).toBe('worse')
  expect(row(side(), busy, 'peopleExposed').verdict).toBe('equivalent')
  expect(row(side(), busy, 'tasksPerCpuS', { interleaved: true }).verdict).toBe('better')
})

test('two runs of one entrant each are compared whatever their names', () => {
  const { rows } = compareRuns(side(), side({ entrant: 'mesh@bare' }), options('peopleExposed'))
  expect(rows.map((one) => one.entrant)).toEqual(['mesh@governed → mesh@bare'])
})

test('a run compared with itself is the same in everything', () => {
  const manifest = { chainHead: 'c'.repeat(64) }
  const one = side({ manifest })
  expect(row(one, one, 'tasksPerCpuS')).toMatchObject({ pairing: 'paired', verdict: 'equivalent' })
})

test('differences of machine and package are named', () => {
  const environment = { ...EXAMPLE.manifest.environment, node: 'v24.0.0', cpus: 64 }
  const harness = { ...EXAMPLE.manifest.harness, version: '9.9.9', lockDigest: 'a'.repeat(64) }
  const { differences, notes } = compareRuns(
    side(),
    side({ manifest: { environment, harness } }),
    options('peopleExposed'),
  )
  expect(differences.map((one) => one.what)).toEqual(['Node', 'cores', 'muster', 'package-lock'])
  expect(notes.join()).toContain('the machines differ')
})
