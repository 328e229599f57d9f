/** What a detector says. */
import type { AgentId, VirtualUs } from '../../kernel/units.ts'

/** What made D2 or D3 alert. */
export type AlertCause = 'rate' | 'fan-out' | 'novelty' | 'reports' | 'content'

/** A detector has seen enough of one agent. Raised once for each subject. */
export interface Alert {
  readonly subject: AgentId
  readonly at: VirtualUs
  /** Reports in the window, or what else was counted, when the threshold was reached. */
  readonly count: number
  /** Absent: reports have reached D1's threshold. */
  readonly cause?: AlertCause
  /** Modelled time that the detector needed; the alert counts from `at`, which includes it. */
  readonly delayUs?: VirtualUs
}
