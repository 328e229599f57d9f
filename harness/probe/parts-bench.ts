/**
 * What single parts of the hot paths take, measured with tinybench. Parts of a few nanoseconds are
 * measured in batches, because reading a clock takes longer than they do.
 */
import { Bench } from 'tinybench'
import { Histogram } from '../../results/histogram.ts'
import { type CellGuard, createGuard } from '../controls/guard.ts'
import { BARE, type ControlLevels } from '../controls/levels.ts'
import { exponential, logNormal, purpose, uniform } from '../kernel/random.ts'
import type { BenchRow } from './bench-case.ts'

const WHAT = purpose('bench.parts')
const BATCH = 1_000
const SEED = 7
const TEXT = 'Please do this step for me, and tell me when you are done. '.repeat(4)

interface Part {
  readonly name: string
  /** How often the part is done in one call of `run`. */
  readonly batch: number
  run(): void
}

/** Agents of one cell without end, so that a handshake can always have a new pair. */
function guardAt(auth: ControlLevels['auth']): CellGuard {
  return createGuard({
    levels: { ...BARE, auth },
    cell: 0,
    seed: SEED,
    clock: { now: 1_000 },
    maxSessions: 10_000_000,
    directory: {
      roleOf: () => 'analyst',
      cellOf: () => 0,
      functionOf: () => '',
      isLead: () => false,
      isMeta: () => false,
    },
  })
}

function pass(guard: CellGuard, from: number, to: number): void {
  const sealed = guard.seal({
    from,
    to,
    action: 'request',
    resource: 'team',
    workId: 7,
    text: TEXT,
  })
  if ('refused' in guard.admit(sealed, to)) throw new Error('the benchmark’s message was refused')
}

function parts(): Part[] {
  const histogram = new Histogram()
  const latencies = Array.from({ length: BATCH }, (_, nth) =>
    Math.round(logNormal(2e6, 0.8, SEED, WHAT, nth)),
  )
  let key = 0
  let sum = 0
  const drawn = (name: string, draw: (key: number) => number): Part => ({
    name,
    batch: BATCH,
    run: () => {
      for (let nth = 0; nth < BATCH; nth++) sum += draw(key++)
      if (Number.isNaN(sum)) throw new Error('a draw is not a number')
    },
  })
  const bare = guardAt('A0')
  const warm = guardAt('A2')
  const signing = guardAt('A3')
  const cold = guardAt('A2')
  let stranger = 0
  return [
    {
      name: 'histogram: record a latency',
      batch: BATCH,
      run: () => {
        for (let nth = 0; nth < BATCH; nth++) histogram.record(latencies[nth] as number)
      },
    },
    drawn('keyed uniform draw', (k) => uniform(SEED, WHAT, k, 3)),
    drawn('keyed exponential draw', (k) => exponential(2e6, SEED, WHAT, k, 3)),
    drawn('keyed log-normal draw', (k) => logNormal(2e6, 0.5, SEED, WHAT, k, 3)),
    {
      name: 'guard: seal and admit, bare',
      batch: BATCH,
      run: () => {
        for (let nth = 0; nth < BATCH; nth++) pass(bare, 1, 2)
      },
    },
    { name: 'guard: seal and admit, A2 with a session', batch: 1, run: () => pass(warm, 1, 2) },
    { name: 'guard: seal and admit, A3', batch: 1, run: () => pass(signing, 1, 2) },
    {
      name: 'guard: handshake, seal and admit, A2 with a new pair',
      batch: 1,
      run: () => {
        const from = stranger++
        pass(cold, from, from + 1)
      },
    },
  ]
}

/** Nanoseconds of each part: the median, the least, and the 99th hundredth of the samples. */
export async function partRows(timeMs: number): Promise<BenchRow[]> {
  const all = parts()
  const bench = new Bench({ time: timeMs, warmupTime: timeMs / 2, throws: true })
  for (const { name, run } of all) bench.add(name, () => run())
  await bench.run()
  return all.map(({ name, batch }) => {
    const result = bench.getTask(name)?.result
    if (result === undefined || !('latency' in result)) throw new Error(`${name} was not measured`)
    const toNs = 1e6 / batch
    const { p50, min, p99 } = result.latency
    return { name, unit: 'ns', value: p50 * toNs, lowest: min * toNs, highest: p99 * toNs }
  })
}
