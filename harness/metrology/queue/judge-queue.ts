/**
 * From replications of a queue to its rows: mean and 99th percentile of the wait, with the luck of the
 * inputs taken off by control variates, and the inputs themselves, because luck may only be taken off
 * inputs that are what they should be.
 */
import { Histogram, mergeHistograms } from '../../../results/histogram.ts'
import { controlledMean, type ControlledMean } from '../control-variates.ts'
import { judge, type MetrologyRow, TOLERANCE_PERCENT } from '../row.ts'
import { type QueueSpec, SERVICE_US } from './queue-spec.ts'
import type { KnownQueue } from './queues.ts'
import type { Replication } from './run-queues.ts'

const QUANTILE = 0.99
/** Half the distance, as a share of the quantile, over which the tail's slope is taken. */
const SLOPE_REACH = 0.1

/** The walk is as noisy as a queue without control variates; here its interval judges. */
const WALK_TOLERANCE_PERCENT = 10

/** Rows that `judgeQueue` gives for a queue. */
export function rowsOf({ service }: QueueSpec): number {
  return service === 'constant' ? 4 : 5
}

/** `confidence` is that of each row's interval. */
export function judgeQueue(
  known: KnownQueue,
  replications: readonly Replication[],
  confidence: number,
): MetrologyRow[] {
  const { spec } = known
  const luck = replications.map(({ controls }) =>
    controls.map((value, at) => value - (known.controls[at] as number)),
  )
  const histograms = replications.map(({ waits }) => Histogram.decode(waits))
  const meanUs = controlledMean(
    histograms.map((waits) => waits.meanUs ?? Number.NaN),
    luck,
    confidence,
  )
  const p99Us = controlledQuantile(histograms, luck, confidence)
  const row = (
    quantity: string,
    { value, half }: ControlledMean,
    answer: number,
    tolerancePercent = TOLERANCE_PERCENT,
  ): MetrologyRow =>
    judge({
      tolerancePercent,
      system: spec.name,
      quantity,
      unit: 's',
      measured: value / SERVICE_US,
      half: half / SERVICE_US,
      known: answer,
    })
  const plain = (values: readonly number[]): ControlledMean =>
    controlledMean(
      values,
      values.map(() => []),
      confidence,
    )
  const gapUs = plain(replications.map(({ meanGapUs }) => meanGapUs))
  const serviceUs = plain(replications.map(({ meanServiceUs }) => meanServiceUs))
  const walk = plain(replications.map(({ controls }) => (controls[0] as number) * SERVICE_US))
  return [
    row('mean wait', meanUs, known.meanWait),
    row('p99 wait', p99Us, known.p99Wait),
    row('inputs: mean gap', gapUs, 1 / (spec.load * spec.servers)),
    ...(spec.service === 'constant' ? [] : [row('inputs: mean service', serviceUs, 1)]),
    row('inputs: walk', walk, known.controls[0] as number, WALK_TOLERANCE_PERCENT),
  ]
}

/**
 * The quantile at which the controlled share of longer waits is 1 − q. Shares are counted exactly, at
 * the bounds of the histogram's buckets; between the plain quantile's bucket and the answer, which lie
 * close together, the tail is taken to fall exponentially.
 */
export function controlledQuantile(
  histograms: readonly Histogram[],
  luck: readonly (readonly number[])[],
  confidence: number,
): ControlledMean {
  const merged = mergeHistograms(histograms)
  const plainUs = merged.quantile(QUANTILE) ?? Number.NaN
  const bounds = merged.buckets().map(({ toUs }) => toUs)
  const boundAt = (us: number): number => bounds.find((bound) => bound >= us) ?? Number.NaN
  const at = boundAt(plainUs)
  const from = boundAt(plainUs * (1 - SLOPE_REACH))
  const to = boundAt(plainUs * (1 + SLOPE_REACH))
  const slope = Math.log(shareFrom(merged, from) / shareFrom(merged, to)) / (to - from)
  const share = controlledMean(
    histograms.map((waits) => shareFrom(waits, at)),
    luck,
    confidence,
  )
  const perShare = 1 / (share.value * slope)
  return {
    value: at + Math.log(share.value / (1 - QUANTILE)) / slope,
    standardError: share.standardError * perShare,
    half: share.half * perShare,
  }
}

/** Share of samples that are not below `us`, which is a bound of buckets. */
function shareFrom(histogram: Histogram, us: number): number {
  let above = 0
  let all = 0
  for (const { fromUs, count } of histogram.buckets()) {
    all += count
    if (fromUs >= us) above += count
  }
  return above / all
}
