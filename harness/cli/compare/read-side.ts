/** A stored run as a side of a comparison: whole, or refused. */
import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { ComparedRun } from '../../../results/compare/compare-runs.ts'
import { chainHead, wholeLines } from '../../../results/line-chain.ts'
import { readRun } from '../../../results/read-run.ts'
import { expectedTrials } from '../../../results/stopping-record.ts'
import { TRIALS_FILE } from '../../../results/store.ts'
import { MusterError } from '../../kernel/errors.ts'

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
  if (trials.length === 0) {
    throw new MusterError('RUN_INVALID', 'the run has no trial', {
      where: path,
      hint: 'go on with it: muster run --resume',
    })
  }
  return { from: dir, ...run }
}

function truncated(message: string, where: string): MusterError {
  return new MusterError('RUN_INVALID', message, {
    where,
    hint: 'restore the file; if the run was killed, go on with it: muster run --resume',
  })
}
