/**
 * Whether the trials of a cell repeat their window. Repeats run warm code and are what the cost is of, so
 * trials with and without them do not compare: the first trial of a cell decides for the others.
 */
import type { TrialRecord } from '../../results/record.ts'

type Cell = Pick<TrialRecord, 'entrant' | 'agents'>

export class Repetition {
  private readonly byCell = new Map<string, boolean>()

  /** `earlier`: trials that the run has already. */
  constructor(earlier: readonly TrialRecord[] = []) {
    for (const record of earlier) this.ended(record)
  }

  /** Undefined until a trial of the cell has ended well. */
  of(cell: Cell): boolean | undefined {
    return this.byCell.get(keyOf(cell))
  }

  ended(record: TrialRecord): void {
    if (record.kind === 'failed' || this.of(record) !== undefined) return
    this.byCell.set(keyOf(record), record.cost.repeated === true)
  }
}

function keyOf({ entrant, agents }: Cell): string {
  return `${entrant} ${agents}`
}
