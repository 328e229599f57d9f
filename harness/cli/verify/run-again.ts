/** Runs stored trials again and compares everything that belongs to virtual time. */
import { behaviourOf } from '../../../results/behaviour.ts'
import type { ChangedFile } from '../../../results/digests.ts'
import type { StoredRun } from '../../../results/read-run.ts'
import type { CompletedTrial, RunManifest } from '../../../results/record.ts'
import { TRIALS_FILE } from '../../../results/store.ts'
import { canonicalJson } from '../../../workloads/workload-digest.ts'
import type { Workload } from '../../../workloads/workload.ts'
import { trialRecord } from '../../engine/trial-record.ts'
import { MusterError } from '../../kernel/errors.ts'
import { purpose, shuffle } from '../../kernel/random.ts'
import { workerHeapMiB } from '../../plan/capacity.ts'
import type { PlannedTrial } from '../../plan/plan.ts'
import { trialSpec } from '../../plan/run-plan.ts'
import { runTrial } from '../../pool/run-trial.ts'

const SAMPLE = purpose('verify.sample')

/** A trial may take longer than when it was measured, on a slower machine. */
const PATIENCE = 4

export interface Repetition {
  readonly repeated: number
  readonly completed: number
  readonly changed: readonly ChangedFile[]
}

export interface RepeatOptions {
  /** How many trials are run again at most. */
  readonly sample: number
  readonly seed: number
  readonly told: (text: string) => void
}

/** One pass of each trial with the number of threads that it had. A failed trial has nothing to repeat. */
export async function runAgain(
  { manifest, trials }: StoredRun,
  planned: readonly PlannedTrial[],
  { sample, seed, told }: RepeatOptions,
): Promise<Repetition> {
  const completed = [...trials.entries()].flatMap(([index, trial]) =>
    trial.kind === 'completed' ? [{ trial, line: index + 1 }] : [],
  )
  const chosen =
    sample >= completed.length ? completed : shuffle(completed, seed, SAMPLE).slice(0, sample)
  const changed: ChangedFile[] = []
  for (const [nth, { trial, line }] of chosen.entries()) {
    told(
      `[${nth + 1}/${chosen.length}] ${trial.entrant} at ${trial.agents} agents, trial ${trial.trial + 1}`,
    )
    const differs = await difference(trial, planned[trial.position] as PlannedTrial, manifest)
    if (differs !== undefined) changed.push({ file: TRIALS_FILE, line, what: differs })
  }
  return { repeated: chosen.length, completed: completed.length, changed }
}

/** The first field that comes out differently, in words. */
async function difference(
  stored: CompletedTrial,
  planned: PlannedTrial,
  { workload: { resolved }, hosts }: RunManifest,
): Promise<string | undefined> {
  const workload = resolved as Workload
  const whole = trialSpec(planned, workload, stored.threads, hosts)
  const spec = { ...whole, minCpuS: 0, warmUp: false }
  const timeoutS = workload.measure.trialTimeoutS * PATIENCE
  try {
    const measurement = await runTrial(spec, { timeoutS, heapMiB: workerHeapMiB() })
    const again = JSON.parse(
      JSON.stringify(trialRecord(stored, spec, measurement)),
    ) as CompletedTrial
    const [before, after] = [behaviourOf(stored), behaviourOf(again)]
    const names = Object.keys(before) as (keyof typeof before)[]
    const name = names.find((one) => textOf(before[one]) !== textOf(after[one]))
    return name === undefined
      ? undefined
      : `"${name}" comes out differently when the trial is run again`
  } catch (error) {
    if (!(error instanceof MusterError)) throw error
    return `the trial cannot be run again (${error.code}: ${error.message})`
  }
}

function textOf(value: unknown): string {
  return value === undefined ? '' : canonicalJson(value)
}
