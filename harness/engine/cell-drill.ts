import type { GuardOptions } from '../controls/guard-options.ts'
import type { Timeline } from '../kernel/timeline.ts'
import type { CellRuntime } from './cell-runtime.ts'

/** How a drill gets at the controls of a cell, to break them. */
export interface CellDrill {
  /** What the guard is given instead. */
  guard?(timeline: Timeline): Partial<GuardOptions>
  /** Told of each cell when it is complete. */
  opened?(cell: CellRuntime): void
}
