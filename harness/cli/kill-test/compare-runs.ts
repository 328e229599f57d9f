/** Whether two runs did the same, in all that does not belong to the host. */
import { readRun } from '../../../results/read-run.ts'
import { behaviourOf } from '../../../results/behaviour.ts'
import { canonicalJson } from '../../../workloads/workload-digest.ts'

/** Differences in words; empty if every trial has the same digests, counts and virtual figures. */
export async function compareRuns(dir: string, reference: string): Promise<string[]> {
  const [run, expected] = await Promise.all([readRun(dir), readRun(reference)])
  const differences = run.warnings.map((warning) => `warning: ${warning}`)
  if (run.manifest.state !== 'completed') differences.push(`the state is ${run.manifest.state}`)
  if (run.trials.length !== expected.trials.length) {
    differences.push(`${run.trials.length} trials instead of ${expected.trials.length}`)
  }
  for (const other of expected.trials) {
    const own = run.trials.find((trial) => trial.position === other.position)
    const same =
      own?.kind === 'completed' &&
      other.kind === 'completed' &&
      canonicalJson(behaviourOf(own)) === canonicalJson(behaviourOf(other))
    if (!same) differences.push(`the trial at position ${other.position} differs`)
  }
  return differences
}
