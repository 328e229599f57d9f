/** What a run prints on stdout when it has ended. */
import { join, relative } from 'node:path'
import type { RunManifest, TrialRecord, ValidityCondition } from '../../../results/record.ts'
import { TRIALS_CONDITION } from '../../../results/run-validity.ts'
import type { ExecutedRun } from '../run/execute.ts'
import { objectivesText } from './objectives.ts'
import { authTable, runTable } from './table.ts'

/** A trial whose figures count: it ran to its end and every condition of validity holds. */
export function isValid(trial: TrialRecord): boolean {
  return trial.kind === 'completed' && trial.validity.valid
}

/** Tables, what went wrong, and where to look next; the last line names the dashboard. */
export function describeOutcome({ dir, page, manifest, trials }: ExecutedRun): string {
  const bad = trials.filter((trial) => !isValid(trial)).length
  const notes = [
    ...(bad === 0
      ? []
      : [`${bad} of ${trials.length} trials failed or are not valid; the dashboard says why.`]),
    ...brokenConditions(manifest).map(
      ({ name, detail, next }) =>
        `Not valid: ${name}: ${detail}.${next === undefined ? '' : ` Next: ${next}.`}`,
    ),
    ...(manifest.noise ?? []).map(
      ({ agents, pairs, cpuFloor }) =>
        `Noise floor at ${agents.toLocaleString('en-US')} agents: ${(100 * cpuFloor).toFixed(1)} % of tasks/CPU-s (${pairs} A/A pairs); less is no difference.`,
    ),
    ...(manifest.stopping === undefined
      ? []
      : [
          `Trials: ${trials.length} of at most ${manifest.planned}; ${manifest.stopping.skipped} were not needed.`,
        ]),
    ...(manifest.state === 'partial'
      ? [`Interrupted: ${trials.length} of ${manifest.planned} trials are kept.`]
      : []),
  ]
  const next = [
    ...(manifest.chainHead === undefined
      ? []
      : [`Chain:     ${manifest.chainHead} (note it down: muster verify checks against it)`]),
    `Tables:    ${shown(join(dir, '*.csv'))}`,
    `Dashboard: ${shown(page)}`,
  ]
  const parts = [
    runTable(trials),
    authTable(trials),
    objectivesText(manifest.objectives ?? []),
    lines(notes),
    lines(next),
  ]
  return parts.filter((part) => part !== '').join('\n')
}

/** Conditions of the run itself that do not hold; those of its trials are told apart. */
function brokenConditions({ validity }: RunManifest): readonly ValidityCondition[] {
  const broken = validity?.conditions.filter((condition) => !condition.holds) ?? []
  return broken.filter((condition) => condition.name !== TRIALS_CONDITION)
}

/** The document of `--json`. */
export function outcomeDocument({ dir, page, manifest, trials }: ExecutedRun): object {
  return { schema: 'muster/run-report@1', dir, dashboard: page, manifest, trials }
}

function lines(texts: readonly string[]): string {
  return texts.map((text) => `${text}\n`).join('')
}

/** From the working folder if it is inside it. */
function shown(path: string): string {
  const fromHere = relative(process.cwd(), path)
  return fromHere.startsWith('..') ? path : fromHere
}
