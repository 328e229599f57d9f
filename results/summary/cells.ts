/** Trials grouped by what they are a repetition of. */
import type { CompletedTrial, TrialKey, TrialRecord } from '../record.ts'

/** What the trials of a group share; the first columns of every export. */
export interface CellKey {
  readonly entrant: string
  readonly architecture: string
  readonly topology: string
  readonly profile: string
  readonly agents: number
}

/** All trials of one entrant at one size and auth level. */
export interface Cell extends CellKey {
  readonly auth: string
  /** By trial number. */
  readonly completed: readonly CompletedTrial[]
  readonly failed: number
  /** Completed, but a condition of validity does not hold. */
  readonly invalid: number
}

/** Groups the trials of a purpose; cells in order of size, entrant and auth level. */
export function cellsOf(trials: readonly TrialRecord[], purpose: TrialKey['purpose']): Cell[] {
  const trialsByCell = new Map<string, TrialRecord[]>()
  for (const trial of trials) {
    if (trial.purpose !== purpose) continue
    const key = `${trial.entrant} ${trial.topology} ${trial.agents} ${trial.controls.auth}`
    const group = trialsByCell.get(key)
    if (group) group.push(trial)
    else trialsByCell.set(key, [trial])
  }
  return [...trialsByCell.values()]
    .map(cellOf)
    .sort(
      (a, b) =>
        a.agents - b.agents || compareText(a.entrant, b.entrant) || compareText(a.auth, b.auth),
    )
}

/** The values of two cells in the trials that both completed, paired by trial number. */
export function pairsOf(
  cell: Cell,
  reference: Cell,
  value: (trial: CompletedTrial) => number | null,
): (readonly [number, number])[] {
  const pairs: (readonly [number, number])[] = []
  for (const trial of cell.completed) {
    const other = reference.completed.find((candidate) => candidate.trial === trial.trial)
    const a = value(trial)
    const b = other === undefined ? null : value(other)
    if (a !== null && b !== null) pairs.push([a, b])
  }
  return pairs
}

/**
 * The same for a figure that is missing where it is censored: no pair at all if one side of any pair
 * lacks it, because leaving out just those pairs would leave out the worst.
 */
export function uncensoredPairsOf(
  cell: Cell,
  reference: Cell,
  value: (trial: CompletedTrial) => number | null,
): (readonly [number, number])[] {
  const pairs = pairsOf(cell, reference, value)
  return pairs.length === pairsOf(cell, reference, () => 0).length ? pairs : []
}

/** The values that exist. */
export function valuesOf(
  trials: readonly CompletedTrial[],
  value: (trial: CompletedTrial) => number | null,
): number[] {
  return trials.map(value).filter((v) => v !== null)
}

/** Sum of a figure over trials. */
export function sumOf(
  trials: readonly CompletedTrial[],
  value: (trial: CompletedTrial) => number,
): number {
  return trials.reduce((sum, trial) => sum + value(trial), 0)
}

/** Order of texts by code unit: the same in every locale. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** The fields of a `CellKey` alone. */
export function keyOf({ entrant, architecture, topology, profile, agents }: CellKey): CellKey {
  return { entrant, architecture, topology, profile, agents }
}

function cellOf(trials: readonly TrialRecord[]): Cell {
  const first = trials[0] as TrialRecord
  const completed = trials
    .filter((trial) => trial.kind === 'completed')
    .sort((a, b) => a.trial - b.trial)
  return {
    ...keyOf(first),
    auth: first.controls.auth,
    completed,
    failed: trials.length - completed.length,
    invalid: completed.filter((trial) => !trial.validity.valid).length,
  }
}
