/** A stored run as a side of a comparison: whole, or refused. */
import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { ComparedRun } from '../../../results/compare/compare-runs.ts'
import { chainHead, wholeLines } from '../../../results/line-chain.ts'
import { readRun, type StoredRun } from '../../../results/read-run.ts'
import { expectedTrials } from '../../../results/stopping-record.ts'
import { MANIFEST_FILE, TRIALS_FILE } from '../../../results/store.ts'
import { MusterError } from '../../kernel/errors.ts'
import { digestOrNothing } from '../run/resume.ts'

/**
 * Throws RUN_NOT_FOUND, and RUN_INVALID with its place for a run of another schema version, one that is
 * damaged, and one whose trials were truncated or changed: a comparison of what is left could pass.
 */
export async function readSide(dir: string): Promise<ComparedRun> {
  const run = await readRun(dir)
  const path = join(resolve(dir), TRIALS_FILE)
  const text = await readFile(path, 'utf8').catch(() => '')
  const lines = text.split('\n').length
  if (text !== '' && !text.endsWith('\n')) {
    throw truncated('the last line is torn: the file was truncated', `${path}:${lines}`)
  }
  const { manifest, trials } = run
  const head = manifest.chainHead
  if (head !== undefined && head !== chainHead(manifest, wholeLines(text))) {
    throw truncated('the trials are not those that the run ended with', path)
  }
  const missing = expectedTrials(manifest) - trials.length
  if (manifest.state === 'completed' && missing > 0) {
    throw truncated(`trials are missing (${missing}) of a run that is completed`, path)
  }
  checkClaims(resolve(dir), run)
  if (trials.length === 0) {
    throw new MusterError('RUN_INVALID', 'the run has no trial', {
      where: path,
      hint: 'go on with it: muster run --resume',
    })
  }
  return { from: dir, ...run }
}

/** Whether what the manifest says of the run is of these trials: what it leaves out would not be compared. */
function checkClaims(folder: string, { manifest, trials }: StoredRun): void {
  const { workload, entrants, sizes, planned } = manifest
  const where = join(folder, MANIFEST_FILE)
  if (digestOrNothing(workload.resolved) !== workload.digest) {
    throw altered('the workload is not the one that its digest names', where)
  }
  const names = new Set(entrants.map(({ entrant }) => entrant))
  for (const [index, trial] of trials.entries()) {
    const isPlanned =
      trial.position < planned &&
      trial.trial < manifest.trials &&
      (trial.purpose === 'auth' || (names.has(trial.entrant) && sizes.includes(trial.agents)))
    if (isPlanned) continue
    throw altered(
      `${trial.entrant} at ${trial.agents} agents, trial ${trial.trial + 1}, is no part of the run that ${MANIFEST_FILE} describes`,
      `${join(folder, TRIALS_FILE)}:${index + 1}`,
    )
  }
}

function altered(message: string, where: string): MusterError {
  return new MusterError('RUN_INVALID', message, {
    where,
    hint: 'the folder was changed after it was written; restore it or run again',
  })
}

function truncated(message: string, where: string): MusterError {
  return new MusterError('RUN_INVALID', message, {
    where,
    hint: 'restore the file; if the run was killed, go on with it: muster run --resume',
  })
}
