/** Everything that can be checked about a run folder, and what cannot. */
import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { type ChangedFile, checkDigests, type FilesVerdict } from '../../../results/digests.ts'
import { chainHead, wholeLines } from '../../../results/line-chain.ts'
import { readRun, type StoredRun } from '../../../results/read-run.ts'
import { readRegularFile } from '../../../results/regular-file.ts'
import { expectedTrials } from '../../../results/stopping-record.ts'
import { DIGESTS_FILE, MANIFEST_FILE, TRIALS_FILE } from '../../../results/store.ts'
import { MusterError } from '../../kernel/errors.ts'
import type { PlannedTrial } from '../../plan/plan.ts'
import { harnessVersion } from '../../probe/environment.ts'
import { readFlags } from '../flags.ts'
import { checkTrials, prepareFromFolder } from '../run/resume.ts'
import { checkDerived } from './check-derived.ts'
import { runAgain } from './run-again.ts'

export interface VerifyOptions {
  readonly files: boolean
  /** How many trials are run again at most. */
  readonly sample: number
  readonly seed: number
  /** As it was noted when the run ended, in lower case. */
  readonly head: string | undefined
  readonly told: (text: string) => void
}

export interface RunVerdict {
  /** One line for each kind of check that was made and holds. */
  readonly holds: readonly string[]
  readonly findings: readonly ChangedFile[]
  /** What these checks cannot show. */
  readonly notShown: readonly string[]
}

/**
 * Checks a run folder. Throws RUN_NOT_FOUND, and RUN_INVALID with its place for a folder that cannot be
 * read at all: a torn or truncated line, another schema version, a record without its shape.
 */
export async function verifyRun(dir: string, options: VerifyOptions): Promise<RunVerdict> {
  const findings: ChangedFile[] = []
  const notShown: string[] = []
  const holds: string[] = []
  const files = await checkDigests(dir)
  const run = await readWhole(dir, files)
  const planned = await planOf(dir, run, files)
  if (options.files) {
    checkFiles(run, files, findings, notShown, holds)
    await checkChain(dir, run, options.head, findings, notShown, holds)
    const derived = await checkDerived(dir, run)
    findings.push(...derived.changed)
    if (derived.changed.length === 0) {
      holds.push(`${derived.files} files come out of run.json and cells.jsonl byte for byte`)
    }
  }
  if (options.sample > 0) {
    const { repeated, completed, changed } = await runAgain(run, planned, options)
    findings.push(...changed)
    if (changed.length === 0)
      holds.push(`${repeated} of ${completed} trials run again to the same digests`)
    if (repeated < completed) notShown.push(`${completed - repeated} trials were not run again`)
  } else notShown.push('no trial was run again')
  notShown.push('figures of the host’s clock and meters cannot be derived again')
  const { version } = harnessVersion()
  if (version !== run.manifest.harness.version) {
    notShown.push(
      `the run is of muster ${run.manifest.harness.version} and this is ${version}: what differs may come from that`,
    )
  }
  return { holds, findings: unique(findings), notShown }
}

/** The run, whole; a fault names what was changed since the folder was written. */
async function readWhole(dir: string, files: FilesVerdict | undefined): Promise<StoredRun> {
  try {
    const run = await readRun(dir)
    const path = join(resolve(dir), TRIALS_FILE)
    const text = await readFile(path, 'utf8').catch(() => '')
    if (text !== '' && !text.endsWith('\n')) {
      throw new MusterError('RUN_INVALID', 'the last line is torn: the file was truncated', {
        where: `${path}:${text.split('\n').length}`,
        hint: 'restore the file; if the run was killed, go on with it: muster run --resume',
      })
    }
    return run
  } catch (error) {
    throw withChanges(error, files)
  }
}

/** The trials of the plan, which every record must be one of. */
async function planOf(
  dir: string,
  run: StoredRun,
  files: FilesVerdict | undefined,
): Promise<readonly PlannedTrial[]> {
  try {
    const { planned } = await prepareFromFolder(dir, readFlags({}))
    checkTrials(dir, run.trials, planned)
    return planned
  } catch (error) {
    throw withChanges(error, files)
  }
}

function withChanges(error: unknown, files: FilesVerdict | undefined): unknown {
  if (!(error instanceof MusterError) || error.code !== 'RUN_INVALID') return error
  const changed = files?.changed ?? []
  if (changed.length === 0) return error
  return new MusterError('RUN_INVALID', error.message, {
    ...(error.where === undefined ? {} : { where: error.where }),
    hint: `changed since the run was published: ${changed.map(placeOf).join(', ')}`,
    cause: error,
  })
}

function checkFiles(
  { manifest, trials }: StoredRun,
  files: FilesVerdict | undefined,
  findings: ChangedFile[],
  notShown: string[],
  holds: string[],
): void {
  if (manifest.state === 'completed' && trials.length !== expectedTrials(manifest)) {
    const what = `has ${trials.length} of ${expectedTrials(manifest)} trials, but the run says that it is completed`
    findings.push({ file: TRIALS_FILE, what })
  }
  if (files === undefined) {
    if (manifest.state === 'running')
      notShown.push('the run has not ended, so it has no digests of its files')
    else
      findings.push({ file: DIGESTS_FILE, what: 'is missing; muster run --resume publishes again' })
    return
  }
  findings.push(...files.changed)
  for (const file of files.unlisted) notShown.push(`${file} is no part of the run`)
  if (files.changed.length > 0) return
  holds.push(`${files.files} files of ${files.lines} lines are as ${DIGESTS_FILE} says`)
  notShown.push(
    `that nobody changed a file and ${DIGESTS_FILE} together, but for what is derived or run again here`,
  )
}

async function checkChain(
  dir: string,
  { manifest }: StoredRun,
  noted: string | undefined,
  findings: ChangedFile[],
  notShown: string[],
  holds: string[],
): Promise<void> {
  const stored = await readRegularFile(join(dir, TRIALS_FILE))
  if (stored === undefined) findings.push({ file: TRIALS_FILE, what: 'is missing' })
  const head = chainHead(manifest, wholeLines(String(stored ?? '')))
  if (manifest.chainHead !== undefined && manifest.chainHead !== head) {
    findings.push({ file: TRIALS_FILE, what: `has another chain head than ${MANIFEST_FILE} says` })
  }
  if (noted === undefined) {
    notShown.push(
      'that the chain was not rewritten as a whole; --head <the head you noted> shows that',
    )
  } else if (noted !== head) {
    findings.push({
      file: TRIALS_FILE,
      what: `has the chain head ${head}, not the one that was noted`,
    })
  } else holds.push('the chain over cells.jsonl has the head that was noted')
}

/** A place that several checks name is named once, by the first of them. */
function unique(findings: readonly ChangedFile[]): ChangedFile[] {
  const seen = new Map<string, ChangedFile>()
  for (const one of findings) {
    const key = `${placeOf(one)} ${one.line === undefined ? one.what : ''}`
    if (!seen.has(key)) seen.set(key, one)
  }
  return [...seen.values()]
}

/** `file:line`, or the file alone. */
export function placeOf({ file, line }: ChangedFile): string {
  return line === undefined ? file : `${file}:${line}`
}
