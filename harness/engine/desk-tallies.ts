/** What waiting cost at the desks of a shard's cells, by who was waited for. */
import type { CompletedTrial } from '../../results/record.ts'
import type { CacheTally } from '../controls/policy/decision-cache.ts'
import type { VirtualUs } from '../kernel/units.ts'
import { approvalRecord, type ApprovalTally, approvalTally } from './approval-record.ts'
import type { CellRuntime } from './cell-runtime.ts'
import { policyRecord, type PolicyTally, policyTally } from './policy-record.ts'

/** Plain data. */
export interface DeskTallies {
  /** Absent at H0. */
  readonly approvals?: ApprovalTally
  /** Absent below P3. */
  readonly policyServer?: PolicyTally
  /** Absent if Cedar decided nothing. */
  readonly policyCache?: CacheTally
}

export function deskTallies(cells: readonly CellRuntime[]): DeskTallies {
  const approvals = approvalTally(cells)
  const policyServer = policyTally(cells)
  const policyCache = added(cells.map(({ remembered }) => remembered))
  return {
    ...(approvals === undefined ? {} : { approvals }),
    ...(policyServer === undefined ? {} : { policyServer }),
    ...(policyCache === undefined ? {} : { policyCache }),
  }
}

/** Undefined if there is nothing in any. */
function added(tallies: readonly CacheTally[]): CacheTally | undefined {
  const sum = { hits: 0, misses: 0, bypasses: 0 }
  for (const { hits, misses, bypasses } of tallies) {
    sum.hits += hits
    sum.misses += misses
    sum.bypasses += bypasses
  }
  return sum.hits + sum.misses + sum.bypasses === 0 ? undefined : sum
}

/** Joins the shards. */
export function deskRecords(
  shards: readonly DeskTallies[],
  windowUs: VirtualUs,
  benignEndUs: VirtualUs,
): Pick<CompletedTrial, 'approvals' | 'policyServer' | 'policyCache'> {
  const approvals = approvalRecord(
    shards.map((shard) => shard.approvals),
    windowUs,
    benignEndUs,
  )
  const policyServer = policyRecord(
    shards.map((shard) => shard.policyServer),
    windowUs,
    benignEndUs,
  )
  const policyCache = added(shards.flatMap((shard) => shard.policyCache ?? []))
  return {
    ...(approvals === undefined ? {} : { approvals }),
    ...(policyServer === undefined ? {} : { policyServer }),
    ...(policyCache === undefined ? {} : { policyCache }),
  }
}
