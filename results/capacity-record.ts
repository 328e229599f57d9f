/** What `muster capacity` found, and every rate that it tried on the way. */
import type { RunManifest } from './record.ts'

export const CAPACITY_SCHEMA = 'muster/capacity@1'

/** Rates are in tasks per team and hour. */
export type CapacityVerdict =
  /** Half of all seeds hold at a rate between the two, at a level of at least 95 %. */
  | { readonly kind: 'found'; readonly low: number; readonly high: number }
  /** It held at the largest rate that was allowed. */
  | { readonly kind: 'above'; readonly low: number }
  /** It failed at the smallest. */
  | { readonly kind: 'below'; readonly high: number }
  /** It failed at a rate and held at a larger one, so no one number says what it can do. */
  | { readonly kind: 'not monotone'; readonly failedAt: number; readonly heldAt: number }
  /** A trial at a rate showed neither that it holds nor that it fails; its point says why. */
  | { readonly kind: 'no evidence'; readonly at: number }

/** All trials at one rate. */
export interface CapacityPoint {
  readonly perTeamPerHour: number
  /** Of the whole organisation. */
  readonly perS: number
  readonly passed: number
  readonly failed: number
  /** Trials that showed neither. */
  readonly unseen: number
  /** Of all offered tasks; null where the rank is a task that failed, or without tasks. */
  readonly p50Ms: number | null
  readonly p99Ms: number | null
  readonly completedShare: number
  /** What failed trials failed by, and why there is no evidence in others. */
  readonly because: readonly string[]
}

/** `capacity.json`. */
export interface CapacityDocument {
  readonly schema: typeof CAPACITY_SCHEMA
  readonly at: string
  readonly workload: { readonly name: string; readonly digest: string }
  /** What a reader must know, such as objectives that were left out. */
  readonly warnings: readonly string[]
  readonly seed: number
  /** Expected tasks of a trial. */
  readonly tasks: number
  /** `free`: work takes no time. `charged`: it takes what it took on this machine. */
  readonly cpu: 'free' | 'charged'
  /** Of the host that does all the work; absent with `free`, like `costs`. */
  readonly cores?: number
  /** Fitted costs of work by entrant and size. */
  readonly costs?: Readonly<Record<string, unknown>>
  readonly harness: RunManifest['harness']
  readonly machine: RunManifest['environment']
  readonly records: readonly CapacityRecord[]
}

export interface CapacityRecord {
  readonly entrant: string
  readonly architecture: string
  readonly profile: string
  readonly agents: number
  readonly teams: number
  /** What had to hold at a rate, as it was written; that no backlog grows had to hold as well. */
  readonly objectives: readonly string[]
  readonly capacity: CapacityVerdict
  readonly trials: number
  /** The load–latency curve, by rate. */
  readonly points: readonly CapacityPoint[]
}
