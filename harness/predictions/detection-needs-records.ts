/** When the threshold alert comes on a full, a lossy, and no audit trail. */
import { meanInterval } from '../../results/stats/interval.ts'
import { GOVERNED } from '../controls/levels.ts'
import {
  containmentOf,
  counted,
  didNotHold,
  type Experiment,
  figure,
  held,
  inTurn,
  type Judgement,
  LEAST_TRIALS,
  noEvidence,
} from './experiment.ts'

const LEVELS = ['L0', 'L1', 'L2'] as const

/** Times to detect vary widely, and these trials are short. */
const PAIRS_PER_TRIAL = 3

/** Minutes until the alert in one trial at each level; null: never within the horizon. */
export interface Detections {
  readonly L0: number | null
  readonly L1: number | null
  readonly L2: number | null
  readonly horizonMin: number
}

export const detectionNeedsRecords: Experiment = {
  id: 'detection-needs-records',
  rule:
    'Held: never at L0, and the paired difference of the time to detect, L1 − L2 (restricted to the ' +
    'horizon where nothing was detected), lies above zero. Did not hold: detected at L0, or not above.',
  planned: ({ trials }) => LEVELS.length * PAIRS_PER_TRIAL * trials,
  secondsPerTrial: 0.6,
  run: async (laboratory) =>
    judgeDetection(
      await inTurn(PAIRS_PER_TRIAL * laboratory.trials, async (trial) => {
        const at = async (audit: (typeof LEVELS)[number]) =>
          containmentOf(await laboratory.trial({ trial, levels: { ...GOVERNED, audit } }))
        const full = await at('L2')
        return {
          L0: (await at('L0')).detectMin,
          L1: (await at('L1')).detectMin,
          L2: full.detectMin,
          horizonMin: full.horizonMin,
        }
      }),
    ),
}

export function judgeDetection(pairs: readonly Detections[]): Judgement {
  const restricted = (time: number | null, horizon: number): number =>
    Math.min(time ?? horizon, horizon)
  const of = (level: (typeof LEVELS)[number]): number[] =>
    pairs.map((pair) => restricted(pair[level], pair.horizonMin))
  const detected = (level: (typeof LEVELS)[number]): number =>
    pairs.filter((pair) => pair[level] !== null).length
  const later = meanInterval(
    pairs.map(({ L1, L2, horizonMin }) => restricted(L1, horizonMin) - restricted(L2, horizonMin)),
  )
  const figures = [
    ...LEVELS.flatMap((level) => [
      counted(`trials with an alert, ${level}`, '', detected(level), pairs.length),
      figure(`restricted mean time to detect, ${level}`, 'min', meanInterval(of(level))),
    ]),
    figure('later at L1 than at L2, paired', 'min', later),
  ]
  if (detected('L0') > 0) {
    return { verdict: didNotHold(`detected at L0 in ${detected('L0')} trials`), figures }
  }
  if (detected('L2') === 0) {
    const because = 'nothing was detected at L2 either, so there is nothing to be later than'
    return { verdict: noEvidence('mechanism', because), figures }
  }
  if (pairs.length < LEAST_TRIALS) {
    return { verdict: noEvidence('sample', `fewer than ${LEAST_TRIALS} pairs`), figures }
  }
  if ((later.low as number) > 0) {
    return { verdict: held('later on the lossy trail, and never on none'), figures }
  }
  return (later.high as number) > 0
    ? { verdict: noEvidence('sample', 'the interval of the difference holds zero'), figures }
    : { verdict: didNotHold('not later on the lossy trail'), figures }
}
