/** What approvals cost in people's time: gathered from a shard's cells, joined into the trial's record. */
import { Histogram } from '../../results/histogram.ts'
import { latencyRecord } from '../../results/latency.ts'
import type { ApprovalRecord } from '../../results/record.ts'
import type { VirtualUs } from '../kernel/units.ts'
import type { CellRuntime } from './cell-runtime.ts'

/** Sums over the departments of a shard. Plain data. */
export interface ApprovalTally {
  reviewers: number
  approved: number
  denied: number
  falselyDenied: number
  missed: number
  timedOut: number
  withdrawn: number
  asked: number
  offeredUs: VirtualUs
  /** Alerts included: the same people triage them. */
  busyUs: VirtualUs
  longestQueue: number
  /** Encoded histogram. */
  readonly waits: string
}

/** The sums as they stand; undefined at H0. Only departments have actions that wait. */
export function approvalTally(cells: readonly CellRuntime[]): ApprovalTally | undefined {
  const waits = new Histogram()
  const sums = {
    reviewers: 0,
    approved: 0,
    denied: 0,
    falselyDenied: 0,
    missed: 0,
    timedOut: 0,
    withdrawn: 0,
    asked: 0,
    offeredUs: 0,
    busyUs: 0,
    longestQueue: 0,
  }
  let any = false
  for (const { approvals, counters, pool, tasks } of cells) {
    if (approvals === undefined) continue
    any = true
    if (tasks === undefined) continue
    const { approvers, tally } = approvals
    sums.reviewers += pool.people
    sums.approved += approvers.tally.approved
    sums.denied += approvers.tally.denied
    sums.falselyDenied += approvers.tally.falselyDenied
    sums.missed += approvers.tally.missed
    sums.timedOut += tally.timedOut
    sums.withdrawn += tally.withdrawn
    sums.asked += counters.approvals
    sums.offeredUs += tally.offeredUs
    sums.busyUs += pool.busyUs
    sums.longestQueue = Math.max(sums.longestQueue, pool.longestQueue)
    waits.merge(approvals.waits)
  }
  return any ? { ...sums, waits: waits.encode() } : undefined
}

/** Joins the shards; undefined if none had approvals. A shard without a department has an empty tally. */
export function approvalRecord(
  shards: readonly (ApprovalTally | undefined)[],
  windowUs: VirtualUs,
  benignEndUs: VirtualUs,
): ApprovalRecord | undefined {
  const tallies = shards.filter((shard) => shard !== undefined)
  if (tallies.length === 0) return undefined
  const sum = (pick: (tally: ApprovalTally) => number): number =>
    tallies.reduce((total, tally) => total + pick(tally), 0)
  const waits = new Histogram()
  for (const tally of tallies) waits.merge(Histogram.decode(tally.waits))
  const { meanMs, p50Ms, p99Ms, censoredShare } = latencyRecord(waits)
  const reviewers = sum((tally) => tally.reviewers)
  return {
    reviewers,
    asked: sum((tally) => tally.asked),
    approved: sum((tally) => tally.approved),
    denied: sum((tally) => tally.denied),
    falselyDenied: sum((tally) => tally.falselyDenied),
    missed: sum((tally) => tally.missed),
    timedOut: sum((tally) => tally.timedOut),
    withdrawn: sum((tally) => tally.withdrawn),
    offeredLoad: sum((tally) => tally.offeredUs) / (reviewers * windowUs),
    utilisation: sum((tally) => tally.busyUs) / (reviewers * benignEndUs),
    longestQueue: Math.max(...tallies.map((tally) => tally.longestQueue)),
    waitMeanMs: meanMs,
    waitP50Ms: p50Ms,
    waitP99Ms: p99Ms,
    waitCensoredShare: censoredShare,
  }
}
