import { describe, expect, it } from 'vitest'
import { testWorkload } from '../../../adapters/conformance/test-workload.ts'
import type { Workload } from '../../../workloads/workload.ts'
import { GOVERNED } from '../../controls/levels.ts'
import { MINUTE } from '../../kernel/units.ts'
import { estimateRun, estimateTrial, type SpreadTrial } from './estimate.ts'
import type { ArchitectureCosts, VariantCosts } from './probed-costs.ts'
import { variantOf } from './variant.ts'

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

const VARIANT: VariantCosts = {
  usPerTask: 10_000,
  bytesPerTask: 0,
  auditBytesPerTask: 500,
  tasksPerTeamHour: 7,
}

/** Everything that is not asked about is free. */
function costs(variant: Partial<VariantCosts> = {}, rest: Partial<ArchitectureCosts> = {}) {
  return {
    architecture: 'mesh',
    loadMs: 0,
    loadedBytes: 0,
    openUsPerAgent: 0,
    idleUsPerAgentHour: 0,
    bytesPerAgent: 0,
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

const likelyS = (...args: Parameters<typeof estimateTrial>): number =>
  estimateTrial(...args).seconds.likely

describe('the time of a trial', () => {
  // Worker 0.15 s, warm-up 0.15 s, and tasks at 0.7 of what the probe measured.
  it('grows with its tasks', () => {
    expect(likelyS(trial(), workload(), costs())).toBeCloseTo(0.15 + 0.15 + 7, 9)
    expect(likelyS(trial({ agents: 1200 }), workload(), costs())).toBeCloseTo(0.3 + 14, 9)
  })

  it('has the loading and the warm-up of slow tasks', () => {
    const slow = costs({ usPerTask: 100_000 }, { loadMs: 400 })
    expect(likelyS(trial(), workload(), slow)).toBeCloseTo(0.15 + 0.4 + 20 * 0.07 + 70, 9)
  })

  it('has the repeats of a window that is short', () => {
    const measure = { ...workload().measure, minCpuS: 2 }
    const quick = costs({ usPerTask: 1000 })
    // 0.7 s a window, and three more that come to at least 2 s.
    expect(likelyS(trial(), workload({ measure }), quick)).toBeCloseTo(0.3 + 4 * 0.7, 9)
  })

  it('has the agents that are opened, for idle memory too', () => {
    const opening = costs({ usPerTask: 0 }, { openUsPerAgent: 10 })
    // 600 agents in 50 departments, 25 divisions and the apex: 200 cells are three copies.
    expect(likelyS(trial(), workload(), opening)).toBeCloseTo(0.3 + (3 + 1) * 600 * 10e-6, 9)
  })

  it('has the idle hours of the window and its drain', () => {
    const idle = costs({ usPerTask: 0 }, { idleUsPerAgentHour: 1000 })
    expect(likelyS(trial(), workload(), idle)).toBeCloseTo(0.3 + 600 * 1.5 * 1e-3, 9)
  })

  it('has the cases and the flood of an incident', () => {
    const rogue = {
      scenario: 'rogue-guidance' as const,
      place: 'leaf' as const,
      delayUs: 30 * MINUTE,
      horizonUs: 90 * MINUTE,
      caseTasksPerHour: 6,
    }
    const benign = likelyS(trial(), workload(), costs())
    expect(likelyS(trial(), workload({ incident: rogue }), costs()) - benign).toBeCloseTo(
      12 * 0.007,
      9,
    )
    const flood = { ...rogue, scenario: 'flood' as const, floodMessages: 2000 }
    expect(likelyS(trial(), workload({ incident: flood }), costs()) - benign).toBeCloseTo(
      12 * 0.007 + 0.3,
      9,
    )
  })

  it('of a closed loop goes by the tasks that the probe saw', () => {
    const arrivals = { ...workload().arrivals, process: 'closed' as const }
    expect(likelyS(trial(), workload({ arrivals }), costs())).toBeCloseTo(0.3 + 700 * 0.007, 9)
  })

  it('on two threads is between an even share and none saved', () => {
    const one = estimateTrial(trial(), workload(), costs()).seconds
    const two = estimateTrial(trial({ shards: 2 }), workload(), costs()).seconds
    expect(two.least).toBeCloseTo((0.3 + 3.5) / 2.5, 9)
    expect(two.most).toBe(one.most)
    expect(two.likely).toBeLessThan(one.likely)
    expect(two.likely).toBeGreaterThan(two.least)
  })

  it('under controls that were not probed is the costliest that was', () => {
    const other = trial({ controls: { ...GOVERNED, auth: 'A3' } })
    expect(likelyS(other, workload(), costs())).toBeCloseTo(likelyS(trial(), workload(), costs()))
  })
})

describe('the memory of a trial', () => {
  it('grows with its agents', () => {
    const heavy = costs({}, { bytesPerAgent: MIB })
    const heap = (agents: number): number =>
      estimateTrial(trial({ agents }), workload(), heavy).heapBytes.likely
    // From 200 cells on there is one copy.
    expect(heap(6000)).toBeCloseTo(6000 * MIB, 0)
    expect(heap(60_000)).toBeCloseTo(60_000 * MIB, 0)
  })

  it('has the tasks’ part between not at all and in full', () => {
    const { heapBytes } = estimateTrial(trial(), workload(), costs({ bytesPerTask: 1000 }))
    expect(heapBytes).toEqual({ least: 0, likely: 500_000, most: 1_500_000 })
  })

  it.each([
    ['S0', 0],
    ['S1', 24 * 8.4 * MIB],
    ['S2', 600 * 74 * 1024],
  ] as const)('at %s has up to %d bytes of sandboxes', (sandbox, bytes) => {
    const most = (level: 'S0' | 'S1' | 'S2'): number =>
      estimateTrial(trial({ controls: { ...GOVERNED, sandbox: level } }), workload(), costs())
        .memoryBytes.most
    expect(most(sandbox) - most('S0')).toBeCloseTo(bytes, 3)
  })

  it('of the disk holds the audit records of the first pass and what comes with it', () => {
    const { scratchBytes } = estimateTrial(trial(), workload(), costs())
    expect(scratchBytes.likely).toBe(2 * 1000 * 500)
  })
})

describe('a run', () => {
  it('takes the time of its trials together and the memory of the largest', () => {
    const known = new Map([['mesh', costs({}, { bytesPerAgent: 1000 })]])
    const small = estimateRun([trial()], workload(), known)
    const large = estimateRun([trial({ agents: 6000 })], workload(), known)
    const both = estimateRun([trial(), trial({ agents: 6000 })], workload(), known)
    expect(both.trials).toBe(2)
    expect(both.memoryBytes).toEqual(large.memoryBytes)
    expect(both.seconds.likely + 5).toBeCloseTo(small.seconds.likely + large.seconds.likely, 9)
    expect(both.diskBytes.likely).toBeGreaterThan(large.diskBytes.likely)
  })

  it('has ends in order', () => {
    const known = new Map([['mesh', costs({ bytesPerTask: 1000 }, { bytesPerAgent: 1000 })]])
    const { trials: _trials, ...bands } = estimateRun([trial({ shards: 2 })], workload(), known)
    for (const { least, likely, most } of Object.values(bands)) {
      expect(least).toBeLessThan(likely)
      expect(likely).toBeLessThan(most)
    }
  })

  it('of an architecture that was not probed is not told', () => {
    expect(() => estimateRun([trial()], workload(), new Map())).toThrow('mesh was not probed')
  })
})
