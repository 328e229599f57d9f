/** What a run's manifest keeps of the self-test that the harness made before its trials. */
import { fields, list, number, optional, type Shape, text, truth, word } from './shape.ts'

/** One known answer and what was measured; the interval is that of the measurement. */
export interface MetrologyRowRecord {
  readonly system: string
  readonly quantity: string
  readonly unit: string
  readonly measured: number
  readonly known: number
  readonly low: number
  readonly high: number
  readonly differencePercent: number
  readonly holds: boolean
  readonly reason?: string
}

export interface MetrologyRecord {
  /** `quick` is the part that takes less than a second. */
  readonly extent: 'quick' | 'full'
  readonly seed: number
  readonly rows: readonly MetrologyRowRecord[]
  /** Every row holds. */
  readonly holds: boolean
}

/** The record as a check on parsed JSON. */
export const metrologyShape: Shape<MetrologyRecord> = fields<MetrologyRecord>({
  extent: word('quick', 'full'),
  seed: number,
  rows: list(
    fields<MetrologyRowRecord>({
      system: text,
      quantity: text,
      unit: text,
      measured: number,
      known: number,
      low: number,
      high: number,
      differencePercent: number,
      holds: truth,
      reason: optional(text),
    }),
  ),
  holds: truth,
})
