import { describe, expect, it } from 'vitest'
import { testWorkload } from '../../../adapters/conformance/test-workload.ts'
import { meanModelCalls, modelCallsOf } from '../../../workloads/expected-work.ts'
import type { TaskType, Workload } from '../../../workloads/workload.ts'
import { GOVERNED } from '../../controls/levels.ts'
import { MINUTE } from '../../kernel/units.ts'
import type { Band } from './band.ts'
import { newShare } from './contacts.ts'
import {
  estimateRun,
  estimateTrial,
  type RunSetting,
  type SpreadTrial,
  type TrialEstimate,
} from './estimate.ts'
import type { ArchitectureCosts, VariantCosts } from './probed-costs.ts'
import { variantOf } from './variant.ts'
import { coldCpuS, OF_CALLBACKS } from './warming.ts'

const MIB = 1024 * 1024

function trial(changes: Partial<SpreadTrial> = {}): SpreadTrial {
  return {
    entrant: 'mesh@governed',
    architecture: 'mesh',
    topology: 'direct',
    profile: 'governed',
    purpose: 'main',
    agents: 600,
    trial: 0,
    seed: 1,
    controls: GOVERNED,
    shards: 1,
    ...changes,
  }
}

const free = { strangersUs: 0, settling: 1 }
const VARIANT: VariantCosts = {
  task: { settledUs: 9_000, ...free },
  isWarm: false,
  bytesPerTask: 0,
  auditBytesPerTask: 500,
  tasksPerTeamHour: 7,
}

/** Everything that is not asked about is free. */
function costs(variant: Partial<VariantCosts> = {}, rest: Partial<ArchitectureCosts> = {}) {
  return {
    architecture: 'mesh',
    threadCpuMs: 0,
    loadCpuMs: 0,
    loadedBytes: 0,
    openCpuUsPerAgent: 0,
    idleCpuUsPerAgentHour: 0,
    bytesPerAgent: 0,
    warming: OF_CALLBACKS,
    variants: { [variantOf(trial())]: { ...VARIANT, ...variant } },
    ...rest,
  } satisfies ArchitectureCosts
}

/** 100 teams of 6 with 10 tasks an hour each: 1,000 tasks. */
function workload(changes: Partial<Workload> = {}): Workload {
  const { incident: _incident, ...benign } = testWorkload()
  const arrivals = { ...benign.arrivals, perTeamPerHour: 10 }
  return { ...benign, arrivals, ...changes }
}

function estimateOne(
  one: SpreadTrial,
  spec: Workload,
  probed: ArchitectureCosts,
  cores = 2,
): TrialEstimate {
  return estimateTrial(one, spec, new Map([['mesh', probed]]), cores)
}

const cpuS = (...args: Parameters<typeof estimateOne>): number =>
  estimateOne(...args).cpuSeconds.likely

const settled = (settledUs: number) => ({ task: { settledUs, ...free } })

describe('the CPU time of a trial', () => {
  // The warm-up has 0.18 s.
  it('grows with its tasks', () => {
    expect(cpuS(trial(), workload(), costs())).toBeCloseTo(0.18 + 9, 9)
  })

  it('grows more than its tasks where its teams are too many for caches', () => {
    // 10,000 tasks of 1,000 teams: ten times as many as stay at hand.
    const large = cpuS(trial({ agents: 6000 }), workload(), costs())
    expect(large).toBeCloseTo((20 + 10_000) * 0.009 * 1.2, 9)
  })

  it('has thread and loading, and the warm-up of slow tasks', () => {
    const slow = costs(settled(100_000), { threadCpuMs: 100, loadCpuMs: 400 })
    expect(cpuS(trial(), workload(), slow)).toBeCloseTo(0.5 + 20 * 0.1 + 100, 9)
  })

  it('has them for each of its threads', () => {
    const slow = costs({}, { threadCpuMs: 100, loadCpuMs: 400 })
    const [one, two] = [1, 2].map((shards) => cpuS(trial({ shards }), workload(), slow))
    expect((two as number) - (one as number)).toBeCloseTo(0.5 + 0.18, 9)
  })

  it('has what cold code of promises adds, once for each thread', () => {
    const warming = { added: 100, settling: 20 }
    const cold = cpuS(trial(), workload(), costs({}, { warming }))
    // 1,000 tasks in the window and 20 in the warm-up, and 100 more until all is warm.
    expect(cold).toBeCloseTo(1120 * 0.009, 6)
  })

  it('has what cold code of the engine adds where it was taken off', () => {
    const warm = cpuS(trial(), workload(), costs({ isWarm: true }))
    expect(warm - cpuS(trial(), workload(), costs())).toBeCloseTo(1 - coldCpuS(0.18), 3)
  })

  it('has strangers that meet: all of a lone task, few of a busy team', () => {
    const meeting = costs({ task: { settledUs: 0, strangersUs: 5_000, settling: 1 } })
    const base = workload({ measure: { ...workload().measure, minCpuS: 0 } })
    const at = (perTeamPerHour: number): number =>
      cpuS(
        trial(),
        { ...base, arrivals: { ...base.arrivals, perTeamPerHour, minTasks: 0 } },
        meeting,
      )
    expect(at(0.001) - 0.18).toBeCloseTo(0.1 * 0.005, 6)
    expect(at(10) - 0.18).toBeCloseTo(1000 * 0.005 * newShare(10, 1), 9)
  })

  it('has the repeats of a window that is short', () => {
    const measure = { ...workload().measure, minCpuS: 2 }
    // 0.7 s a window, and three more that come to at least 2 s.
    const quick = costs(settled(700))
    expect(cpuS(trial(), workload({ measure }), quick)).toBeCloseTo(0.18 + 4 * 0.7, 9)
  })

  it('has the agents that are opened, for idle memory too', () => {
    const opening = costs(settled(0), { openCpuUsPerAgent: 10 })
    // 600 agents in 50 departments, 25 divisions and the apex: 200 cells are three copies.
    expect(cpuS(trial(), workload(), opening)).toBeCloseTo(0.18 + (3 + 1) * 600 * 10e-6, 9)
  })

  it('has the idle hours of the window and its drain', () => {
    const idle = costs(settled(0), { idleCpuUsPerAgentHour: 1000 })
    expect(cpuS(trial(), workload(), idle)).toBeCloseTo(0.18 + 600 * 1.5 * 1e-3, 9)
  })

  it('has the cases and the flood of an incident', () => {
    const rogue = {
      scenario: 'rogue-guidance' as const,
      place: 'leaf' as const,
      delayUs: 30 * MINUTE,
      horizonUs: 90 * MINUTE,
      caseTasksPerHour: 6,
    }
    const spec = workload()
    const benign = cpuS(trial(), spec, costs())
    const reads = spec.tasks.find(({ steps }) => steps.some(({ tool }) => tool === 'read_board'))
    const share = modelCallsOf(reads as TaskType) / meanModelCalls(spec)
    const added = (incident: Workload['incident'] & object): number =>
      cpuS(trial(), workload({ incident }), costs()) - benign
    expect(added(rogue)).toBeCloseTo(12 * 0.009 * share, 9)
    const flood = { ...rogue, scenario: 'flood' as const, floodMessages: 2000 }
    expect(added(flood) - added(rogue)).toBeCloseTo(0.3, 9)
  })

  it('of a closed loop goes by the tasks that the probe saw', () => {
    const arrivals = { ...workload().arrivals, process: 'closed' as const }
    expect(cpuS(trial(), workload({ arrivals }), costs())).toBeCloseTo(0.18 + 700 * 0.009, 9)
  })

  it('under controls that were not probed is the costliest that was', () => {
    const other = trial({ controls: { ...GOVERNED, auth: 'A3' } })
    expect(cpuS(other, workload(), costs())).toBe(cpuS(trial(), workload(), costs()))
  })
})

describe('the host time of a trial', () => {
  const time = (shards: number, cores: number): Band =>
    estimateOne(trial({ shards }), workload(), costs(), cores).seconds

  it('on one thread has compiler and collector beside it, if there is a core for them', () => {
    expect(time(1, 2).likely).toBeCloseTo(9.18 / 1.35, 9)
    expect(time(1, 1).likely).toBeCloseTo(9.18, 9)
  })

  it('on two threads is between an even share and none saved', () => {
    expect(time(2, 2).least).toBeCloseTo(9.36 / 2 / 2, 9)
    expect(time(2, 2).most).toBeCloseTo(9.36 * 2, 9)
    expect(time(2, 2).likely).toBeLessThan(time(1, 2).likely)
  })
})

describe('the memory of a trial', () => {
  it('grows with its agents', () => {
    const heavy = costs({}, { bytesPerAgent: MIB })
    const heap = (agents: number): number =>
      estimateOne(trial({ agents }), workload(), heavy).heapBytes.likely
    // From 200 cells on there is one copy.
    expect(heap(6000)).toBeCloseTo(6000 * MIB, 0)
    expect(heap(60_000)).toBeCloseTo(60_000 * MIB, 0)
  })

  it('has the tasks’ part between not at all and in full', () => {
    const { heapBytes } = estimateOne(trial(), workload(), costs({ bytesPerTask: 1000 }))
    expect(heapBytes).toEqual({ least: 0, likely: 500_000, most: 1_500_000 })
  })

  it.each([
    ['S0', 0],
    ['S1', 24 * 8.4 * MIB],
    ['S2', 600 * 74 * 1024],
  ] as const)('at %s has up to %d bytes of sandboxes', (sandbox, bytes) => {
    const most = (level: 'S0' | 'S1' | 'S2'): number =>
      estimateOne(trial({ controls: { ...GOVERNED, sandbox: level } }), workload(), costs())
        .memoryBytes.most
    expect(most(sandbox) - most('S0')).toBeCloseTo(bytes, 3)
  })

  it('of the disk holds the audit records of the first pass and what comes with it', () => {
    const { scratchBytes } = estimateOne(trial(), workload(), costs())
    expect(scratchBytes.likely).toBe(2 * 1000 * 500)
  })
})

describe('a run', () => {
  const SETTING: RunSetting = { cores: 2, leastTrials: 1, probesAuth: false }
  const run = (
    planned: readonly SpreadTrial[],
    probed: ArchitectureCosts,
    setting: Partial<RunSetting> = {},
  ) => estimateRun(planned, workload(), new Map([['mesh', probed]]), { ...SETTING, ...setting })

  it('takes the time of its trials together and the memory of the largest', () => {
    const known = costs({}, { bytesPerAgent: 1000 })
    const small = run([trial()], known)
    const large = run([trial({ agents: 6000 })], known)
    const both = run([trial(), trial({ agents: 6000 })], known)
    expect(both.trials).toBe(2)
    expect(both.memoryBytes).toEqual(large.memoryBytes)
    // The self-test and the page come once.
    expect(both.cpuSeconds.likely + 3.5).toBeCloseTo(
      small.cpuSeconds.likely + large.cpuSeconds.likely,
      9,
    )
    expect(both.diskBytes.likely).toBeGreaterThan(large.diskBytes.likely)
  })

  it('has each A/A pair as a trial of its own', () => {
    const one = run([trial()], costs())
    const pair = run([trial(), trial({ purpose: 'aa' })], costs())
    expect(pair.cpuSeconds.likely - one.cpuSeconds.likely).toBeCloseTo(9.18 + 0.02, 9)
  })

  it('that stops by itself is told from its fewest trials to all of them', () => {
    const planned = Array.from({ length: 10 }, (_, nth) => trial({ trial: nth }))
    const all = run(planned, costs(), { leastTrials: 10 })
    const few = run(planned, costs(), { leastTrials: 3 })
    expect(all.leastTrials).toBe(10)
    expect(few).toMatchObject({ trials: 10, leastTrials: 3 })
    expect(few.cpuSeconds.most).toBe(all.cpuSeconds.most)
    expect(all.cpuSeconds.least - few.cpuSeconds.least).toBeCloseTo((7 * 9.18) / 2, 9)
    expect(all.cpuSeconds.likely - few.cpuSeconds.likely).toBeCloseTo((7 * 9.18) / 2, 9)
  })

  it('has the measurement of authentication after it, if there is one', () => {
    const without = run([trial()], costs())
    const also = run([trial()], costs(), { probesAuth: true })
    expect(also.cpuSeconds.likely - without.cpuSeconds.likely).toBeCloseTo(4.3, 9)
  })

  it('has ends in order', () => {
    const known = costs({ bytesPerTask: 1000 }, { bytesPerAgent: 1000 })
    const { trials: _trials, leastTrials: _least, ...bands } = run([trial({ shards: 2 })], known)
    for (const { least, likely, most } of Object.values(bands)) {
      expect(least).toBeLessThan(likely)
      expect(likely).toBeLessThan(most)
    }
  })

  it('of an architecture that was not probed is not told', () => {
    expect(() => estimateRun([trial()], workload(), new Map(), SETTING)).toThrow(
      'mesh was not probed',
    )
  })
})
