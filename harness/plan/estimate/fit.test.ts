import { describe, expect, it } from 'vitest'
import { testWorkload } from '../../../adapters/conformance/test-workload.ts'
import { BARE } from '../../controls/levels.ts'
import { exitCodeOf } from '../../kernel/errors.ts'
import { bandAround } from './band.ts'
import { estimateRun, type RunEstimate, type SpreadTrial } from './estimate.ts'
import { doesNotFit, fitOf, largestFitting, type Room } from './fit.ts'
import type { ArchitectureCosts } from './probed-costs.ts'
import { variantOf } from './variant.ts'
import { OF_CALLBACKS } from './warming.ts'

const GIB = 1024 ** 3

const ROOM: Room = { memory: 8 * GIB, heap: 4 * GIB, disk: 2 * GIB, scratch: GIB }

function estimate(changes: Partial<RunEstimate> = {}): RunEstimate {
  const small = bandAround(1024, 2)
  return {
    trials: 1,
    leastTrials: 1,
    cpuSeconds: small,
    seconds: small,
    memoryBytes: small,
    heapBytes: small,
    diskBytes: small,
    scratchBytes: small,
    ...changes,
  }
}

describe('a run', () => {
  it('fits if all that it may take is there', () => {
    expect(fitOf(estimate(), ROOM)).toEqual({ kind: 'fits' })
  })

  it.each([
    ['memoryBytes', 'memory'],
    ['heapBytes', 'heap'],
    ['diskBytes', 'disk'],
    ['scratchBytes', 'scratch'],
  ] as const)('does not fit if the least of its %s is too much', (field, what) => {
    const band = bandAround(3 * ROOM[what], 2)
    expect(fitOf(estimate({ [field]: band }), ROOM)).toEqual({
      kind: 'does-not-fit',
      what,
      least: 1.5 * ROOM[what],
    })
  })

  it('may not fit if only the most is too much', () => {
    const memoryBytes = bandAround(ROOM.memory, 2)
    expect(fitOf(estimate({ memoryBytes }), ROOM)).toEqual({
      kind: 'may-not-fit',
      what: 'memory',
      most: 2 * ROOM.memory,
    })
  })
})

const trial: SpreadTrial = {
  entrant: 'mesh@bare',
  architecture: 'mesh',
  topology: 'direct',
  profile: 'bare',
  purpose: 'main',
  agents: 10_000_000,
  trial: 0,
  seed: 1,
  controls: BARE,
  shards: 1,
}

const costs: ArchitectureCosts = {
  architecture: 'mesh',
  threadCpuMs: 0,
  loadCpuMs: 0,
  loadedBytes: 0,
  openCpuUsPerAgent: 0,
  idleCpuUsPerAgentHour: 0,
  warming: OF_CALLBACKS,
  bytesPerAgent: 1024,
  variants: {
    [variantOf(trial)]: {
      task: { settledUs: 1, strangersUs: 0, settling: 1 },
      isWarm: false,
      bytesPerTask: 0,
      auditBytesPerTask: 0,
      tasksPerTeamHour: 1,
    },
  },
}

const known = new Map([['mesh', costs]])

describe('the size that fits', () => {
  it('is the largest whose likely memory is there, in two digits', () => {
    // 4 GiB of heap hold 4,194,304 agents of 1 KiB.
    const room = { ...ROOM, memory: Infinity }
    expect(largestFitting([trial], testWorkload(), known, room)).toBe(4_100_000)
  })

  it('fits when it is planned', () => {
    const agents = largestFitting([trial], testWorkload(), known, ROOM)
    const planned = estimateRun([{ ...trial, agents }], testWorkload(), known, {
      cores: 2,
      leastTrials: 1,
      probesAuth: false,
    })
    expect(agents).toBeGreaterThan(1_000_000)
    expect(fitOf(planned, ROOM).kind).not.toBe('does-not-fit')
    expect(planned.memoryBytes.likely).toBeLessThanOrEqual(ROOM.memory)
  })

  it('is none where not even a team fits', () => {
    expect(largestFitting([trial], testWorkload(), known, { ...ROOM, memory: 1 })).toBe(0)
  })
})

describe('the refusal', () => {
  const fit = { kind: 'does-not-fit', least: 9 * GIB } as const

  it('says what is needed, what there is, which size fits, and how to insist', () => {
    const error = doesNotFit({ ...fit, what: 'memory' }, ROOM, 4_100_000)
    expect(error).toMatchObject({
      code: 'DOES_NOT_FIT',
      message: 'the run needs at least 9.0 GiB of memory, and there are 8.0 GiB',
      where: '--agents',
      hint: 'about 4,100,000 agents fit; --force runs it all the same',
    })
    expect(exitCodeOf(error)).toBe(2)
  })

  it('points at the folder when its disk is too small', () => {
    expect(doesNotFit({ ...fit, what: 'disk' }, ROOM, 0)).toMatchObject({
      where: '--out',
      hint: 'choose another --out, or fewer trials; --force runs it all the same',
    })
  })
})
