/** Whether a post that skips the enforcement point is stopped, by policy level and by sandbox level. */
import { GOVERNED } from '../controls/levels.ts'
import { under } from './auth-cannot-stop-an-insider.ts'
import {
  containmentOf,
  counted,
  didNotHold,
  type Experiment,
  held,
  inTurn,
  type Judgement,
  LEAST_TRIALS,
  noEvidence,
} from './experiment.ts'

const POLICIES = ['P0', 'P1', 'P2'] as const
const SANDBOXES = ['S0', 'S1'] as const

/** One trial of the attack. */
export interface Bypass {
  readonly policy: (typeof POLICIES)[number]
  readonly sandbox: (typeof SANDBOXES)[number]
  /** The post appeared although nobody had decided about it. */
  readonly accepted: boolean
}

export const policyCannotHelpWhenSkipped: Experiment = {
  id: 'policy-cannot-help-when-skipped',
  rule:
    'Held: at S0 the attack’s post is accepted in as many trials at P1 and P2 as at P0, and at S1 in ' +
    'none. Did not hold: a policy level changes the number, or S1 lets one through.',
  planned: ({ trials }) => POLICIES.length * SANDBOXES.length * trials,
  secondsPerTrial: 0.8,
  run: async (laboratory) => {
    const workload = under(laboratory.small, 'enforcement-skipped')
    const cells = POLICIES.flatMap((policy) => SANDBOXES.map((sandbox) => ({ policy, sandbox })))
    const trials = await inTurn(laboratory.trials, (trial) =>
      inTurn(cells.length, async (nth) => {
        const cell = cells[nth] as (typeof cells)[number]
        const record = await laboratory.trial({
          trial,
          workload,
          levels: { ...GOVERNED, ...cell },
        })
        return { ...cell, accepted: containmentOf(record).postAccepted }
      }),
    )
    return judgeBypass(trials.flat())
  },
}

export function judgeBypass(trials: readonly Bypass[]): Judgement {
  const of = (policy: Bypass['policy'], sandbox: Bypass['sandbox']): Bypass[] =>
    trials.filter((trial) => trial.policy === policy && trial.sandbox === sandbox)
  const accepted = (policy: Bypass['policy'], sandbox: Bypass['sandbox']): number =>
    of(policy, sandbox).filter((trial) => trial.accepted).length
  const figures = SANDBOXES.flatMap((sandbox) =>
    POLICIES.filter((policy) => of(policy, sandbox).length > 0).map((policy) =>
      counted(
        `posts accepted, ${policy}, ${sandbox}`,
        '',
        accepted(policy, sandbox),
        of(policy, sandbox).length,
      ),
    ),
  )
  if (SANDBOXES.some((sandbox) => POLICIES.some((policy) => of(policy, sandbox).length === 0))) {
    const because = 'enforcement cannot be skipped in a trial, or there is no sandbox to stop it'
    return { verdict: noEvidence('mechanism', because), figures }
  }
  if (POLICIES.some((policy) => of(policy, 'S0').length < LEAST_TRIALS)) {
    return { verdict: noEvidence('sample', `fewer than ${LEAST_TRIALS} trials`), figures }
  }
  if (accepted('P0', 'S0') === 0) {
    const because = 'the attack is not accepted even at P0 and S0'
    return { verdict: noEvidence('mechanism', because), figures }
  }
  const changed = POLICIES.find((policy) => accepted(policy, 'S0') !== accepted('P0', 'S0'))
  if (changed !== undefined) {
    return { verdict: didNotHold(`${changed} changes how many are accepted at S0`), figures }
  }
  const leaked = POLICIES.find((policy) => accepted(policy, 'S1') > 0)
  return leaked === undefined
    ? { verdict: held('accepted alike at every policy level, and never at S1'), figures }
    : { verdict: didNotHold(`S1 lets some through at ${leaked}`), figures }
}
