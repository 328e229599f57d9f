/** From a latency histogram in virtual microseconds to the figures of a trial's record. */
import { usToMs } from '../harness/kernel/units.ts'
import type { Histogram } from './histogram.ts'
import type { LatencyRecord } from './record.ts'

/** The latency figures of a trial, whose failed and unfinished tasks were recorded as censored. */
export function latencyRecord(histogram: Histogram): LatencyRecord {
  return {
    count: histogram.count,
    meanMs: toMs(histogram.meanUs),
    p50Ms: toMs(histogram.quantile(0.5)),
    p90Ms: toMs(histogram.quantile(0.9)),
    p99Ms: toMs(histogram.quantile(0.99)),
    p999Ms: toMs(histogram.quantile(0.999)),
    maxMs: toMs(histogram.maxUs),
    censoredShare: histogram.censoredShare,
    histogram: histogram.encode(),
  }
}

function toMs(us: number | null): number | null {
  return us === null || us === Infinity ? null : usToMs(us)
}
