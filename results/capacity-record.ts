/** What `muster capacity` found, and every rate that it tried on the way. */

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

/** All trials at one rate. */
export interface CapacityPoint {
  readonly perTeamPerHour: number
  /** Of the whole organisation. */
  readonly perS: number
  readonly passed: number
  readonly failed: number
  /** Of all offered tasks; null where the rank is a task that failed, or without tasks. */
  readonly p50Ms: number | null
  readonly p99Ms: number | null
  readonly completedShare: number
  /** What failed trials failed by. */
  readonly because: readonly string[]
}

export interface CapacityRecord {
  readonly entrant: string
  readonly agents: number
  readonly teams: number
  readonly capacity: CapacityVerdict
  readonly trials: number
  /** The load–latency curve, by rate. */
  readonly points: readonly CapacityPoint[]
}
