/** What approvals avert of the incident, and how busy the people are, over sizes at default staffing. */
import { meanInterval, type Estimate } from '../../results/stats/interval.ts'
import { GOVERNED } from '../controls/levels.ts'
import type { Workload } from '../../workloads/workload.ts'
import {
  containmentOf,
  didNotHold,
  type Experiment,
  figure,
  held,
  inTurn,
  type Judgement,
  type Laboratory,
  LEAST_TRIALS,
  noEvidence,
} from './experiment.ts'

const SIZES = [600, 1_000, 3_000, 10_000]
const QUICK_SIZES = [600, 10_000]
/** Collapse is expected between these sizes. */
const SOUND_UNTIL = 1_000
const BROKEN_FROM = 10_000
/** Enough for some tasks in the smallest organisation. */
const PER_TEAM_HOUR = 0.012

/** One trial at one size, at H0 and at H2. */
export interface SizeOutcome {
  readonly agents: number
  readonly exposedH0: number
  readonly exposedH2: number
  /** Review time asked for over the people's time, at H2. */
  readonly load: number
  readonly asked: number
}

export const approvalsHelpUntilTheQueueBreaks: Experiment = {
  id: 'approvals-help-until-the-queue-breaks',
  rule:
    `Held: the load of the reviewers is below 1 up to ${SOUND_UNTIL} agents and above 1 at ` +
    `${BROKEN_FROM}, and the share of exposed people that H2 averts is largest at the smallest size. ` +
    'Did not hold: the load is on the wrong side of 1 at either, or another size averts more.',
  planned: ({ trials, quick }) => 2 * trials * (quick ? QUICK_SIZES : SIZES).length,
  secondsPerTrial: 0.9,
  run: async (laboratory) => {
    const sizes = laboratory.quick ? QUICK_SIZES : SIZES
    const workload = atNaturalLoad(laboratory.organisation)
    const outcomes = await inTurn(sizes.length, (nth) =>
      inTurn(laboratory.trials, (trial) => {
        return compare(laboratory, workload, sizes[nth] as number, trial)
      }),
    )
    return judgeApprovals(outcomes.flat())
  },
}

/** Every team as busy at each size: without the floor under a small organisation's tasks. */
function atNaturalLoad(organisation: Workload): Workload {
  return {
    ...organisation,
    arrivals: { ...organisation.arrivals, perTeamPerHour: PER_TEAM_HOUR, minTasks: 1 },
  }
}

async function compare(
  laboratory: Laboratory,
  workload: Workload,
  agents: number,
  trial: number,
): Promise<SizeOutcome> {
  const at = (approvals: 'H0' | 'H2') =>
    laboratory.trial({ trial, workload, agents, levels: { ...GOVERNED, approvals } })
  const without = await at('H0')
  const reviewed = await at('H2')
  return {
    agents,
    exposedH0: containmentOf(without).peopleExposed,
    exposedH2: containmentOf(reviewed).peopleExposed,
    load: reviewed.approvals?.offeredLoad ?? 0,
    asked: reviewed.approvals?.asked ?? 0,
  }
}

export function judgeApprovals(outcomes: readonly SizeOutcome[]): Judgement {
  const sizes = [...new Set(outcomes.map(({ agents }) => agents))].toSorted((a, b) => a - b)
  const of = (agents: number): SizeOutcome[] => outcomes.filter((one) => one.agents === agents)
  const load = (agents: number): Estimate => meanInterval(of(agents).map((one) => one.load))
  const averted = (agents: number): Estimate =>
    meanInterval(
      of(agents).flatMap(({ exposedH0, exposedH2 }) =>
        exposedH0 > 0 ? [1 - exposedH2 / exposedH0] : [],
      ),
    )
  const figures = sizes.flatMap((agents) => {
    const at = `at ${agents.toLocaleString('en-US')} agents`
    const mean = (pick: (one: SizeOutcome) => number): Estimate =>
      meanInterval(of(agents).map(pick))
    return [
      figure(
        `people exposed, H0, ${at}`,
        '',
        mean((one) => one.exposedH0),
      ),
      figure(
        `people exposed, H2, ${at}`,
        '',
        mean((one) => one.exposedH2),
      ),
      figure(`share averted by H2, ${at}`, '', averted(agents)),
      figure(`load of the reviewers, ${at}`, '', load(agents)),
      figure(
        `asked of the reviewers, ${at}`,
        '',
        mean((one) => one.asked),
      ),
    ]
  })
  if (sizes.some((agents) => averted(agents).n === 0)) {
    const because = 'nobody was exposed without approvals, so there is nothing to avert'
    return { verdict: noEvidence('mechanism', because), figures }
  }
  const sound = sizes.filter((agents) => agents <= SOUND_UNTIL)
  const broken = sizes.filter((agents) => agents >= BROKEN_FROM)
  if (sound.length === 0 || broken.length === 0) {
    return { verdict: noEvidence('sample', 'the sizes do not span the range'), figures }
  }
  if (sizes.some((agents) => averted(agents).n < LEAST_TRIALS)) {
    return { verdict: noEvidence('sample', `fewer than ${LEAST_TRIALS} trials at a size`), figures }
  }
  const early = sound.find((agents) => (load(agents).low as number) > 1)
  if (early !== undefined) {
    return { verdict: didNotHold(`the queue grows already at ${early} agents`), figures }
  }
  const calm = broken.find((agents) => (load(agents).high as number) < 1)
  if (calm !== undefined) {
    const value = (load(calm).value as number).toPrecision(2)
    const because =
      `no collapse: the load at ${calm} agents is ${value}; reviewers are staffed by department, so ` +
      'their load follows the work of a department and not the size of the organisation'
    return { verdict: didNotHold(because), figures }
  }
  const smallest = averted(sizes[0] as number)
  const better = sizes.slice(1).find((agents) => {
    return (averted(agents).low as number) > (smallest.high as number)
  })
  if (better !== undefined) {
    return { verdict: didNotHold(`H2 averts more at ${better} agents`), figures }
  }
  const clear =
    sound.every((agents) => (load(agents).high as number) < 1) &&
    broken.every((agents) => (load(agents).low as number) > 1)
  const most = sizes.slice(1).every((agents) => {
    return (averted(agents).high as number) < (smallest.low as number)
  })
  return clear && most
    ? { verdict: held('H2 averts most at the smallest size, and its queue breaks'), figures }
    : { verdict: noEvidence('sample', 'the intervals leave it open'), figures }
}
