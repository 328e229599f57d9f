/** What waiting cost at the desks of a shard's cells, by who was waited for. */
import type { CompletedTrial } from '../../results/record.ts'
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
}

export function deskTallies(cells: readonly CellRuntime[]): DeskTallies {
  const approvals = approvalTally(cells)
  const policyServer = policyTally(cells)
  return {
    ...(approvals === undefined ? {} : { approvals }),
    ...(policyServer === undefined ? {} : { policyServer }),
  }
}

/** Joins the shards. */
export function deskRecords(
  shards: readonly DeskTallies[],
  windowUs: VirtualUs,
  benignEndUs: VirtualUs,
): Pick<CompletedTrial, 'approvals' | 'policyServer'> {
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
  return {
    ...(approvals === undefined ? {} : { approvals }),
    ...(policyServer === undefined ? {} : { policyServer }),
  }
}
