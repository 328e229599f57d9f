/** Which planned trials are no longer needed, because the entrants of their size are decided. */
import type { TrialRecord } from '../../../results/record.ts'
import type { StoppingRule } from '../../../results/stats/stopping-rule.ts'
import { isDecided } from '../../../results/summary/decided.ts'
import type { MeasureSpec } from '../../../workloads/workload.ts'
import type { PlannedTrial } from '../../plan/plan.ts'

export class Stopping {
  private readonly rule: StoppingRule
  private readonly trials: TrialRecord[]
  /** By size, the trial number from which on nothing is run; looked at once for each block. */
  private readonly overFrom = new Map<number, number>()
  private readonly looked = new Set<string>()

  /** `before`: records of a run that goes on. */
  constructor(rule: StoppingRule, before: readonly TrialRecord[] = []) {
    this.rule = rule
    this.trials = [...before]
  }

  ended(record: TrialRecord): void {
    this.trials.push(record)
  }

  /**
   * True if the trial need not be run. It follows from the records of earlier blocks of its size alone,
   * so a run that was killed and goes on stops where it would have.
   */
  isOver({ agents, trial }: Pick<PlannedTrial, 'agents' | 'trial'>): boolean {
    const block = `${agents} ${trial}`
    if (!this.looked.has(block)) {
      this.looked.add(block)
      const earlier = this.trials.filter((one) => one.agents === agents && one.trial < trial)
      if (!this.overFrom.has(agents) && isDecided(earlier, trial, this.rule)) {
        this.overFrom.set(agents, trial)
      }
    }
    return trial >= (this.overFrom.get(agents) ?? Infinity)
  }
}

/** The rule of a workload that lets the run find its number of trials. */
export function stoppingRuleOf({ trials, stopping }: MeasureSpec): StoppingRule | undefined {
  return stopping && { maxTrials: trials, precision: stopping.precision }
}
