/** Reading a run folder back, with every fault located. */
import { join, resolve } from 'node:path'
import { MusterError } from '../harness/kernel/errors.ts'
import { Histogram } from './histogram.ts'
import {
  RUN_SCHEMA,
  type RunManifest,
  TRIAL_SCHEMA,
  type TrialKey,
  type TrialRecord,
} from './record.ts'
import { parseManifest, parseTrial } from './record-shape.ts'
import { readRegularFile } from './regular-file.ts'
import { ShapeError } from './shape.ts'
import { expectedTrials } from './stopping-record.ts'
import { MANIFEST_FILE, TRIALS_FILE } from './store.ts'

export interface StoredRun {
  readonly manifest: RunManifest
  /** In the order in which they ended. */
  readonly trials: readonly TrialRecord[]
  /** What a reader should know: an unfinished run, a torn line. */
  readonly warnings: readonly string[]
}

/**
 * Reads a run folder. Throws `RUN_NOT_FOUND` without a `run.json`, and `RUN_INVALID`, with file and
 * line, for content that is damaged or of another schema version. A last line that was torn when the
 * writer was killed is left out and reported as a warning.
 */
export async function readRun(dir: string): Promise<StoredRun> {
  const folder = resolve(dir)
  const manifest = await readManifest(folder)
  const warnings: string[] = []
  const trials = await readTrials(folder, manifest, warnings)
  const missing = expectedTrials(manifest) - trials.length
  if (missing > 0) {
    warnings.push(`${missing} of ${manifest.planned} planned trials are missing`)
  }
  if (manifest.state === 'running') {
    warnings.push('the run has not ended, or was killed before it could say so')
  }
  return { manifest, trials, warnings }
}

/** Names a cell of the plan: equal for two records of the same trial. */
export function trialKeyOf(key: TrialKey): string {
  return `${key.purpose} ${key.entrant} ${key.topology} ${key.agents} ${key.trial}`
}

async function readManifest(folder: string): Promise<RunManifest> {
  const path = join(folder, MANIFEST_FILE)
  const content = await readText(path)
  if (content === undefined) {
    throw new MusterError('RUN_NOT_FOUND', `there is no run here (no ${MANIFEST_FILE})`, {
      where: folder,
      hint: 'give the folder that `muster run --out` wrote',
    })
  }
  const value = parseJson(content, (offset) => `${path}:${lineAt(content, offset)}`)
  checkSchema(value, RUN_SCHEMA, path)
  return located(path, () => parseManifest(value))
}

async function readTrials(
  folder: string,
  manifest: RunManifest,
  warnings: string[],
): Promise<TrialRecord[]> {
  const path = join(folder, TRIALS_FILE)
  const content = await readText(path)
  if (content === undefined) {
    warnings.push(`${TRIALS_FILE} is missing: the run has no trials`)
    return []
  }
  const lines = content.split('\n')
  const trialsByKey = new Map<string, TrialRecord>()
  lines.forEach((line, i) => {
    if (line.trim() === '') return
    const where = `${path}:${i + 1}`
    // A written line ends in a line feed, so only the last one can be torn.
    if (i === lines.length - 1 && !isJson(line)) {
      warnings.push(`${where}: the last line is torn and was left out; that trial is lost`)
      return
    }
    const trial = readTrial(line, where)
    if (trial.workloadDigest !== manifest.workload.digest) {
      throw new MusterError('RUN_INVALID', 'a trial belongs to another workload than the run', {
        where,
        hint: 'trials of different workloads must not be mixed in one folder',
      })
    }
    const key = trialKeyOf(trial)
    if (trialsByKey.has(key)) {
      throw new MusterError('RUN_INVALID', 'a trial is stored twice', {
        where,
        hint: `an earlier line is of the same trial (${key}); restore the file or run again`,
      })
    }
    trialsByKey.set(key, trial)
  })
  return [...trialsByKey.values()]
}

function readTrial(line: string, where: string): TrialRecord {
  const value = parseJson(line, () => where)
  checkSchema(value, TRIAL_SCHEMA, where)
  return located(where, () => {
    const trial = parseTrial(value)
    if (trial.kind === 'completed') Histogram.decode(trial.latency.histogram)
    return trial
  })
}

async function readText(path: string): Promise<string | undefined> {
  return (await readRegularFile(path))?.toString('utf8')
}

function parseJson(content: string, whereOf: (offset: number) => string): unknown {
  try {
    return JSON.parse(content)
  } catch (error) {
    const reason = (error as SyntaxError).message
    // V8 names the position except at the end of the text.
    const offset = Number(/position (\d+)/.exec(reason)?.[1] ?? content.length)
    throw new MusterError('RUN_INVALID', `not valid JSON: ${reason}`, {
      where: whereOf(offset),
      hint: 'the file was changed or damaged after the run; restore it or run again',
      cause: error,
    })
  }
}

function isJson(line: string): boolean {
  try {
    JSON.parse(line)
    return true
  } catch {
    return false
  }
}

function checkSchema(value: unknown, expected: string, where: string): void {
  const schema = (value as { schema?: unknown } | null)?.schema
  if (schema === expected) return
  const [family] = expected.split('@')
  const other = typeof schema === 'string' && schema.startsWith(`${family}@`)
  throw new MusterError(
    'RUN_INVALID',
    other
      ? `written as ${schema}, but this version of muster reads ${expected}`
      : `the field "schema" should say ${expected}`,
    {
      where,
      hint: other ? 'read it with the version of muster that wrote it' : 'this is no file of a run',
    },
  )
}

/** Runs a check and gives its complaint a place. */
function located<T>(where: string, check: () => T): T {
  try {
    return check()
  } catch (error) {
    if (!(error instanceof ShapeError) && !(error instanceof MusterError)) throw error
    throw new MusterError('RUN_INVALID', error.message, {
      where,
      hint: 'the file was changed or damaged after the run; restore it or run again',
      cause: error,
    })
  }
}

function lineAt(content: string, offset: number): number {
  return content.slice(0, offset).split('\n').length
}
