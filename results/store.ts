/**
 * The run folder: `run.json` says what the run is, `cells.jsonl` has a line for each trial, written
 * when it ends, so a run that is killed keeps every trial that it finished.
 */
import { access, open, rm, rmdir, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { makeFolder } from './make-folder.ts'
import { MusterError } from '../harness/kernel/errors.ts'
import { COST_TABLE_FILE } from './cost-table.ts'
import { appendLineDurably, notWritable, writeFileDurably } from './durable-write.ts'
import type { RunManifest, TrialRecord } from './record.ts'
import { parseTrial } from './record-shape.ts'
import { ShapeError } from './shape.ts'

export const MANIFEST_FILE = 'run.json'
export const TRIALS_FILE = 'cells.jsonl'
/** Digests of all other files, written last (`digests.ts`). */
export const DIGESTS_FILE = 'digests.json'

/** Everything that a run writes into its folder; a folder that holds any of them is taken. */
export const RUN_FILES: readonly string[] = [
  MANIFEST_FILE,
  TRIALS_FILE,
  'summary.csv',
  'latency.csv',
  'auth.csv',
  'break-even.csv',
  'start-up.csv',
  'denominators.csv',
  'containment.csv',
  'scaling.csv',
  'index.html',
  DIGESTS_FILE,
]

/** Written only by runs with objectives. */
const OBJECTIVES_FILE = 'objectives.csv'

/**
 * Makes the folder of a new run, parents included, and proves that it can be written to. Throws
 * `RUN_EXISTS` if it holds files of a run and `OUT_NOT_WRITABLE` if it cannot be made; on refusal
 * nothing is left behind and nothing that was there is touched.
 */
export async function createRunFolder(dir: string): Promise<void> {
  const folder = resolve(dir)
  for (const file of [...RUN_FILES, OBJECTIVES_FILE, COST_TABLE_FILE]) {
    const there = await access(join(folder, file)).then(
      () => true,
      () => false,
    )
    if (!there) continue
    throw new MusterError('RUN_EXISTS', `the folder already holds a run (${file})`, {
      where: folder,
      hint: 'choose another folder with --out, or go on with this run with --resume; a run is never overwritten',
    })
  }
  const firstMade = await makeFolder(folder).catch((error: unknown) => {
    throw notWritable(error, folder)
  })
  const trialsPath = join(folder, TRIALS_FILE)
  try {
    // Exclusive: of two runs that start at once in the same folder, one is refused.
    await (await open(trialsPath, 'wx')).close()
  } catch (error) {
    if (firstMade !== undefined) await removeEmptyFolders(folder, firstMade)
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') {
      throw new MusterError('RUN_EXISTS', 'another run has just taken the folder', {
        where: folder,
        hint: 'choose another folder with --out',
        cause: error,
      })
    }
    throw notWritable(error, folder)
  }
}

/**
 * Takes back what `createRunFolder` made, as long as no trial and no manifest was written; for a run
 * that is refused after its folder was made.
 */
export async function removeUnusedRunFolder(dir: string): Promise<void> {
  const folder = resolve(dir)
  const trials = await stat(join(folder, TRIALS_FILE)).catch(() => undefined)
  if (trials?.size !== 0) return
  if (await stat(join(folder, MANIFEST_FILE)).catch(() => undefined)) return
  await rm(join(folder, TRIALS_FILE))
  await rmdir(folder).catch(() => {})
}

/** Writes `run.json`, whole or not at all. */
export async function writeManifest(dir: string, manifest: RunManifest): Promise<void> {
  await writeFileDurably(join(dir, MANIFEST_FILE), `${JSON.stringify(manifest, null, 2)}\n`)
}

/**
 * Adds a trial to `cells.jsonl`; when it returns, the line is on disk. One writer at a time. A record
 * that `readRun` would refuse (a figure that is not a number, say) is a fault of the harness and throws
 * `INTERNAL` before anything is written.
 */
export async function appendTrial(dir: string, trial: TrialRecord): Promise<void> {
  const line = JSON.stringify(trial)
  try {
    parseTrial(JSON.parse(line))
  } catch (error) {
    if (!(error instanceof ShapeError)) throw error
    throw new MusterError(
      'INTERNAL',
      `a trial's record is not fit to be stored: ${error.message}`,
      {
        where: `${trial.entrant}, ${trial.agents} agents, trial ${trial.trial}`,
        cause: error,
      },
    )
  }
  await appendLineDurably(join(dir, TRIALS_FILE), line)
}

async function removeEmptyFolders(folder: string, last: string): Promise<void> {
  for (let at = folder; at.length >= last.length; at = dirname(at)) {
    await rmdir(at).catch(() => {})
  }
}
