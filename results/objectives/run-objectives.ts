/** The objectives of a run, judged for each entrant and size that they are about. */
import { hostDoubt } from '../host-doubt.ts'
import type { RunManifest, TrialRecord } from '../record.ts'
import { type Objective, parseObjective } from './check.ts'
import { evaluateObjective, type Evaluation } from './evaluate.ts'
import type { ObjectiveRecord } from './objective-record.ts'

type Planned = Pick<RunManifest, 'entrants' | 'sizes' | 'workload' | 'validity'>

/** The objectives of the run's workload, as texts; empty for a workload without any. */
export function objectivesOf({ workload }: Pick<RunManifest, 'workload'>): readonly string[] {
  const { objectives } = (workload.resolved ?? {}) as { objectives?: unknown }
  return Array.isArray(objectives) ? objectives.map(String) : []
}

/**
 * A record for each objective, entrant and size of the plan, in that order; also where no trial was
 * run. An objective that is about no entrant or size of the plan has one record without evidence.
 */
export function judgeObjectives(
  manifest: Planned,
  trials: readonly TrialRecord[],
): ObjectiveRecord[] {
  return objectivesOf(manifest).flatMap((text) => {
    const parsed = parseObjective(text)
    return parsed.kind === 'fault'
      ? [unreadable(text, parsed.message)]
      : judge(parsed.objective, manifest, trials)
  })
}

/** True if there are objectives and each of them holds. */
export function allHold(records: readonly ObjectiveRecord[]): boolean {
  return records.every((record) => record.verdict === 'holds')
}

function judge(
  objective: Objective,
  manifest: Planned,
  trials: readonly TrialRecord[],
): ObjectiveRecord[] {
  const { entrants, sizes } = manifest
  const doubt = objective.metric.basis === 'host' ? hostDoubt(manifest) : undefined
  const about = {
    objective: objective.text,
    metric: objective.metric.name,
    statistic: objective.statisticName,
    comparison: objective.comparison,
    bound: objective.bound,
    unit: objective.metric.unit,
  }
  const none = (because: string, agents: number | null = null): ObjectiveRecord => ({
    ...about,
    entrant: null,
    agents,
    n: 0,
    value: null,
    low: null,
    high: null,
    verdict: 'no evidence',
    because,
  })
  const names = entrants
    .map((one) => one.entrant)
    .filter((name) => objective.entrants === undefined || matches(name, objective.entrants))
  if (names.length === 0) return [none(`no entrant of the run is ${objective.entrants ?? 'there'}`)]
  const wanted = objective.agents.length === 0 ? sizes : objective.agents
  return wanted.flatMap((agents) =>
    sizes.includes(agents)
      ? names.map((entrant) => ({
          ...about,
          entrant,
          agents,
          ...doubted(
            evaluateObjective(
              objective,
              trials.filter(
                (trial) =>
                  trial.purpose === 'main' && trial.entrant === entrant && trial.agents === agents,
              ),
            ),
            doubt,
          ),
        }))
      : [none(`the run has no size of ${agents} agents`, agents)],
  )
}

/** A pass that the host may have spoilt is none. */
function doubted(evaluation: Evaluation, doubt: string | undefined): Evaluation {
  return doubt === undefined || evaluation.verdict !== 'holds'
    ? evaluation
    : { ...evaluation, verdict: 'no evidence', because: doubt }
}

/** Whether a name is of a form in which `*` stands for any text. */
export function matches(name: string, form: string): boolean {
  const parts = form.split('*').map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
  return new RegExp(`^${parts.join('.*')}$`).test(name)
}

/** Only a folder that was changed by hand, or by another version, has one. */
function unreadable(text: string, message: string): ObjectiveRecord {
  return {
    objective: text,
    entrant: null,
    agents: null,
    metric: '',
    statistic: '',
    comparison: '',
    bound: 0,
    unit: '',
    n: 0,
    value: null,
    low: null,
    high: null,
    verdict: 'no evidence',
    because: `the objective cannot be read: ${message}`,
  }
}
