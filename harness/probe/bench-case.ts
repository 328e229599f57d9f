/**
 * How the benchmarks measure. A sample is one whole run of a case with its set-up left out, in CPU time
 * of the process, so that other programs on the machine disturb it little; garbage collection and
 * compilation on helper threads count. Cases take turns, round by round, so that a slow moment of the
 * machine hits all of them; the figure is the median of the rounds after one that is thrown away.
 *
 * Written by hand where a sample is a run of a tenth of a second or more whose set-up must not be timed
 * and whose cases must take turns: tinybench finishes one task before it starts the next. What takes
 * nano- or microseconds is measured with tinybench (`timed-case.ts`).
 */
import { processCpuUs } from '../kernel/host-clock.ts'

export interface BenchCase {
  readonly name: string
  /** What is counted, e.g. `events`; the figure is in that a second. */
  readonly unit: string
  /** Sets up, times a run by `timed`, and returns how much was done in it. */
  run(timed: Timed): Promise<number>
  /** Least figure that is good enough. */
  readonly atLeast?: number
  /** Most that a case may be slower than another one: `[its name, factor]`; Infinity only tells it. */
  readonly within?: readonly [name: string, factor: number]
  /** Most nanoseconds that one may take longer than one of another case: `[its name, ns]`. */
  readonly addsAtMostNs?: readonly [name: string, ns: number]
}

/** Runs the part that counts. */
export type Timed = (part: () => Promise<void> | void) => Promise<void>

/** One line of the table. `value` is a median over rounds, in `unit`. */
export interface BenchRow {
  readonly name: string
  readonly unit: string
  readonly value: number
  readonly lowest: number
  readonly highest: number
  /** What must hold, in words, with the figure that was reached. */
  readonly target?: string
  readonly holds?: boolean
}

/** Runs cases in turns; rows in the order of the cases. */
export async function runInTurns(
  cases: readonly BenchCase[],
  rounds: number,
  progress: (text: string) => void,
): Promise<BenchRow[]> {
  const samples = new Map<string, number[]>(cases.map(({ name }) => [name, []]))
  for (let round = 0; round <= rounds; round++) {
    for (const one of cases) {
      progress(`${round === 0 ? 'warm-up' : `round ${round} of ${rounds}`}: ${one.name}`)
      let cpuUs = 0
      const done = await one.run(async (part) => {
        const start = processCpuUs()
        await part()
        cpuUs += processCpuUs() - start
      })
      if (round > 0) samples.get(one.name)?.push((done / cpuUs) * 1e6)
    }
  }
  const rows = cases.map(({ name, unit }) => ({
    name,
    unit: `${unit}/s`,
    ...spread(samples.get(name) as number[]),
  }))
  return rows.map((row, at) => judge(row, cases[at] as BenchCase, rows))
}

export function spread(samples: readonly number[]): Pick<BenchRow, 'value' | 'lowest' | 'highest'> {
  const sorted = samples.toSorted((a, b) => a - b)
  return {
    value: sorted[sorted.length >> 1] as number,
    lowest: sorted[0] as number,
    highest: sorted.at(-1) as number,
  }
}

export function judge(
  row: BenchRow,
  { atLeast, within, addsAtMostNs }: BenchCase,
  rows: readonly BenchRow[],
): BenchRow {
  const targets: string[] = []
  let holds = true
  if (atLeast !== undefined) {
    holds &&= row.value >= atLeast
    targets.push(`≥ ${format(atLeast)}`)
  }
  if (within !== undefined) {
    const [name, factor] = within
    const other = rows.find((candidate) => candidate.name === name) as BenchRow
    const ratio = other.value / row.value
    holds &&= ratio <= factor
    const limit = factor === Infinity ? '' : ` (≤ ${factor}×)`
    targets.push(`${ratio.toFixed(2)}× slower than ${name}${limit}`)
  }
  if (addsAtMostNs !== undefined) {
    const [name, ns] = addsAtMostNs
    const other = rows.find((candidate) => candidate.name === name) as BenchRow
    const added = 1e9 / row.value - 1e9 / other.value
    holds &&= added <= ns
    targets.push(`${format(added)} ns more than ${name} (≤ ${format(ns)} ns)`)
  }
  return targets.length === 0 ? row : { ...row, target: targets.join(', '), holds }
}

/** Three significant figures, with thousands as words that fit a table. */
export function format(value: number): string {
  if (value >= 1e6) return `${(value / 1e6).toPrecision(3)} M`
  if (value >= 1e4) return `${(value / 1e3).toPrecision(3)} k`
  return value >= 1000 ? value.toFixed(0) : value.toPrecision(3)
}
