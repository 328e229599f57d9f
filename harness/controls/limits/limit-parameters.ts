import { MINUTE, SECOND, type VirtualUs } from '../../kernel/units.ts'

/** What R1 allows. All times are virtual. */
export interface LimitParameters {
  /** Most characters of text and tags, and most receivers, of one message. */
  readonly maxChars: number
  readonly maxReceivers: number
  /** Bucket of each sender that is known here: messages at once, and refilled a second. */
  readonly senderBurst: number
  readonly senderPerSecond: number
  /** The one bucket that all senders share that were never accepted here. */
  readonly strangerBurst: number
  readonly strangersPerSecond: number
  /** Most distinct receivers of one sender, in this cell, within the window. */
  readonly fanOut: number
  readonly fanOutWindowUs: VirtualUs
  /** Refusals in a row after which an edge is opened, and for how long. */
  readonly breakerFailures: number
  readonly breakerOpenUs: VirtualUs
}

/**
 * Defaults.
 *
 * - Size: 1 MiB of text is some 250,000 tokens, more than the context of the modelled models.
 * - Sender: an agent consults its model before it sends, and a model call takes about a second or
 *   more, so ten a second are ten tasks at once; the burst is ten seconds' worth (assumption).
 * - Strangers: a department of 300 that hears from everybody for the first time at once (assumption).
 * - Fan-out: the working set of the virus throttle (Williamson, HPL-2002-172), which lets traffic to
 *   recent receivers pass and limits new ones. Its set of 5 is below a team of six with its peers,
 *   so the set is 24: a team's 5 colleagues and room for 19 others within a minute (assumption).
 * - Breaker: 5 failures in a row and 30 s are the defaults of Envoy's outlier detection
 *   (`consecutive_5xx`, `base_ejection_time`).
 */
export const DEFAULT_LIMITS: LimitParameters = {
  maxChars: 1024 * 1024,
  maxReceivers: 64,
  senderBurst: 100,
  senderPerSecond: 10,
  strangerBurst: 300,
  strangersPerSecond: 30,
  fanOut: 24,
  fanOutWindowUs: MINUTE,
  breakerFailures: 5,
  breakerOpenUs: 30 * SECOND,
}
