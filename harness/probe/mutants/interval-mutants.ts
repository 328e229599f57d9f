/** Faults of what decisions rest on: intervals, stopping rules and the search for capacities. */
import type { Mutant } from './mutant.ts'

const EFFECT = 'results/compare/effect.ts'
const EFFECTIVE = ['results/compare/effect.test.ts']
const STOPPING = 'harness/cli/run/stopping.ts'
const STOPPED = ['harness/cli/run/stopping.test.ts']
const RULE = 'results/stats/stopping-rule.ts'
const RULED = ['results/stats/stopping-rule.test.ts']
const SEARCH = 'harness/capacity/search.ts'
const SEARCHED = ['harness/capacity/search.test.ts']
const LOAD = 'harness/capacity/judge.ts'
const LOADED = ['harness/capacity/judge.test.ts']
const RATIO = 'results/stats/ratio.ts'
const RATIOS = ['results/stats/ratio.test.ts']

export const INTERVAL_MUTANTS: readonly Mutant[] = [
  {
    id: 'effect-uncorrected',
    what: 'an interval does not grow with the number of rows',
    file: EFFECT,
    find: 'const tail = (1 - confidence) / 2 / Math.max(1, family)',
    replace: 'const tail = (1 - confidence) / 2 / Math.max(1, family * 0)',
    tests: EFFECTIVE,
  },
  {
    id: 'effect-welch-alone',
    what: 'two trials that lie close are taken for a side without noise',
    file: EFFECT,
    find: 'Math.max(\n    ...spreads.map(',
    replace: 'Math.max(\n    ...spreads.slice(0, 1).map(',
    tests: EFFECTIVE,
  },
  {
    id: 'effect-luck-halved',
    what: 'only one direction of chance is counted',
    file: EFFECT,
    find: '2 ** (1 - pairs.length)',
    replace: '2 ** (0 - pairs.length)',
    tests: EFFECTIVE,
  },
  {
    id: 'effect-one-constant-side',
    what: 'a side without spread is surely so',
    file: EFFECT,
    find: '[inA, inB].some((side)',
    replace: '[inA, inB].every((side)',
    tests: EFFECTIVE,
  },
  {
    id: 'ratio-equivalent-by-one-end',
    what: 'an interval that begins within the margin is equivalent',
    file: RATIO,
    find: 'low >= 1 / (1 + margin) && high <= 1 + margin',
    replace: 'low >= 1 / (1 + margin) && low <= 1 + margin',
    tests: RATIOS,
  },
  {
    id: 'ratio-direction-turned',
    what: 'more is better where less is',
    file: RATIO,
    find: "if (low > 1) return direction === 'higher is better' ? 'better' : 'worse'",
    replace: "if (low > 1) return 'better'",
    tests: RATIOS,
  },
  {
    id: 'stopping-usual-interval',
    what: 'every look uses the interval of a single one',
    file: RULE,
    find: 'studentTQuantile(1 - level / 2, n - 1)',
    replace: 'studentTQuantile(0.975, n - 1)',
    tests: RULED,
  },
  {
    id: 'stopping-looks-ahead',
    what: 'trials of the block itself and of later ones decide about it',
    file: STOPPING,
    find: 'one.agents === agents && one.trial < trial',
    replace: 'one.agents === agents',
    tests: STOPPED,
  },
  {
    id: 'stopping-sizes-mixed',
    what: 'a size stops all others',
    file: STOPPING,
    find: 'trial >= (this.overFrom.get(agents) ?? Infinity)',
    replace: 'trial >= Math.min(Infinity, ...this.overFrom.values())',
    tests: STOPPED,
  },
  {
    id: 'stopping-by-one-pair',
    what: 'one pair of entrants that is decided ends the size',
    file: 'results/summary/decided.ts',
    find: 'return cells.every((cell, i) =>',
    replace: 'return cells.some((cell, i) =>',
    tests: STOPPED,
  },
  {
    id: 'spending-all-at-once',
    what: 'early looks spend all that may be spent',
    file: 'results/stats/alpha-spending.ts',
    find: 'const target = spentAlpha(fraction, alpha) - spent',
    replace: 'const target = spentAlpha(1, alpha) - spent * 0',
    tests: ['results/stats/alpha-spending.test.ts'],
  },
  {
    id: 'bootstrap-too-narrow',
    what: 'the percentile bootstrap gives 90 % for 95 %',
    file: 'results/stats/bootstrap.ts',
    find: 'const tail = (1 - CONFIDENCE) / 2',
    replace: 'const tail = 1 - CONFIDENCE',
    tests: ['results/stats/bootstrap.test.ts'],
  },
  {
    id: 'bootstrap-seedless',
    what: 'every seed draws the same resamples',
    file: 'results/stats/bootstrap.ts',
    find: 'uniform(seed, RESAMPLE, resample, i)',
    replace: 'uniform(1, RESAMPLE, resample, i)',
    tests: ['results/stats/bootstrap.test.ts'],
  },
  {
    id: 'studentised-without-width',
    what: 'resamples are not divided by their own spread',
    file: 'results/stats/studentised-bootstrap.ts',
    find: 'Math.abs(shift) / Math.sqrt(variance)',
    replace: 'Math.abs(shift) / standardError',
    tests: ['results/stats/studentised-bootstrap.test.ts'],
  },
  {
    id: 'order-statistics-inwards',
    what: 'the interval of a median ends one value further in',
    file: 'results/stats/interval.ts',
    find: 'return Math.max(1, k)',
    replace: 'return Math.max(1, k + 1)',
    tests: ['results/stats/interval.test.ts'],
  },
  {
    id: 'floor-one-less',
    what: 'a percentile needs one sample less than it does',
    file: 'results/stats/binomial-floor.ts',
    find: '  return high\n}',
    replace: '  return high - 1\n}',
    tests: ['results/stats/binomial-floor.test.ts'],
  },
  {
    id: 'noise-floor-ignored',
    what: 'a difference below the noise floor is called one',
    file: 'results/stats/noise-floor.ts',
    find: 'return Math.abs(Math.log(ratio)) > Math.log(floorFactor(floor, n))',
    replace: 'return floorFactor(floor, n) > 0',
    tests: ['results/stats/noise-floor.test.ts'],
  },
  {
    id: 'capacity-unconfirmed',
    what: 'one trial confirms a rate',
    file: SEARCH,
    find: 'for (let nth = 0; nth < needed; nth++) if',
    replace: 'for (let nth = 0; nth < 1; nth++) if',
    tests: SEARCHED,
  },
  {
    id: 'capacity-bisects-upwards',
    what: 'a middle rate that fails counts as one that passes',
    file: SEARCH,
    find: "else if (direction === 'fails') high = middle",
    replace: "else if (direction === 'fails') low = middle",
    tests: SEARCHED,
  },
  {
    id: 'capacity-same-seed',
    what: 'a rate is confirmed by the trial that steered it',
    file: SEARCH,
    find: 'this.attempt(rate, this.trials++)',
    replace: 'this.attempt(rate, this.trials++ & 1)',
    tests: SEARCHED,
  },
  {
    id: 'capacity-monotone-by-faith',
    what: 'a larger rate that holds above one that fails goes unsaid',
    file: SEARCH,
    find: 'failedAt > heldAt) return undefined',
    replace: 'failedAt > 0) return undefined',
    tests: SEARCHED,
  },
  {
    id: 'capacity-blind-trial-passes',
    what: 'a trial that is no evidence passes',
    file: SEARCH,
    find: 'if (passed === undefined) throw new Unseen(rate)',
    replace: '',
    tests: SEARCHED,
  },
  {
    id: 'capacity-backlog-unlooked',
    what: 'a backlog that grows does not fail',
    file: LOAD,
    find: 'return growth > DEVIATIONS * Math.sqrt(arrivals) && growth',
    replace: 'return growth > Infinity && growth',
    tests: LOADED,
  },
  {
    id: 'capacity-unseen-passes',
    what: 'an objective without a sample passes',
    file: LOAD,
    find: "if (seen.kind !== 'unseen') continue",
    replace: 'if (seen.kind.length > 0) continue',
    tests: LOADED,
  },
]
