/**
 * Faults of stages. A stage that throws refuses: the path reports the message as refused by that
 * stage, and the fault is kept here, because a trial in which a control failed is not valid.
 */
import type { CellId, VirtualUs } from '../kernel/units.ts'
import type { Refusal } from './envelope.ts'
import type { ControlLevels } from './levels.ts'

/** A frame that is not good ends its trial, and a library decides nothing: they are no stages of a cell's path. */
export type StageName = Exclude<keyof ControlLevels, 'frames' | 'cryptography'>

/** What a message is refused for when a stage throws. A detector refuses nothing. */
export const REFUSAL_OF: Readonly<Record<Exclude<StageName, 'detection'>, Refusal>> = {
  limits: 'limit',
  containment: 'quarantine',
  auth: 'authentication',
  capabilities: 'capability',
  policy: 'policy',
  approvals: 'approval',
  audit: 'audit',
  sandbox: 'policy',
}

/** Everything that one stage of one cell has thrown. Plain data. */
export interface StageFault {
  readonly stage: StageName
  readonly cell: CellId
  /** How often it threw. */
  readonly count: number
  /** Virtual time of the first. */
  readonly at: VirtualUs
  /** What the first said. */
  readonly message: string
}

export class FaultLog {
  private readonly cell: CellId
  private readonly clock: { readonly now: VirtualUs }
  private readonly byStage = new Map<StageName, StageFault>()

  constructor(cell: CellId, clock: { readonly now: VirtualUs }) {
    this.cell = cell
    this.clock = clock
  }

  /** In the order in which the stages first failed. */
  get all(): readonly StageFault[] {
    return [...this.byStage.values()]
  }

  has(stage: StageName): boolean {
    // Asked for every message, and nearly always of no fault.
    return this.byStage.size > 0 && this.byStage.has(stage)
  }

  note(stage: StageName, error: unknown): void {
    const known = this.byStage.get(stage)
    const { cell, clock } = this
    const message = error instanceof Error ? error.message : String(error)
    const first = known ?? { stage, cell, count: 0, at: clock.now, message }
    this.byStage.set(stage, { ...first, count: first.count + 1 })
  }
}
