/** What waiting for the policy server cost: gathered from a shard's cells, joined into the trial's record. */
import { Histogram } from '../../results/histogram.ts'
import { latencyRecord } from '../../results/latency.ts'
import type { CompletedTrial } from '../../results/record.ts'
import { decisionsPerSecond } from '../controls/policy/central/server-parameters.ts'
import { usToS, type VirtualUs } from '../kernel/units.ts'
import type { CellRuntime } from './cell-runtime.ts'
import type { PolicyDesk } from './policy-desk.ts'

/** Sums over the cells of a shard. Plain data. */
export interface PolicyTally {
  readonly perSecond: number
  readonly places: number
  readonly asked: number
  readonly denied: number
  readonly steered: number
  readonly unanswered: number
  readonly lost: number
  readonly served: number
  readonly busyUs: VirtualUs
  readonly longestQueue: number
  /** Encoded histogram. */
  readonly waits: string
}

/** The sums as they stand; undefined below P3. */
export function policyTally(cells: readonly CellRuntime[]): PolicyTally | undefined {
  const desks = cells.flatMap(({ policy }) => (policy === undefined ? [] : [policy]))
  const [first] = desks
  if (first === undefined) return undefined
  const sum = (pick: (desk: PolicyDesk) => number): number =>
    desks.reduce((total, desk) => total + pick(desk), 0)
  const waits = new Histogram()
  for (const desk of desks) waits.merge(desk.waits)
  return {
    perSecond: decisionsPerSecond(first.spec),
    places: first.spec.places,
    asked: sum(({ tally }) => tally.asked),
    denied: sum(({ tally }) => tally.denied),
    steered: sum(({ tally }) => tally.steered),
    unanswered: sum(({ tally }) => tally.unanswered),
    lost: sum(({ tally }) => tally.lost),
    served: sum(({ server }) => server.served),
    busyUs: sum(({ server }) => server.busyUs),
    longestQueue: sum(({ server }) => server.longestQueue),
    waits: waits.encode(),
  }
}

/** Joins the shards, of which one holds the server; undefined below P3. */
export function policyRecord(
  shards: readonly (PolicyTally | undefined)[],
  windowUs: VirtualUs,
  benignEndUs: VirtualUs,
): CompletedTrial['policyServer'] {
  const tallies = shards.filter((shard) => shard !== undefined)
  const [first] = tallies
  if (first === undefined) return undefined
  const sum = (pick: (tally: PolicyTally) => number): number =>
    tallies.reduce((total, tally) => total + pick(tally), 0)
  const waits = new Histogram()
  for (const tally of tallies) waits.merge(Histogram.decode(tally.waits))
  const { meanMs, p50Ms, p99Ms, censoredShare } = latencyRecord(waits)
  const asked = sum((tally) => tally.asked)
  return {
    asked,
    denied: sum((tally) => tally.denied),
    steered: sum((tally) => tally.steered),
    unanswered: sum((tally) => tally.unanswered),
    lost: sum((tally) => tally.lost),
    served: sum((tally) => tally.served),
    perSecond: first.perSecond,
    offeredLoad: asked / (usToS(windowUs) * first.perSecond),
    utilisation: sum((tally) => tally.busyUs) / (first.places * benignEndUs),
    longestQueue: sum((tally) => tally.longestQueue),
    waitMeanMs: meanMs,
    waitP50Ms: p50Ms,
    waitP99Ms: p99Ms,
    waitCensoredShare: censoredShare,
  }
}
