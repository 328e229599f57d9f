import { HOUR, MINUTE, type VirtualUs } from '../../kernel/units.ts'

/** What D2 goes by. Everything else it learns in the warm-up, before any attack. */
export interface AnomalyParameters {
  /** Records before this virtual time are taken as benign: they train, and raise nothing. */
  readonly warmUpUs: VirtualUs
  /** Width of the bins in which an agent's records are counted. */
  readonly binUs: VirtualUs
  /**
   * The budget of false alarms: at most this share of agents is to be alerted by mistake in a time
   * as long as the warm-up. It is shared out evenly among the statistics (Bonferroni).
   */
  readonly falseAlarmShare: number
  /** Weight of the newest bin in the EWMA. */
  readonly smoothing: number
  /** CUSUM's allowance, in standard deviations: half of the shift that is to be found soonest. */
  readonly allowance: number
  /** CUSUM of rare events: by which factor their rate grows in the case that is to be found. */
  readonly rareFactor: number
}

/**
 * Defaults. Smoothing 0.2 and allowance 0.5 are the middle of what the literature on control charts
 * uses (Lucas and Saccucci 1990; Page 1954); the rest is an assumption.
 */
export const DEFAULT_ANOMALY: AnomalyParameters = {
  warmUpUs: 2 * HOUR,
  binUs: 10 * MINUTE,
  falseAlarmShare: 0.01,
  smoothing: 0.2,
  allowance: 0.5,
  rareFactor: 20,
}
