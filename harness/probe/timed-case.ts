/**
 * What takes nano- or microseconds, measured with tinybench. tinybench finishes one task before it
 * starts the next, so each case is given to it in several short rounds and the rounds of all cases
 * alternate: a slow moment of the machine hits all of them. The samples of a case's rounds are pooled.
 *
 * A sample is wall time, because CPU time is not told this finely. A sample that the machine took away
 * for other work is far out in the tail, where medians and quartiles do not see it.
 */
import { Bench } from 'tinybench'
import { MusterError } from '../kernel/errors.ts'
import { hostNowMs } from '../kernel/host-clock.ts'

export interface TimedCase {
  readonly name: string
  /** How often the thing is done in one call of `run`. */
  readonly batch: number
  run(): void
  /** Called before each `run` and not timed. */
  prepare?(): void
}

/** Nanoseconds of doing the thing once. With a batch, a sample is the mean of one batch. */
export interface Timing {
  readonly medianNs: number
  readonly p25Ns: number
  readonly p75Ns: number
  readonly leastNs: number
  readonly p99Ns: number
  readonly samples: number
}

export interface TimingPlan {
  readonly rounds: number
  /** Time that a case has in a round, in milliseconds. */
  readonly roundMs: number
}

/** Long beside a reading of the clock, short beside a scheduler's time slice. */
const BATCH_US = 100
const MOST_IN_BATCH = 1_000
const TRIAL_MS = 10
/** Tried at least so often in one block, however slow the machine is at that moment. */
const TRIAL_REPEATS = 64
const LEAST_SAMPLES = 8

/** A case whose batch is chosen so that one takes about 100 µs, by trying it for some 10 ms. */
export function batched(name: string, once: () => void): TimedCase {
  const end = hostNowMs() + TRIAL_MS
  let onceUs = Infinity
  // The fastest of ever longer blocks: compiled code that nothing interrupted.
  for (
    let repeats = 1, start = hostNowMs();
    start < end || repeats <= TRIAL_REPEATS;
    repeats *= 2
  ) {
    for (let nth = 0; nth < repeats; nth++) once()
    const now = hostNowMs()
    onceUs = Math.min(onceUs, ((now - start) * 1_000) / repeats)
    start = now
  }
  const batch = Math.max(1, Math.min(MOST_IN_BATCH, Math.round(BATCH_US / onceUs)))
  return {
    name,
    batch,
    run: () => {
      for (let nth = 0; nth < batch; nth++) once()
    },
  }
}

/** Measures the cases in turns; timings in the order of the cases. */
export function timeInTurns(
  cases: readonly TimedCase[],
  { rounds, roundMs }: TimingPlan,
  progress: (text: string) => void,
): Timing[] {
  const pooled: number[][] = cases.map(() => [])
  for (let round = 0; round < rounds; round++) {
    progress(`round ${round + 1} of ${rounds}`)
    for (const [at, one] of cases.entries()) {
      for (const ms of samplesOf(one, roundMs, round === 0)) pooled[at]?.push(ms)
    }
  }
  return cases.map(({ batch }, at) => timingOf(pooled[at] as number[], 1e6 / batch))
}

function samplesOf(one: TimedCase, roundMs: number, warmup: boolean): readonly number[] {
  const bench = new Bench({
    time: roundMs,
    iterations: LEAST_SAMPLES,
    warmup,
    warmupTime: roundMs,
    warmupIterations: LEAST_SAMPLES,
    retainSamples: true,
    throws: true,
  })
  bench.add(one.name, () => one.run(), { async: false, beforeEach: () => one.prepare?.() })
  bench.runSync()
  const result = bench.getTask(one.name)?.result
  if (result === undefined || !('latency' in result) || result.latency.samples === undefined) {
    throw new MusterError('INTERNAL', `"${one.name}" was not measured`)
  }
  return result.latency.samples
}

/** Quantiles of samples in any order, each multiplied by `scale`. At least one sample. */
export function timingOf(samples: readonly number[], scale: number): Timing {
  const sorted = samples.toSorted((a, b) => a - b)
  const at = (share: number): number => quantile(sorted, share) * scale
  return {
    medianNs: at(0.5),
    p25Ns: at(0.25),
    p75Ns: at(0.75),
    leastNs: at(0),
    p99Ns: at(0.99),
    samples: sorted.length,
  }
}

/** Linear between the two nearest of the sorted values (type 7 of Hyndman and Fan, 1996). */
function quantile(sorted: readonly number[], share: number): number {
  const position = (sorted.length - 1) * share
  const below = sorted[Math.floor(position)] as number
  const above = sorted[Math.ceil(position)] as number
  return below + (above - below) * (position - Math.floor(position))
}
