/** What authentication costs: paired trials that differ in the auth level alone. */
import type { CompletedTrial, TrialRecord } from '../record.ts'
import { type Estimate, meanInterval } from '../stats/interval.ts'
import { type Pair, pairedRatio, type Ratio } from '../stats/ratio.ts'
import {
  type Cell,
  type CellKey,
  cellsOf,
  keyOf,
  pairsOf,
  sumOf,
  uncensoredPairsOf,
} from './cells.ts'
import { judgingOf, type RunJudging } from './noise.ts'
import { trialPercentile } from './percentile.ts'

/** The level that costs are differences to: authentication is off. */
export const REFERENCE_LEVEL = 'A0'

export interface AuthOverheadRow extends CellKey {
  /** Auth level that is switched on. */
  readonly level: string
  /** Pairs behind the figures: trials completed at this level and at `A0`. */
  readonly n: number
  readonly sealsPerTask: number | null
  readonly opensPerTask: number | null
  readonly handshakesPerTask: number | null
  /**
   * Messages of a pair of agents within a session: seals for each handshake at this level, or, where it
   * makes none, at the ladder's level that does; null without one.
   */
  readonly messagesPerPair: number | null
  /** Bytes that a proof adds to an envelope, handshakes and certificates included. */
  readonly proofBytesPerSeal: number | null
  /** Share of look-ups that found the session; null at levels without sessions. */
  readonly sessionHitShare: number | null
  /** Bytes of keys and replay windows at the end of the window, for each agent. */
  readonly sessionBytesPerAgent: number | null
  /** Paired difference of CPU time for each completed task. */
  readonly addedCpuUsPerTask: Estimate
  /** The same for each envelope sealed; without a value if the level seals none. */
  readonly addedCpuUsPerSeal: Estimate
  /** Percent of tasks per CPU-second that are lost; negative if the level was faster. */
  readonly lostThroughputPct: Estimate
  /** Paired difference of the mean virtual latency, which is exact; percentiles are read off buckets. */
  readonly addedMeanMs: Estimate
  /** Paired difference of virtual p50 latency. */
  readonly addedP50Ms: Estimate
  /** Paired difference of virtual p99 latency; without a value if any p99 is censored. */
  readonly addedP99Ms: Estimate
  /** Tasks per CPU-second, level / `A0`, with its verdict. */
  readonly throughput: Ratio
}

/**
 * Overhead rows of the auth ladder, one for each level but `A0`. Its members are the `auth` trials and
 * the `main` trials of the same system, profile and size.
 */
export function authOverheadRows(trials: readonly TrialRecord[]): AuthOverheadRow[] {
  const cells = cellsOf(ladderOf(trials), 'auth')
  const judging = judgingOf(trials)
  return cells
    .filter((cell) => cell.auth !== REFERENCE_LEVEL)
    .map((cell) => {
      const reference = cells.find(
        (other) => other.auth === REFERENCE_LEVEL && isSameButLevel(other, cell),
      )
      const own = cells.filter((other) => isSameButLevel(other, cell))
      const pairs = [cell, ...own.toReversed()].map(messagesPerPair).find((m) => m !== null)
      return rowOf(cell, reference ?? { ...cell, completed: [] }, judging, pairs ?? null)
    })
}

function ladderOf(trials: readonly TrialRecord[]): TrialRecord[] {
  const ladder = trials.filter((trial) => trial.purpose === 'auth')
  const levels = new Set(ladder.map((trial) => trial.controls.auth))
  const members = trials.filter(
    (trial) =>
      trial.purpose === 'main' &&
      // A level that was run for the ladder itself is not counted twice.
      !levels.has(trial.controls.auth) &&
      ladder.some((other) => isSameButLevel(other, trial)),
  )
  return [...ladder, ...members.map((trial): TrialRecord => ({ ...trial, purpose: 'auth' }))]
}

function isSameButLevel(a: CellKey, b: CellKey): boolean {
  return (
    a.architecture === b.architecture &&
    a.topology === b.topology &&
    a.profile === b.profile &&
    a.agents === b.agents
  )
}

function messagesPerPair(cell: Cell): number | null {
  return ratioOf(
    cell,
    (trial) => trial.intrinsic.seals,
    (trial) => trial.intrinsic.handshakes,
  )
}

function rowOf(
  cell: Cell,
  reference: Cell,
  judging: RunJudging,
  pairs: number | null,
): AuthOverheadRow {
  const cpuPairs = pairsOf(cell, reference, (trial) => trial.cost.cpuUsPerTask)
  const addedCpu = cpuPairs.map(difference)
  const seals = perTask(cell, (trial) => trial.intrinsic.seals)
  const throughput = pairedRatio(
    pairsOf(cell, reference, (trial) => trial.cost.tasksPerCpuS),
    'higher is better',
    judging.of(cell.agents, (trial) => trial.cost.tasksPerCpuS),
  )
  return {
    ...keyOf(cell),
    level: cell.auth,
    n: cpuPairs.length,
    sealsPerTask: seals,
    opensPerTask: perTask(cell, (trial) => trial.intrinsic.opens),
    handshakesPerTask: perTask(cell, (trial) => trial.intrinsic.handshakes),
    messagesPerPair: pairs,
    addedCpuUsPerTask: meanInterval(addedCpu),
    addedCpuUsPerSeal: meanInterval(
      seals === null || seals === 0 ? [] : addedCpu.map((added) => added / seals),
    ),
    lostThroughputPct: lossOf(throughput),
    proofBytesPerSeal: ratioOf(
      cell,
      (trial) => trial.intrinsic.proofBytes,
      (trial) => trial.intrinsic.seals,
    ),
    sessionHitShare: ratioOf(
      cell,
      (trial) => trial.intrinsic.sessionHits,
      (trial) => trial.intrinsic.sessionHits + trial.intrinsic.sessionMisses,
    ),
    sessionBytesPerAgent: ratioOf(
      cell,
      (trial) => trial.intrinsic.sessionBytes,
      (trial) => trial.agents,
    ),
    addedMeanMs: addedMs(cell, reference, (trial) => trial.latency.meanMs),
    addedP50Ms: addedMs(cell, reference, (trial) => trialPercentile(trial, 'p50Ms')),
    addedP99Ms: addedMs(cell, reference, (trial) => trialPercentile(trial, 'p99Ms')),
    throughput,
  }
}

/** 100·(1 − ratio); the ends of the interval change places. */
function lossOf({ n, ratio, low, high }: Ratio): Estimate {
  const loss = (r: number | null): number | null => (r === null ? null : 100 * (1 - r))
  return { n, value: loss(ratio), low: loss(high), high: loss(low) }
}

function difference([value, reference]: Pair): number {
  return value - reference
}

function addedMs(
  cell: Cell,
  reference: Cell,
  latency: (trial: CompletedTrial) => number | null,
): Estimate {
  return meanInterval(uncensoredPairsOf(cell, reference, latency).map(difference))
}

function perTask(cell: Cell, counter: (trial: CompletedTrial) => number): number | null {
  return ratioOf(cell, counter, (trial) => trial.tasks.completed)
}

/** Ratio of sums over the trials; null if there is nothing to divide by. */
function ratioOf(
  cell: Cell,
  part: (trial: CompletedTrial) => number,
  whole: (trial: CompletedTrial) => number,
): number | null {
  const total = sumOf(cell.completed, whole)
  return total === 0 ? null : sumOf(cell.completed, part) / total
}
