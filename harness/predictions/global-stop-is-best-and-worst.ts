/** Damage against collateral of the three levels of containment. */
import { meanInterval, type Estimate } from '../../results/stats/interval.ts'
import { GOVERNED } from '../controls/levels.ts'
import {
  containmentOf,
  didNotHold,
  type Experiment,
  figure,
  held,
  inTurn,
  type Judgement,
  LEAST_TRIALS,
  noEvidence,
} from './experiment.ts'

const LEVELS = ['C1', 'C2', 'C3'] as const
/** What "by far" means: so many times the collateral of the next worst. */
const BY_FAR = 3

/** Figures of one trial at one level. */
export interface Outcome {
  readonly commanded: boolean
  readonly peopleExposed: number
  readonly blastRadiusAgents: number
  readonly taintedResults: number
  readonly agentHoursOffline: number
}

/** One trial at all levels, with the same seed. */
export type Outcomes = Readonly<Record<(typeof LEVELS)[number], Outcome>>

const DAMAGE = ['peopleExposed', 'blastRadiusAgents', 'taintedResults'] as const
const NAMES = {
  peopleExposed: 'people exposed',
  blastRadiusAgents: 'agents reached',
  taintedResults: 'tainted results',
} as const

export const globalStopIsBestAndWorst: Experiment = {
  id: 'global-stop-is-best-and-worst',
  rule:
    `Held: C3's agent-hours offline are at least ${BY_FAR} times those of C1 and C2, and of people ` +
    'exposed, agents reached and tainted results C3 is below both C1 and C2 in at least one ' +
    '(paired interval) and above them in none. Did not hold: otherwise; equal is not best.',
  planned: ({ trials }) => LEVELS.length * trials,
  secondsPerTrial: 0.6,
  run: async (laboratory) =>
    judgeStop(
      await inTurn(laboratory.trials, async (trial) => {
        const at = async (containment: (typeof LEVELS)[number]): Promise<Outcome> => {
          const record = containmentOf(
            await laboratory.trial({ trial, levels: { ...GOVERNED, containment } }),
          )
          return {
            ...record,
            commanded: record.commandMin !== null,
            agentHoursOffline: record.collateral.agentMinutesOffline / 60,
          }
        }
        return { C1: await at('C1'), C2: await at('C2'), C3: await at('C3') }
      }),
    ),
}

export function judgeStop(trials: readonly Outcomes[]): Judgement {
  const of = (level: (typeof LEVELS)[number], name: keyof Outcome): number[] =>
    trials.map((trial) => Number(trial[level][name]))
  const less = (level: 'C1' | 'C2', name: keyof Outcome): Estimate =>
    meanInterval(trials.map((trial) => Number(trial[level][name]) - Number(trial.C3[name])))
  const figures = [
    ...LEVELS.flatMap((level) => [
      ...DAMAGE.map((name) =>
        figure(`${NAMES[name]}, ${level}`, '', meanInterval(of(level, name))),
      ),
      figure(`offline, ${level}`, 'agent-hours', meanInterval(of(level, 'agentHoursOffline'))),
    ]),
    ...DAMAGE.flatMap((name) => [
      figure(`fewer ${NAMES[name]} at C3 than at C1, paired`, '', less('C1', name)),
      figure(`fewer ${NAMES[name]} at C3 than at C2, paired`, '', less('C2', name)),
    ]),
  ]
  if (!trials.some((trial) => LEVELS.every((level) => trial[level].commanded))) {
    return { verdict: noEvidence('mechanism', 'containment was never commanded'), figures }
  }
  if (trials.length < LEAST_TRIALS) {
    return { verdict: noEvidence('sample', `fewer than ${LEAST_TRIALS} trials`), figures }
  }
  const isBelow = (estimate: Estimate): boolean => (estimate.low as number) > 0
  const isAbove = (estimate: Estimate): boolean => (estimate.high as number) < 0
  const better = DAMAGE.filter((name) => isBelow(less('C1', name)) && isBelow(less('C2', name)))
  const worse = DAMAGE.filter((name) => isAbove(less('C1', name)) || isAbove(less('C2', name)))
  const costs = (level: (typeof LEVELS)[number]): number =>
    of(level, 'agentHoursOffline').reduce((sum, hours) => sum + hours, 0)
  const factor = costs('C3') / Math.max(costs('C1'), costs('C2'))
  const collateral = `${factor.toPrecision(3)} times the agent-hours offline of the next worst`
  if (better.length > 0 && worse.length === 0 && factor >= BY_FAR) {
    return { verdict: held(`best in ${wordsOf(better)}; ${collateral}`), figures }
  }
  const damage =
    worse.length > 0
      ? `worse in ${wordsOf(worse)}`
      : better.length > 0
        ? `best in ${wordsOf(better)}`
        : 'not told apart from C1 and C2 by any damage figure'
  return { verdict: didNotHold(`${damage}; ${collateral}`), figures }
}

function wordsOf(names: readonly (typeof DAMAGE)[number][]): string {
  return names.map((name) => NAMES[name]).join(', ')
}
