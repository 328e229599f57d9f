/** The negative control: an insider with a valid credential, under each hypothesis, at every auth level. */
import { meanInterval } from '../../results/stats/interval.ts'
import type { CompletedTrial } from '../../results/record.ts'
import { AUTH_LEVELS, type AuthLevel, type ControlLevels, GOVERNED } from '../controls/levels.ts'
import type { IncidentSpec, Workload } from '../../workloads/workload.ts'
import {
  containmentOf,
  counted,
  didNotHold,
  type Experiment,
  figure,
  held,
  inTurn,
  type Judgement,
  type Laboratory,
  noEvidence,
} from './experiment.ts'

type Hypothesis = NonNullable<IncidentSpec['hypothesis']> | 'policy-too-permissive'

/** Each with the levels at which its mechanism is at work: a rubber stamp needs somebody to ask. */
const HYPOTHESES: Readonly<Record<Hypothesis, Partial<ControlLevels>>> = {
  'enforcement-skipped': {},
  'policy-too-permissive': {},
  'approval-rubber-stamped': { approvals: 'H2' },
  'human-relay': {},
}
/** Those that the statement names. */
const NAMED = [
  'enforcement-skipped',
  'policy-too-permissive',
  'approval-rubber-stamped',
  'human-relay',
] as const
const REFERENCE: AuthLevel = 'A0'
/** Pairs are alike to the last digit or not at all, so that few show it. */
const ENOUGH = 3

/** A trial under a hypothesis at a level, beside the one at A0 with the same seed. */
export interface InsiderTrial {
  readonly hypothesis: string
  readonly auth: AuthLevel
  /** Names of containment figures, and of the effects digest, that are not those at A0. */
  readonly different: readonly string[]
  /** By how much any time of detection or containment differs from A0's, at most. */
  readonly shiftMin: number
  readonly postAccepted: boolean
  readonly peopleExposed: number
}

export const authCannotStopAnInsider: Experiment = {
  id: 'auth-cannot-stop-an-insider',
  rule:
    'Held: under each of the four hypotheses the attack takes effect, and effects digest and all ' +
    'containment figures of each trial are those of A0 with the same seed at every auth level. Did not ' +
    'hold: any differ. No evidence: a hypothesis’s attack took no effect, or has no mechanism here.',
  planned: ({ trials }) =>
    Object.keys(HYPOTHESES).length * AUTH_LEVELS.length * Math.min(trials, ENOUGH),
  secondsPerTrial: 0.6,
  run: async (laboratory) => {
    const names = Object.keys(HYPOTHESES) as Hypothesis[]
    const trials = await inTurn(names.length, (nth) =>
      inTurn(Math.min(laboratory.trials, ENOUGH), (trial) =>
        compare(laboratory, names[nth] as Hypothesis, trial),
      ),
    )
    return judgeInsider(trials.flat(2))
  },
}

async function compare(
  laboratory: Laboratory,
  hypothesis: Hypothesis,
  trial: number,
): Promise<InsiderTrial[]> {
  const workload = under(laboratory.small, hypothesis)
  const levels = { ...GOVERNED, ...HYPOTHESES[hypothesis] }
  const all = await inTurn(AUTH_LEVELS.length, (nth) =>
    laboratory.trial({
      trial,
      workload,
      levels: { ...levels, auth: AUTH_LEVELS[nth] as AuthLevel },
    }),
  )
  const reference = all[AUTH_LEVELS.indexOf(REFERENCE)] as (typeof all)[number]
  return all.map((record, nth) => ({
    hypothesis,
    auth: AUTH_LEVELS[nth] as AuthLevel,
    different: differences(record, reference),
    shiftMin: shiftMin(record, reference),
    postAccepted: containmentOf(record).postAccepted,
    peopleExposed: containmentOf(record).peopleExposed,
  }))
}

function differences(record: CompletedTrial, reference: CompletedTrial): string[] {
  const [own, other] = [record, reference].map((one): Record<string, unknown> => {
    return { effectsDigest: one.effectsDigest, ...containmentOf(one) }
  }) as [Record<string, unknown>, Record<string, unknown>]
  return Object.keys(own).filter((name) => {
    return JSON.stringify(own[name]) !== JSON.stringify(other[name])
  })
}

/** A time that one of the two does not have counts by the horizon. */
function shiftMin(record: CompletedTrial, reference: CompletedTrial): number {
  const [own, other] = [containmentOf(record), containmentOf(reference)]
  const times = ['detectMin', 'decideMin', 'commandMin', 'containMin'] as const
  return Math.max(
    ...times.map((name) => {
      return Math.abs((own[name] ?? own.horizonMin) - (other[name] ?? other.horizonMin))
    }),
  )
}

/** The workload's incident under a hypothesis. */
export function under(workload: Workload, hypothesis: Hypothesis): Workload {
  const { incident } = workload
  if (incident === undefined) throw new RangeError('the workload has no incident')
  const { hypothesis: _, ...rest } = incident
  const given = hypothesis === 'policy-too-permissive' ? {} : { hypothesis }
  return { ...workload, incident: { ...rest, ...given } }
}

export function judgeInsider(trials: readonly InsiderTrial[]): Judgement {
  const of = (hypothesis: string): InsiderTrial[] =>
    trials.filter((trial) => trial.hypothesis === hypothesis)
  const figures = NAMED.filter((name) => of(name).length > 0).flatMap((name) => [
    counted(
      `pairs with A0 alike, ${name}`,
      '',
      of(name).filter(({ different, auth }) => different.length === 0 && auth !== REFERENCE).length,
      of(name).filter(({ auth }) => auth !== REFERENCE).length,
    ),
    ...[...new Set(of(name).map(({ auth }) => auth))].map((auth) =>
      figure(
        `people exposed, ${name}, ${auth}`,
        '',
        meanInterval(
          of(name)
            .filter((trial) => trial.auth === auth)
            .map(({ peopleExposed }) => peopleExposed),
        ),
      ),
    ),
  ])
  const changed = NAMED.filter((name) => of(name).some(({ different }) => different.length > 0))
  if (changed.length > 0) {
    const because = changed.map((name) => describeChange(name, of(name))).join('; ')
    return { verdict: didNotHold(because), figures }
  }
  const idle = NAMED.filter((name) => {
    return !of(name).some(({ postAccepted, peopleExposed }) => postAccepted && peopleExposed > 0)
  })
  if (idle.length === 0) {
    return { verdict: held('alike at every auth level, under all four hypotheses'), figures }
  }
  const tested = NAMED.filter((name) => !idle.includes(name))
  const because = `the attack took no effect under ${idle.join(', ')}${
    tested.length === 0 ? '' : `; alike at every auth level under ${tested.join(', ')}`
  }`
  return { verdict: noEvidence('mechanism', because), figures }
}

function describeChange(name: string, trials: readonly InsiderTrial[]): string {
  const changed = trials.filter(({ different }) => different.length > 0)
  const levels = [...new Set(changed.map(({ auth }) => auth))]
  const figures = [...new Set(changed.flatMap(({ different }) => different))]
  const seconds = 60 * Math.max(...changed.map((trial) => trial.shiftMin))
  const pairs = trials.filter(({ auth }) => auth !== REFERENCE).length
  return (
    `under ${name}, ${changed.length} of ${pairs} trials are not as at ${REFERENCE} ` +
    `(${levels.join(', ')}: ${figures.join(', ')}; times by at most ${seconds.toPrecision(2)} s)`
  )
}
