/** The queue at the top, in virtual time. */
import { describe, expect, it } from 'vitest'
import { benignWorkload, runHere } from '../../harness/engine/testing/trial.ts'
import { MINUTE } from '../../harness/kernel/units.ts'
import type { CompletedTrial } from '../../results/record.ts'
import { createTestCell } from '../conformance/test-cell.ts'
import { centralized } from './index.ts'
import { SessionPool, type Visitor } from './session-pool.ts'

/** Virtual times at which works that start together end, in the order of their start. */
async function endsOf(topology: string, count: number): Promise<number[]> {
  const test = createTestCell({ architecture: centralized, topology })
  const runtime = test.runtimes[0]
  const ends: number[] = []
  for (let nth = 0; nth < count; nth++) {
    const work = test.work('release', nth)
    runtime?.timeline.after(
      0,
      () => runtime.deployment.start(work, () => (ends[nth] = runtime.timeline.now)),
      undefined,
    )
  }
  await test.run()
  return ends
}

/** How long one work takes that has the assistant to itself. */
async function aloneOf(nth: number): Promise<number> {
  const test = createTestCell({ architecture: centralized, topology: 'single' })
  const work = test.work('release', nth)
  const runtime = test.runtimes[0]
  let end = 0
  runtime?.timeline.after(
    0,
    () => runtime.deployment.start(work, () => (end = runtime.timeline.now)),
    undefined,
  )
  await test.run()
  return end
}

describe('with one session', () => {
  it('conversations follow one another without a gap, in order of arrival', async () => {
    const ends = await endsOf('single', 4)
    let sum = 0
    for (let nth = 0; nth < 4; nth++) {
      sum += await aloneOf(nth)
      expect(ends[nth]).toBe(sum)
    }
  })
})

describe('with eight sessions', () => {
  it('eight conversations take as long as each alone, and the ninth waits for the first to end', async () => {
    const ends = await endsOf('sessions', 9)
    const alone: number[] = []
    for (let nth = 0; nth < 9; nth++) alone.push(await aloneOf(nth))
    expect(ends.slice(0, 8)).toEqual(alone.slice(0, 8))
    expect(ends[8]).toBe(Math.min(...alone.slice(0, 8)) + (alone[8] as number))
  })
})

describe('under more load than one session can serve', () => {
  /** A task holds a session for about 6 s, and a department has two teams. */
  const trial = (architecture: string, topology: string, perTeamPerHour: number) => {
    const base = benignWorkload()
    return runHere({
      architecture,
      topology,
      workload: benignWorkload({
        arrivals: { ...base.arrivals, perTeamPerHour },
        limits: { tasksInFlightPerDepartment: 64, taskDeadlineUs: 10 * MINUTE },
      }),
    })
  }
  const QUIET = 60
  const FLOOD = 400

  it('waits grow and tasks miss their deadline, where more sessions and the mesh keep up', async () => {
    const quiet = await trial('centralized', 'single', QUIET)
    const busy = await trial('centralized', 'single', 2 * QUIET)
    const flooded = await trial('centralized', 'single', FLOOD)
    const meanS = ({ latency }: CompletedTrial): number => (latency.meanMs as number) / 1000
    expect(quiet.tasks.failed).toBe(0)
    expect(busy.tasks.failed).toBe(0)
    expect(meanS(busy)).toBeGreaterThan(1.2 * meanS(quiet))
    expect(meanS(flooded)).toBeGreaterThan(10 * meanS(quiet))
    expect(flooded.tasks.failed / flooded.tasks.offered).toBeGreaterThan(0.5)
    for (const [architecture, topology] of [
      ['mesh', 'direct'],
      ['centralized', 'sessions'],
    ] as const) {
      const same = await trial(architecture, topology, FLOOD)
      expect(same.tasks.offered).toBe(flooded.tasks.offered)
      expect(same.tasks.failed).toBe(0)
      expect(meanS(same)).toBeLessThan(1.5 * meanS(quiet))
    }
  })
})

describe('a session pool', () => {
  it('calls the next in line who still wants it', () => {
    const pool = new SessionPool(1)
    const seated: string[] = []
    const visitor = (name: string): Visitor & { over: boolean } => ({
      over: false,
      seated: () => seated.push(name),
    })
    const [a, b, c] = [visitor('a'), visitor('b'), visitor('c')]
    for (const one of [a, b, c]) pool.enter(one)
    expect([seated, pool.waiting]).toEqual([['a'], 2])
    b.over = true
    pool.leave()
    expect([seated, pool.waiting]).toEqual([['a', 'c'], 0])
  })

  it('serves a long line of visitors that leave at once without running out of stack', () => {
    const pool = new SessionPool(1)
    let served = 0
    pool.enter({ over: false, seated: () => {} })
    for (let i = 0; i < 50_000; i++) {
      pool.enter({
        over: false,
        seated: () => {
          served++
          pool.leave()
        },
      })
    }
    pool.leave()
    expect(served).toBe(50_000)
  })
})
