/** What a shard hands back. Plain data. */
import type { IntrinsicCounter } from '../../results/record.ts'
import type { StartUpRecord } from '../../results/start-up-record.ts'
import type { FloodTally } from '../incidents/flood.ts'
import type { IncidentTrace } from '../incidents/oracle.ts'
import type { CellId, VirtualUs } from '../kernel/units.ts'
import type { DeskTallies } from './desk-tallies.ts'
import type { LivenessResult } from './liveness-tally.ts'

export interface ShardTally {
  offered: number
  completed: number
  failed: number
  overdue: number
  right: number
  wrong: number
  synthesesRight: number
  synthesesWrong: number
  departmentSyntheses: number
  divisionSyntheses: number
  briefs: number
  /** Task-microseconds in the system over the benign window. */
  inSystemUs: number
  /** Of tasks that failed, from arrival to end. */
  failedUs: number
  arrivalLateUs: number
}

export interface ShardResult extends DeskTallies {
  readonly benignDigests: ReadonlyMap<CellId, string>
  readonly digests: ReadonlyMap<CellId, string>
  readonly effects: ReadonlyMap<CellId, string>
  readonly proofs: ReadonlyMap<CellId, string>
  readonly repeatable: boolean
  readonly tally: ShardTally
  readonly counters: Readonly<Record<IntrinsicCounter, number>>
  /** Absent where nobody enrolled or shook hands. */
  readonly startUp?: StartUpRecord
  readonly latency: string
  readonly staleness: string
  readonly briefStaleness: string
  readonly traces: ReadonlyMap<CellId, IncidentTrace>
  readonly flood?: FloodTally
  /** CPU time of the process while the incident lasted. */
  readonly incidentCpuUs: number
  readonly benignEndUs: VirtualUs
  readonly events: number
  readonly windows: number
  readonly crossShardMessages: number
  readonly liveness: LivenessResult
  readonly passes: number
  readonly repeated: boolean
  readonly cpuUs: number
  readonly wallMs: number
  readonly waitedMs: number
  readonly setupCpuUs: number
  readonly setupWallMs: number
  readonly gcMs: number
  readonly idleBytes: number
  readonly peakBytes: number
  /** Frames sent to other shards in all passes, and their bytes; zero at F0. Absent on one thread. */
  readonly frames?: { readonly frames: number; readonly bytes: number }
}
