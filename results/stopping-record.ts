/** How a run found its number of trials. */
import { count, fields, number, text } from './shape.ts'

export interface StoppingRecord {
  /** Name and source of the rule. */
  readonly rule: string
  readonly maxTrials: number
  readonly precision: number
  /** Trials of the plan that were not needed, because their size was decided before. */
  readonly skipped: number
}

export const STOPPING_RULE =
  'repeated confidence intervals (Jennison & Turnbull 1989) after every block from the third on, 5 % spent as by O’Brien–Fleming (Lan & DeMets 1983)'

export const stoppingShape = fields<StoppingRecord>({
  rule: text,
  maxTrials: count,
  precision: number,
  skipped: count,
})

/** Trials that a finished run has: those of its plan, without those that were not needed. */
export function expectedTrials(manifest: {
  readonly planned: number
  readonly stopping?: StoppingRecord
}): number {
  return manifest.planned - (manifest.stopping?.skipped ?? 0)
}
