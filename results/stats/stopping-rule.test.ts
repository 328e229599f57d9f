import { describe, expect, it } from 'vitest'
import { normal, purpose, uniform } from '../../harness/kernel/random.ts'
import { isResolved, type Pair, pairedRatio } from './ratio.ts'
import { criticalAtLook, FIRST_LOOK, type StoppingRule } from './stopping-rule.ts'

const NOISE = purpose('stopping-rule-test')
const RULE: StoppingRule = { maxTrials: 20, precision: 0.05 }

/** Own noise of a side, as a log: Student's t with 3 degrees of freedom, 2 % wide, some spikes. */
function heavyTailed(experiment: number, block: number, side: number): number {
  const draw = (k: number): number => normal(9, NOISE, experiment, block, side, k)
  const chi = draw(1) ** 2 + draw(2) ** 2 + draw(3) ** 2
  const spike = uniform(9, NOISE, experiment, block, side, 4) < 0.05 ? 0.1 : 0
  return 0.02 * (draw(0) / Math.sqrt(chi / 3)) + spike
}

/** Blocks whose host drifts away: the machine warms up, is throttled, and meets its neighbours. */
function drifting(experiment: number, trueRatio: number, blocks: number): Pair[] {
  let host = 0
  return Array.from({ length: blocks }, (_, block) => {
    host += 0.05 * normal(9, NOISE, experiment, block, 9) + 0.01
    const cost = (side: number): number => Math.exp(host + heavyTailed(experiment, block, side))
    return [trueRatio * cost(1), cost(2)]
  })
}

interface Stop {
  readonly verdict: 'different' | 'equivalent' | 'undecided'
  readonly trials: number
  readonly low: number
  readonly high: number
}

/** Looks after every block from the first look on, and stops at the first decision. */
function runUntilDecided(experiment: number, trueRatio: number, rule = RULE): Stop {
  const all = drifting(experiment, trueRatio, rule.maxTrials)
  for (let trials = FIRST_LOOK; ; trials++) {
    const found = pairedRatio(all.slice(0, trials), 'lower is better', {
      margin: rule.precision,
      rule,
    })
    const verdict = isResolved(found.verdict)
      ? 'different'
      : found.verdict === 'equivalent within margin'
        ? 'equivalent'
        : 'undecided'
    if (verdict !== 'undecided' || trials === rule.maxTrials) {
      return { verdict, trials, low: found.low ?? 0, high: found.high ?? Infinity }
    }
  }
}

function share(experiments: number, holds: (experiment: number) => boolean): number {
  let count = 0
  for (let e = 0; e < experiments; e++) if (holds(e)) count++
  return count / experiments
}

describe('the stopping rule', () => {
  it('asks much of an early look and little more than one test of the last', () => {
    expect(criticalAtLook(2, RULE)).toBe(Infinity)
    expect(criticalAtLook(5, RULE)).toBeGreaterThan(criticalAtLook(10, RULE))
    // One test at 20 trials has t(19) = 2.093; 18 looks cost a tenth of that.
    expect(criticalAtLook(20, RULE) / 2.093).toBeGreaterThan(1)
    expect(criticalAtLook(20, RULE) / 2.093).toBeLessThan(1.1)
  })

  it('calls at most 5 % of 4,000 null comparisons different, heavy tails and drift included', () => {
    // With no margin, so that nothing is saved by calling it equivalent.
    const rule = { ...RULE, precision: 0 }
    const wrong = share(4_000, (e) => runUntilDecided(e, 1, rule).verdict === 'different')
    expect(wrong).toBeLessThanOrEqual(0.05)
    expect(wrong).toBeGreaterThan(0.01)
  })

  it('is needed: looking as often with the usual interval calls far more than 5 % different', () => {
    const wrong = share(1_000, (e) => {
      const all = drifting(e, 1, RULE.maxTrials)
      for (let trials = FIRST_LOOK; trials <= RULE.maxTrials; trials++) {
        const found = pairedRatio(all.slice(0, trials), 'lower is better', { margin: 0 })
        if (isResolved(found.verdict)) return true
      }
      return false
    })
    expect(wrong).toBeGreaterThan(0.1)
  })

  it('finds a difference of 10 % in nine of ten, mostly before its last trial', () => {
    const stops = Array.from({ length: 1_000 }, (_, e) => runUntilDecided(e, 1.1))
    const different = stops.filter((stop) => stop.verdict === 'different')
    expect(different.length / stops.length).toBeGreaterThan(0.9)
    const early = different.filter((stop) => stop.trials < RULE.maxTrials)
    expect(early.length / different.length).toBeGreaterThan(0.7)
  })

  it('calls systems at the margin equivalent in at most 5 %, and equal ones mostly', () => {
    const wrong = share(2_000, (e) => runUntilDecided(e, 1.0501).verdict === 'equivalent')
    expect(wrong).toBeLessThanOrEqual(0.05)
    const right = share(500, (e) => runUntilDecided(e, 1).verdict === 'equivalent')
    expect(right).toBeGreaterThan(0.7)
  })

  it('holds the truth in its interval in at least 95 % wherever it stops', () => {
    for (const truth of [1, 1.04, 1.1, 2]) {
      const covered = share(1_500, (e) => {
        const { low, high } = runUntilDecided(e, truth)
        return low <= truth && truth <= high
      })
      expect(covered).toBeGreaterThanOrEqual(0.95)
    }
  })
})
