import { describe, expect, it } from 'vitest'
import { Histogram } from '../../results/histogram.ts'
import { solo } from '../engine/trial-exchange.ts'
import { alone } from '../kernel/shard.ts'
import { durationsOf, runEpidemics } from './epidemic.ts'
import { judgeNullTrial, runNullTrial } from './null-trial.ts'
import { judgeQueue } from './queue/judge-queue.ts'
import { allQueues, type KnownQueue, quickQueue } from './queue/queues.ts'
import { type QueueRun, type Replication, runQueues } from './queue/run-queues.ts'
import { recorderRows } from './recorder.ts'
import { judge } from './row.ts'
import { runQuickMetrology } from './quick.ts'
import { runMetrology, runQuickOnWorker } from './run-metrology.ts'
import { runClosedLoop, runOpenLoop, STALL } from './stall.ts'
import { meanTime } from './theory/epidemic.ts'

// The workers run the built code: `npm run build` comes first.

/** Counts every sample one octave's sixteenth too high: the value is off by 6 %. */
class WrongBucket extends Histogram {
  override record(valueUs: number): void {
    super.record(valueUs + (valueUs >> 4))
  }
}

/** Counts every sample two buckets too high: the value is off by 0.8 to 1.6 %. */
class ShiftedBuckets extends Histogram {
  override record(valueUs: number): void {
    super.record(valueUs + (valueUs < 256 ? 2 : 2 ** (25 - Math.clz32(valueUs))))
  }
}

const { spec, ...answers } = quickQueue()
const small: KnownQueue = { spec: { ...spec, customers: 6_000 }, ...answers }

function run(queue: KnownQueue, changes: Partial<QueueRun> = {}): Promise<Replication[]> {
  return runQueues({
    specs: [queue.spec],
    seed: 1,
    shard: 0,
    shards: 1,
    exchange: alone,
    ...changes,
  })
}

describe('the whole self-test', () => {
  it('reproduces every known answer within 1 % and its interval, on worker threads', async () => {
    const report = await runMetrology(1, 2)
    expect(report.rows.filter(({ holds }) => !holds)).toEqual([])
    expect(report.holds).toBe(true)
    expect(new Set(report.rows.map(({ system }) => system)).size).toBe(9)
  }, 240_000)

  it('has a short form that is the same on every thread', async () => {
    const report = await runQuickMetrology(1)
    expect(report.holds).toBe(true)
    expect(await runQuickOnWorker(1)).toEqual(report)
  }, 30_000)
})

describe('a queue of the self-test', () => {
  it('is the same for a seed whatever the number of shards, and another for another seed', async () => {
    const whole = await run(small)
    const halves = [
      ...(await run(small, { shard: 0, shards: 2 })),
      ...(await run(small, { shard: 1, shards: 2 })),
    ]
    const sorted = (all: Replication[]): string[] => all.map(({ waits }) => waits).toSorted()
    expect(sorted(halves)).toEqual(sorted(whole))
    expect(sorted(await run(small, { seed: 2 }))).not.toEqual(sorted(whole))
  })

  it('has intervals that hold the known answer about as often as they say', async () => {
    let rows = 0
    let covered = 0
    for (let seed = 100; seed < 125; seed++) {
      for (const { known, low, high } of judgeQueue(small, await run(small, { seed }), 0.95)) {
        rows++
        if (low <= known && known <= high) covered++
      }
    }
    expect(covered / rows).toBeGreaterThan(0.9)
    expect(covered / rows).toBeLessThan(0.99)
  }, 120_000)

  it('catches a server that is 3 % slower, although its inputs are right', async () => {
    const rows = judgeQueue(small, await run(small, { slowdown: 1.03 }), 0.999)
    const failed = rows.filter(({ known, low, high }) => known < low || known > high)
    expect(failed.map(({ quantity }) => quantity)).toEqual(['mean wait', 'p99 wait'])
  })

  it('catches a recorder that counts waits in wrong buckets', async () => {
    const replications = await run(small, { recorder: () => new WrongBucket() })
    const [, p99] = judgeQueue(small, replications, 0.999)
    expect(p99).toMatchObject({ quantity: 'p99 wait', holds: false })
    expect(p99?.reason).toMatch(/outside the interval; it differs by more than 1 %/)
  })

  it('catches luck that is not what it should be', async () => {
    const loaded = { ...small, spec: { ...small.spec, load: 0.52 } }
    const replications = await run(loaded)
    const rows = judgeQueue(small, replications, 0.999)
    expect(rows.filter(({ holds }) => !holds).map(({ quantity }) => quantity)).toContain(
      'inputs: mean gap',
    )
  })

  it('has control variates whose law is known for every queue', () => {
    for (const { spec: one, controls } of allQueues()) {
      expect(controls.length).toBe(one.thresholds.length + 1)
      for (const value of controls) expect(value).toBeGreaterThan(0)
    }
  })
})

describe('the recorder', () => {
  it('tells the quantiles of a known distribution', () => {
    expect(recorderRows().filter(({ holds }) => !holds)).toEqual([])
  })

  it('is caught when its buckets are two off', () => {
    const failed = recorderRows(new ShiftedBuckets()).filter(({ holds }) => !holds)
    expect(failed.map(({ quantity }) => quantity)).toEqual(['mean', 'p50', 'p90', 'p99', 'p99.9'])
  })
})

describe('the scripted stall', () => {
  it('shows from the intended start what a closed loop omits', async () => {
    const open = await runOpenLoop(STALL)
    const closed = await runClosedLoop(STALL)
    expect(open.count).toBe(STALL.requests)
    expect(open.quantile(0.99)).toBeGreaterThan(1_000_000)
    expect(closed.quantile(0.99)).toBeLessThan(1_010)
    expect(closed.maxUs).toBe(STALL.stallUs + STALL.serviceUs)
  })
})

describe('the epidemic', () => {
  const few = { epidemics: 60, agents: 200, from: 20, to: 180 }
  const place = { seed: 5, shard: 0, shards: 1, exchange: alone }

  it('takes the time that theory knows, and is the same each time', async () => {
    const durations = durationsOf(few, [await runEpidemics(few, place)])
    const mean = durations.reduce((sum, time) => sum + time, 0) / durations.length
    // The standard deviation of one is 0.37, of sixty 0.05.
    expect(Math.abs(mean - meanTime(200, 20, 180))).toBeLessThan(0.15)
    expect(durationsOf(few, [await runEpidemics(few, place)])).toEqual(durations)
  })

  it('that does not get there has no duration, and so does not hold', async () => {
    const [first = Number.NaN] = durationsOf({ ...few, to: 10_000 }, [
      await runEpidemics({ ...few, epidemics: 1 }, place),
    ])
    const row = judge({
      system: '',
      quantity: '',
      unit: '',
      measured: first,
      half: 1,
      known: first,
    })
    expect(first).toBeNaN()
    expect(row.holds).toBe(false)
  })
})

describe('the null architecture', () => {
  it('shows the arrivals that were asked for and nothing else', async () => {
    const place = { shard: 0, shards: 1, exchange: { ...solo } }
    const result = await runNullTrial(3, place)
    expect(judgeNullTrial([result], 0.999).filter(({ holds }) => !holds)).toEqual([])
    const lost = { ...result, tally: { ...result.tally, completed: result.tally.completed - 1 } }
    const failed = judgeNullTrial([lost], 0.999).filter(({ holds }) => !holds)
    expect(failed.map(({ quantity }) => quantity)).toEqual(['tasks ended'])
  })
})
