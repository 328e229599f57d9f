/** Whether more trials of a size could still tell its entrants apart. */
import type { TrialRecord } from '../record.ts'
import { isResolved } from '../stats/ratio.ts'
import { FIRST_LOOK, type StoppingRule } from '../stats/stopping-rule.ts'
import { cellsOf } from './cells.ts'
import { ratioOf } from './comparison.ts'
import { judgingOf } from './noise.ts'

/**
 * True if each pair of entrants with the same profile is told apart or equivalent in tasks per
 * CPU-second, by trials of one size. An entrant of which no trial was completed cannot be decided and is
 * passed over. Never before the first look.
 */
export function isDecided(
  trials: readonly TrialRecord[],
  trialsDone: number,
  { maxTrials, precision }: StoppingRule,
): boolean {
  if (trialsDone < Math.min(FIRST_LOOK, maxTrials)) return false
  const judging = judgingOf(trials, {
    stopping: { rule: '', maxTrials, precision, skipped: 0 },
  })
  const cells = cellsOf(trials, 'main').filter((cell) => cell.completed.length > 0)
  return cells.every((cell, i) =>
    cells.slice(i + 1).every((other) => {
      if (other.profile !== cell.profile || other.agents !== cell.agents) return true
      const { verdict } = ratioOf('tasksPerCpuS', cell, other, judging)
      return isResolved(verdict) || verdict === 'equivalent within margin'
    }),
  )
}
