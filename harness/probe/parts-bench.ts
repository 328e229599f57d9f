/**
 * What single parts of the hot paths take. The cases of the control path are those of `muster probe`.
 */
import { Histogram } from '../../results/histogram.ts'
import { BARE } from '../controls/levels.ts'
import { exponential, logNormal, purpose, uniform } from '../kernel/random.ts'
import type { BenchRow } from './bench-case.ts'
import { newAgentsCase, newPairCase, warmCase } from './guard-cases.ts'
import { batched, type TimedCase, timeInTurns } from './timed-case.ts'

const WHAT = purpose('bench.parts')
const LATENCIES = 1_000
const SEED = 7
const AGENTS = 300
const ROUNDS = 5
const RECORD = 'histogram: record a latency'
const MOST_RECORD_NS = 20

function parts(): TimedCase[] {
  const histogram = new Histogram()
  const latencies = Array.from({ length: LATENCIES }, (_, nth) =>
    Math.round(logNormal(2e6, 0.8, SEED, WHAT, nth)),
  )
  let latency = 0
  let key = 0
  let sum = 0
  const drawn = (name: string, draw: (key: number) => number): TimedCase =>
    batched(name, () => {
      sum += draw(key++)
      if (Number.isNaN(sum)) throw new Error('a draw is not a number')
    })
  return [
    batched(RECORD, () => {
      histogram.record(latencies[latency] as number)
      latency = latency + 1 === LATENCIES ? 0 : latency + 1
    }),
    drawn('keyed uniform draw', (k) => uniform(SEED, WHAT, k, 3)),
    drawn('keyed exponential draw', (k) => exponential(2e6, SEED, WHAT, k, 3)),
    drawn('keyed log-normal draw', (k) => logNormal(2e6, 0.5, SEED, WHAT, k, 3)),
    warmCase('guard: seal and admit, bare', BARE, AGENTS),
    warmCase('guard: seal and admit, A2 with a session', { ...BARE, auth: 'A2' }, AGENTS),
    warmCase('guard: seal and admit, A3', { ...BARE, auth: 'A3' }, AGENTS),
    newPairCase('guard: handshake, seal and admit, A2 with a new pair', { auth: 'A2' }, AGENTS),
    newAgentsCase('guard: the same with two agents to enrol', { auth: 'A2' }),
  ]
}

/** Nanoseconds of each part: the median, the least, and the 99th hundredth of the samples. */
export function partRows(timeMs: number): BenchRow[] {
  const all = parts()
  const timings = timeInTurns(all, { rounds: ROUNDS, roundMs: timeMs / ROUNDS }, () => {})
  return all.map(({ name }, at) => {
    const { medianNs, leastNs, p99Ns } = timings[at] as (typeof timings)[number]
    const row = { name, unit: 'ns', value: medianNs, lowest: leastNs, highest: p99Ns }
    return name === RECORD
      ? { ...row, target: `≤ ${MOST_RECORD_NS} ns`, holds: medianNs <= MOST_RECORD_NS }
      : row
  })
}
