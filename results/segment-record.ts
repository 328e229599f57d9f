/** What a resumed run is held to, and which processes and machines worked on it. */
import type { EnvironmentRecord, RunManifest } from './record.ts'

export interface PlanRecord {
  /** Of all trials in order, with their seeds and controls. */
  readonly digest: string
  /** As it was asked for; a trial's record has what it got. */
  readonly threads: number | 'auto'
}

export interface SegmentRecord {
  readonly startedAt: string
  /** Absent if the process was killed. */
  readonly endedAt?: string
  /** Position of the first trial that this segment ran. */
  readonly fromPosition: number
  readonly environment: EnvironmentRecord
  readonly harness: RunManifest['harness']
}
