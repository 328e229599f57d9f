/** Where a run is written. */
import { join } from 'node:path'
import { createRunFolder, removeUnusedRunFolder } from '../../../results/store.ts'
import { MusterError } from '../../kernel/errors.ts'

const MOST_IN_A_SECOND = 100

/** Folder of runs that are given none, from the working folder. */
export const RUNS_FOLDER = join('results', 'runs')

/**
 * Makes the folder of a run and returns it: `out` as it is given, else a new one that is named for the
 * workload and the time. With `takesUnbegun` a folder whose run was killed before it wrote anything is
 * taken too. Throws RUN_EXISTS or OUT_NOT_WRITABLE, and then nothing was changed.
 */
export async function takeRunFolder(
  out: string | undefined,
  name: string,
  startedAt: string,
  takesUnbegun = false,
): Promise<string> {
  if (out !== undefined) {
    if (takesUnbegun) await removeUnusedRunFolder(out)
    await createRunFolder(out)
    return out
  }
  const base = join(RUNS_FOLDER, `${name}-${startedAt.replaceAll(':', '-').replace(/\..*/, '')}`)
  for (let attempt = 1; ; attempt++) {
    const dir = attempt === 1 ? base : `${base}-${attempt}`
    try {
      await createRunFolder(dir)
      return dir
    } catch (error) {
      const taken = error instanceof MusterError && error.code === 'RUN_EXISTS'
      if (!taken || attempt === MOST_IN_A_SECOND) throw error
    }
  }
}
