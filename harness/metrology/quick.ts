/** The short form of the self-test, and what both forms share. */
import { alone } from '../kernel/shard.ts'
import { judgeQueue, rowsOf } from './queue/judge-queue.ts'
import { type KnownQueue, quickQueue } from './queue/queues.ts'
import { runQueues } from './queue/run-queues.ts'
import { recorderRows } from './recorder.ts'
import { judge, type MetrologyRow, shareOfConfidence } from './row.ts'
import { runClosedLoop, runOpenLoop, STALL } from './stall.ts'
import { latencyQuantileUs, meanLatencyUs } from './theory/stall.ts'

export interface MetrologyReport {
  readonly schema: 'muster/metrology@1'
  /** `quick` is the part that every run does before its trials. */
  readonly extent: 'full' | 'quick'
  readonly seed: number
  readonly rows: readonly MetrologyRow[]
  readonly holds: boolean
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
export async function stallRows(): Promise<MetrologyRow[]> {
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

export function confidenceFor(queues: readonly KnownQueue[], others: number): number {
  return shareOfConfidence(queues.reduce((sum, { spec }) => sum + rowsOf(spec), others))
}

export function reportOf(
  extent: MetrologyReport['extent'],
  seed: number,
  rows: readonly MetrologyRow[],
): MetrologyReport {
  return { schema: 'muster/metrology@1', extent, seed, rows, holds: rows.every((row) => row.holds) }
}
