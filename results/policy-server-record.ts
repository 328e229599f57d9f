/** What a trial’s policy server had to do, and how long it was waited for. */

/** One policy server for the whole organisation, over the benign window. Times are virtual. */
export interface PolicyServerRecord {
  /** Decisions that were asked for. */
  readonly asked: number
  readonly denied: number
  readonly steered: number
  /** Asked for and not answered before the client gave up. */
  readonly unanswered: number
  /** Asked for while the server could not be reached. */
  readonly lost: number
  readonly served: number
  /** Decisions a second that the server can make. */
  readonly perSecond: number
  /** Decisions asked for in the arrival window over what the server can make in it; above 1 the line grows. */
  readonly offeredLoad: number
  /** Share of the window, its drain included, in which the server's places were busy. */
  readonly utilisation: number
  readonly longestQueue: number
  readonly waitMeanMs: number | null
  readonly waitP50Ms: number | null
  readonly waitP99Ms: number | null
  /** Share of the decisions that never came in time. */
  readonly waitCensoredShare: number
}
