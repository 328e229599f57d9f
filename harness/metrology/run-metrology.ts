/**
 * The harness measures itself: systems whose answers are known, run by the kernel, the pool, the engine
 * and the histogram that measure everything else. The same seed gives the same report on every machine
 * and any number of threads.
 */
import { runOnShards } from '../pool/run-on-shards.ts'
import { alone } from '../kernel/shard.ts'
import { controlledMean } from './control-variates.ts'
import { durationsOf, EPIDEMIC } from './epidemic.ts'
import { judgeNullTrial } from './null-trial.ts'
import { judgeQueue, rowsOf } from './queue/judge-queue.ts'
import { allQueues, type KnownQueue, quickQueue } from './queue/queues.ts'
import { runQueues } from './queue/run-queues.ts'
import { recorderRows } from './recorder.ts'
import { judge, type MetrologyRow, shareOfConfidence } from './row.ts'
import { runClosedLoop, runOpenLoop, STALL } from './stall.ts'
import { meanTime } from './theory/epidemic.ts'
import { latencyQuantileUs, meanLatencyUs } from './theory/stall.ts'
import type { MetrologyShard, MetrologyTask } from './worker.ts'

export interface MetrologyReport {
  readonly schema: 'muster/metrology@1'
  /** `quick` is the part that every run does before its trials. */
  readonly extent: 'full' | 'quick'
  readonly seed: number
  readonly rows: readonly MetrologyRow[]
  readonly holds: boolean
}

/** Intervals beside those of queues: the null architecture's arrivals and the epidemic. */
const OTHER_INTERVALS = 2

/** Everything, on so many threads: about 20 CPU-seconds. */
export async function runMetrology(seed: number, shards: number): Promise<MetrologyReport> {
  const queues = allQueues()
  const task: MetrologyTask = { seed, specs: queues.map(({ spec }) => spec) }
  const parts = await runOnShards<MetrologyTask, MetrologyShard>(
    'harness/metrology/worker',
    'runMetrologyShard',
    shards,
    task,
  )
  const confidence = confidenceFor(queues, OTHER_INTERVALS)
  return reportOf('full', seed, [
    ...recorderRows(),
    ...judgeNullTrial(
      parts.map(({ nullTrial }) => nullTrial),
      confidence,
    ),
    ...queues.flatMap((queue, at) =>
      judgeQueue(
        queue,
        parts.flatMap(({ replications }) => replications.filter((one) => one.queue === at)),
        confidence,
      ),
    ),
    ...(await stallRows()),
    epidemicRow(
      parts.map(({ infections }) => infections),
      confidence,
    ),
  ])
}

/** The part that takes about half a second, on this thread. */
export async function runQuickMetrology(seed: number): Promise<MetrologyReport> {
  const queue = quickQueue()
  const replications = await runQueues({
    specs: [queue.spec],
    seed,
    shard: 0,
    shards: 1,
    exchange: alone,
  })
  return reportOf('quick', seed, [
    ...recorderRows(),
    ...judgeQueue(queue, replications, confidenceFor([queue], 0)),
    ...(await stallRows()),
  ])
}

/** Latencies are whole microseconds and the largest that share a bucket with their neighbours are 2 s. */
async function stallRows(): Promise<MetrologyRow[]> {
  const open = await runOpenLoop(STALL)
  const closed = await runClosedLoop(STALL)
  const system = 'scripted stall'
  const row = (quantity: string, measured: number | null, known: number, half: number) =>
    judge({
      system,
      quantity,
      unit: 's',
      measured: (measured ?? Number.NaN) / 1e6,
      known: known / 1e6,
      half: half / 1e6,
    })
  const p99Us = latencyQuantileUs(STALL, 0.99)
  return [
    row('mean from the intended start', open.meanUs, meanLatencyUs(STALL), 1e-6),
    row('p99 from the intended start', open.quantile(0.99), p99Us, p99Us * BUCKET),
    row(
      'p99 as a closed loop tells it',
      closed.quantile(0.99),
      STALL.serviceUs,
      STALL.serviceUs * BUCKET,
    ),
  ]
}

/** Half a bucket of the histogram, as a share. */
const BUCKET = 0.004

function epidemicRow(
  infections: Parameters<typeof durationsOf>[1],
  confidence: number,
): MetrologyRow {
  const durations = durationsOf(EPIDEMIC, infections)
  const { value, half } = controlledMean(
    durations,
    durations.map(() => []),
    confidence,
  )
  const { agents, from, to } = EPIDEMIC
  return judge({
    system: 'two-state epidemic',
    quantity: `time from ${from} to ${to} of ${agents}`,
    unit: '1/β',
    measured: value,
    known: meanTime(agents, from, to),
    half,
  })
}

function confidenceFor(queues: readonly KnownQueue[], others: number): number {
  return shareOfConfidence(queues.reduce((sum, { spec }) => sum + rowsOf(spec), others))
}

function reportOf(
  extent: MetrologyReport['extent'],
  seed: number,
  rows: readonly MetrologyRow[],
): MetrologyReport {
  return { schema: 'muster/metrology@1', extent, seed, rows, holds: rows.every((row) => row.holds) }
}
