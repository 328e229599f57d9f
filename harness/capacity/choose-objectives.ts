/** What has to hold at a rate: the workload's objectives as far as a search can judge them, and more. */
import { type Objective, parseObjective } from '../../results/objectives/check.ts'
import { matches } from '../../results/objectives/run-objectives.ts'
import { percentileFloor } from '../../results/stats/binomial-floor.ts'
import { MusterError } from '../kernel/errors.ts'

export interface ChosenObjectives {
  /** They may be about some sizes or entrants only; see `objectivesFor`. */
  readonly objectives: readonly Objective[]
  /** Objectives of the workload that no search can judge. */
  readonly leftOut: readonly { readonly objective: string; readonly because: string }[]
  /** What is asked of an entrant that none is about. */
  readonly usual: readonly Objective[]
}

/**
 * Objectives of the workload that are about the machine or the incident are left out, with the reason;
 * one that was `given` for the search is refused instead (USAGE at `--objective`).
 */
export function chooseObjectives(
  ofWorkload: readonly string[],
  given: readonly string[],
  deadlineMs: number,
): ChosenObjectives {
  const asked = given.map((text) => {
    const objective = read(text)
    const because = whyNot(objective)
    if (because === undefined) return objective
    throw new MusterError('USAGE', `${objective.metric.name} ${because}`, {
      where: '--objective',
      hint: 'the capacity is searched in virtual time: ask for latency or shares of tasks',
    })
  })
  const own = ofWorkload.map(read)
  const leftOut = own.flatMap((objective) => {
    const because = whyNot(objective)
    return because === undefined ? [] : [{ objective: objective.text, because }]
  })
  return {
    objectives: [...own.filter((objective) => whyNot(objective) === undefined), ...asked],
    leftOut,
    usual: [`taskLatencyMs p99 <= ${deadlineMs} ms`, 'completedShare >= 0.99'].map(read),
  }
}

/** Those that are about an entrant at a size; the usual ones if there is none. */
export function objectivesFor(
  { objectives, usual }: ChosenObjectives,
  entrant: string,
  agents: number,
): readonly Objective[] {
  const own = objectives.filter(
    (one) =>
      (one.agents.length === 0 || one.agents.includes(agents)) &&
      (one.entrants === undefined || matches(entrant, one.entrants)),
  )
  return own.length === 0 ? usual : own
}

/** Deviations of the number of Poisson arrivals that stay above a percentile's floor. */
const DEVIATIONS = 6

/** Expected tasks of a trial that leave practically no trial below the floor of a percentile. */
export function tasksNeeded(objectives: readonly Objective[]): number {
  const floors = objectives.map(({ statistic }) =>
    statistic.kind === 'percentile' ? percentileFloor(statistic.q) : 0,
  )
  const floor = Math.max(0, ...floors)
  return Math.ceil(floor + DEVIATIONS * Math.sqrt(floor))
}

function whyNot({ metric }: Objective): string | undefined {
  if (metric.basis === 'host') return 'is a cost of this machine'
  return metric.needsIncident ? 'is about the incident, and a search has none' : undefined
}

function read(text: string): Objective {
  const parsed = parseObjective(text)
  if (parsed.kind === 'objective') return parsed.objective
  throw new MusterError('USAGE', parsed.message, { where: '--objective', hint: parsed.hint })
}
