/** One shard's replications of queues, run in the kernel's windows. */
import { Histogram } from '../../../results/histogram.ts'
import { type Exchange, Shard } from '../../kernel/shard.ts'
import { QueueCell } from './queue-cell.ts'
import type { QueueSpec } from './queue-spec.ts'

/** What a replication came to. Plain data. */
export interface Replication {
  /** Position of its queue in the list that was run. */
  readonly queue: number
  /** An encoded `Histogram` of waits in µs. */
  readonly waits: string
  readonly meanServiceUs: number
  readonly meanGapUs: number
  /** `InputWalkSums.means`. */
  readonly controls: readonly number[]
}

export interface QueueRun {
  readonly specs: readonly QueueSpec[]
  readonly seed: number
  readonly shard: number
  readonly shards: number
  readonly exchange: Exchange
  /** Factor on service times behind the inputs' back, for tests of the test. */
  readonly slowdown?: number
  /** Makes the recorder of a replication, for tests of the test. */
  readonly recorder?: () => Histogram
}

/** About a thousand customers of a cell in a window. */
const WINDOW_US = 1_000_000_000

/** Runs the replications whose number leaves `shard` when divided by `shards`. */
export async function runQueues(run: QueueRun): Promise<Replication[]> {
  const { specs, seed, slowdown = 1, recorder = () => new Histogram() } = run
  const jobs = specs
    .flatMap((spec, queue) =>
      Array.from({ length: spec.replications }, (_, replication) => ({ spec, queue, replication })),
    )
    .map((job, cell) => ({ ...job, cell }))
    .filter(({ cell }) => cell % run.shards === run.shard)
  const shard = new Shard(
    jobs.map(({ cell }) => cell),
    WINDOW_US,
  )
  const cells = jobs.map(({ spec, queue, replication }, at) => {
    const timeline = shard.timelines[at] as (typeof shard.timelines)[number]
    const waits = recorder()
    const cell = new QueueCell({ timeline, spec, seed, replication, waits, slowdown })
    return { queue, cell }
  })
  await shard.run(Infinity, run.exchange)
  return cells.map(({ queue, cell: { waits, inputs } }) => ({
    queue,
    waits: waits.encode(),
    meanServiceUs: inputs.serviceUs / inputs.customers,
    meanGapUs: inputs.gapUs / inputs.customers,
    controls: inputs.means(),
  }))
}
