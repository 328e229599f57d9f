/** What a manifest keeps of an objective: one record for each entrant and size that it is about. */
import { fields, count, list, nullable, number, type Shape, text, word } from '../shape.ts'

export type ObjectiveVerdict = 'holds' | 'does not hold' | 'no evidence'

export interface ObjectiveRecord {
  /** As it was written. */
  readonly objective: string
  /** Null, with `agents`, for an objective that is about nothing in the run. */
  readonly entrant: string | null
  readonly agents: number | null
  readonly metric: string
  readonly statistic: string
  readonly comparison: string
  /** In `unit`, like the value and its interval. */
  readonly bound: number
  readonly unit: string
  /** Trials behind the value. */
  readonly n: number
  /** Null where nothing was measured or it is censored. */
  readonly value: number | null
  readonly low: number | null
  readonly high: number | null
  readonly verdict: ObjectiveVerdict
  /** Why, and what to do where there is no evidence. */
  readonly because: string
}

/** The records as a check on parsed JSON. */
export const objectivesShape: Shape<readonly ObjectiveRecord[]> = list(
  fields<ObjectiveRecord>({
    objective: text,
    entrant: nullable(text),
    agents: nullable(count),
    metric: text,
    statistic: text,
    comparison: text,
    bound: number,
    unit: text,
    n: count,
    value: nullable(number),
    low: nullable(number),
    high: nullable(number),
    verdict: word('holds', 'does not hold', 'no evidence'),
    because: text,
  }),
)
