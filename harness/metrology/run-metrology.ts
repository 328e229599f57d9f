/**
 * The harness measures itself: systems whose answers are known, run by the kernel, the pool, the engine
 * and the histogram that measure everything else. The same seed gives the same report on every machine
 * and any number of threads.
 */
import { runOnShards } from '../pool/run-on-shards.ts'
import { controlledMean } from './control-variates.ts'
import { durationsOf, EPIDEMIC } from './epidemic.ts'
import { judgeNullTrial } from './null-trial.ts'
import { judgeQueue } from './queue/judge-queue.ts'
import { allQueues } from './queue/queues.ts'
import { confidenceFor, type MetrologyReport, reportOf, stallRows } from './quick.ts'
import { recorderRows } from './recorder.ts'
import { judge, type MetrologyRow } from './row.ts'
import { meanTime } from './theory/epidemic.ts'
import type { MetrologyShard, MetrologyTask } from './worker.ts'

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

/** The quick part on a worker thread; less than a second of one core. */
export async function runQuickOnWorker(seed: number): Promise<MetrologyReport> {
  const [report] = await runOnShards<{ seed: number }, MetrologyReport>(
    'harness/metrology/worker',
    'runQuickShard',
    1,
    { seed },
  )
  return report as MetrologyReport
}
