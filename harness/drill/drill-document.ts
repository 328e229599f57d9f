/** What a drill comes to. */
import type { VirtualUs } from '../kernel/units.ts'
import type { Crash } from './crash.ts'

/**
 * `fails closed`: nothing that needs the control went on after its death, but for its window.
 * `degrades`: the control has no say in single messages; they went on, and the trial is not valid.
 * `fails open`: messages went on without a control that has a say, or the run does not say so.
 */
export type Behaviour = 'fails closed' | 'degrades' | 'fails open'

export interface DrillRow {
  readonly control: Crash['control']
  /** The level of the control, as in `A2`. */
  readonly level: string
  readonly how: string
  readonly behaviour: Behaviour
  /** Where failing open was chosen: the key of the workload that chose it. */
  readonly chosen: string | null
  readonly before: { readonly accepted: number; readonly refused: number }
  readonly after: {
    /** Accepted without the control; for approvals, actions that went on without a decision. */
    readonly accepted: number
    /** Accepted in the control's declared window. */
    readonly inWindow: number
    /** By reason. */
    readonly refused: Readonly<Record<string, number>>
  }
  /** False if nothing in the run's record shows that the control was dead. */
  readonly runSaysSo: boolean
  /** The first condition that does not hold, or what else the record shows. */
  readonly says: string | null
}

export interface DrillDocument {
  readonly schema: 'muster/drill@1'
  readonly agents: number
  readonly seed: number
  readonly killedAtUs: VirtualUs
  readonly rows: readonly DrillRow[]
  /** Controls that fail open though nobody chose that. */
  readonly failsOpenByDefault: number
}
