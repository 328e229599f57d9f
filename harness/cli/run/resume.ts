/**
 * Going on with a run that was killed or interrupted. It goes on only as what it is: the same workload,
 * seed, plan and version, or figures that do not belong together would be in one folder.
 */
import { readFile, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { mendRunFolder, type TornLine } from '../../../results/mend.ts'
import { objectivesOf } from '../../../results/objectives/run-objectives.ts'
import { costTableDigest } from '../../../results/cost-table.ts'
import { chainHead, wholeLines } from '../../../results/line-chain.ts'
import { readRun } from '../../../results/read-run.ts'
import { readRegularFile } from '../../../results/regular-file.ts'
import type { RunManifest, TrialRecord } from '../../../results/record.ts'
import { lockRun, type RunLock } from '../../../results/run-lock.ts'
import type { SegmentRecord } from '../../../results/segment-record.ts'
import { MANIFEST_FILE, TRIALS_FILE } from '../../../results/store.ts'
import { workloadDigest } from '../../../workloads/workload-digest.ts'
import type { Workload } from '../../../workloads/workload.ts'
import { MusterError } from '../../kernel/errors.ts'
import type { Entrant } from '../../plan/entrants.ts'
import { planDigest } from '../../plan/plan-digest.ts'
import { type PlannedTrial, planTrials } from '../../plan/plan.ts'
import { harnessVersion } from '../../probe/environment.ts'
import type { RunFlags } from '../flags.ts'
import type { PreparedRun } from './prepared-run.ts'

/** A run folder that was checked and is locked for this process. */
export interface Resumption {
  readonly dir: string
  readonly lock: RunLock
  readonly manifest: RunManifest
  readonly trials: readonly TrialRecord[]
  /** Positions of the plan that have a record. */
  readonly done: ReadonlySet<number>
  readonly torn: TornLine | undefined
}

/**
 * The run of a folder as it was prepared when it began. Throws RUN_NOT_FOUND, or RUN_INVALID for a run
 * that this version cannot go on with.
 */
export async function prepareFromFolder(dir: string, flags: RunFlags): Promise<PreparedRun> {
  const { manifest } = await readRun(dir)
  const where = join(resolve(dir), MANIFEST_FILE)
  const workload = manifest.workload.resolved as Workload
  requireSame(where, 'workload', digestOrNothing(workload), manifest.workload.digest)
  if (manifest.plan === undefined) throw olderRun(where)
  const { hosts } = manifest
  if (hosts !== undefined) {
    requireSame(where, 'cost table', costTableDigest(hosts.table), hosts.costsDigest)
  }
  const entrants = manifest.entrants as readonly Entrant[]
  return {
    flags: { ...flags, out: dir, seed: manifest.seed, threads: manifest.plan.threads },
    workload,
    digest: manifest.workload.digest,
    file: where,
    entrants,
    planned: plannedBy(manifest, workload, where),
    ...(hosts === undefined ? {} : { hosts }),
    warnings: [],
  }
}

/** A plan can be no larger than its manifest says: a number that was changed must not keep us planning. */
function plannedBy(
  { entrants, sizes, seed, trials, planned }: RunManifest,
  { measure }: Workload,
  where: string,
): PlannedTrial[] {
  const damaged = (): MusterError =>
    new MusterError('RUN_INVALID', 'what is measured cannot be planned from it', {
      where,
      hint: 'the file was changed after it was written; restore it or start a new run',
    })
  if (measure?.trials !== trials || planned > MOST_PLANNED || trials > MOST_PLANNED) throw damaged()
  try {
    return planTrials(entrants as readonly Entrant[], sizes, measure, seed)
  } catch {
    throw damaged()
  }
}

/** More trials than any run can have in its lifetime. */
const MOST_PLANNED = 1_000_000

/**
 * Locks a run folder and mends what a kill left in it. Undefined if the run was killed before it had
 * written anything, so that it can only begin. Throws RUN_EXISTS while another process writes it,
 * RUN_NOT_FOUND, and RUN_INVALID, with its place, if it is not the run that was prepared.
 */
export async function openResumption(
  dir: string,
  prepared: PreparedRun,
): Promise<Resumption | undefined> {
  if (await isUnbegun(dir)) return undefined
  const lock = await lockRun(dir)
  try {
    const before = await readRun(dir)
    checkManifest(dir, before.manifest, prepared)
    await checkHead(dir, before.manifest)
    const torn = await mendRunFolder(dir)
    const { manifest, trials } = await readRun(dir)
    return { dir, lock, manifest, trials, done: checkTrials(dir, trials, prepared.planned), torn }
  } catch (error) {
    await lock.release()
    throw error
  }
}

/** What differs between the machine of a run so far and that of a new segment; empty if nothing does. */
export function environmentChanges(before: SegmentRecord, after: SegmentRecord): string[] {
  const pairs: readonly (readonly [string, unknown, unknown])[] = [
    ...(['node', 'platform', 'cpuModel', 'cpus', 'nodeOptions'] as const).map(
      (key) => [key, before.environment[key], after.environment[key]] as const,
    ),
    ['memory', memoryOf(before), memoryOf(after)],
    ['commit', before.harness.commit, after.harness.commit],
    ['uncommitted changes', before.harness.dirty, after.harness.dirty],
  ]
  return pairs
    .filter(([, a, b]) => a !== b)
    .map(([name, a, b]) => `${name} ${show(a)} → ${show(b)}`)
}

function memoryOf({ environment }: SegmentRecord): string {
  return `${(environment.memoryLimitGiB ?? environment.memoryGiB).toFixed(1)} GiB`
}

function show(value: unknown): string {
  return value === '' ? 'none' : String(value)
}

/** No manifest and no trial: killed between making the folder and saying what the run is. */
async function isUnbegun(dir: string): Promise<boolean> {
  const folder = resolve(dir)
  const manifest = await stat(join(folder, MANIFEST_FILE)).catch(() => undefined)
  if (manifest !== undefined) return false
  const trials = await readFile(join(folder, TRIALS_FILE)).catch(() => Buffer.alloc(0))
  return trials.length === 0
}

function checkManifest(dir: string, manifest: RunManifest, prepared: PreparedRun): void {
  const where = join(resolve(dir), MANIFEST_FILE)
  const { plan } = manifest
  if (plan === undefined) throw olderRun(where)
  requireSame(where, 'version of muster', harnessVersion().version, manifest.harness.version)
  requireSame(where, 'workload', prepared.digest, manifest.workload.digest)
  requireSame(where, 'workload', prepared.digest, digestOrNothing(manifest.workload.resolved))
  requireSame(where, 'seed', prepared.flags.seed, manifest.seed)
  requireSame(where, 'number of trials', prepared.planned.length, manifest.planned)
  const then = objectivesOf(manifest)
  requireSame(where, 'list of objectives', listText(prepared.workload.objectives), listText(then))
  const digest = planDigest(prepared.planned, prepared.workload.measure, prepared.hosts)
  requireSame(where, 'plan', digest, plan.digest)
  // The plan is that of the workload; what is published is the manifest.
  requireSame(where, 'number of trials', prepared.workload.measure.trials, manifest.trials)
  requireSame(where, 'list of entrants', namesOf(prepared.entrants), namesOf(manifest.entrants))
  requireSame(
    where,
    'list of sizes',
    listText(prepared.workload.organisation.agents),
    listText(manifest.sizes),
  )
}

/** A run that had ended goes on from the trials that it ended with, or their figures would be taken over. */
async function checkHead(dir: string, manifest: RunManifest): Promise<void> {
  if (manifest.chainHead === undefined) return
  const path = join(resolve(dir), TRIALS_FILE)
  const stored = await readRegularFile(path)
  if (chainHead(manifest, wholeLines(String(stored ?? ''))) === manifest.chainHead) return
  throw new MusterError('RUN_INVALID', 'the trials are not those that the run ended with', {
    where: path,
    hint: 'the file was truncated or changed since; restore it or start a new run',
  })
}

/** Positions of the plan that have a record. Throws RUN_INVALID for a trial that the plan does not have. */
export function checkTrials(
  dir: string,
  trials: readonly TrialRecord[],
  planned: readonly PlannedTrial[],
): Set<number> {
  const done = new Set<number>()
  for (const [index, trial] of trials.entries()) {
    const plan = planned[trial.position]
    const belongs =
      plan !== undefined &&
      !done.has(trial.position) &&
      (['entrant', 'topology', 'purpose', 'agents', 'trial', 'seed'] as const).every(
        (key) => plan[key] === trial[key],
      )
    if (!belongs) {
      throw new MusterError(
        'RUN_INVALID',
        `${trial.entrant} at ${trial.agents} agents, trial ${trial.trial + 1}, is not what the plan has at position ${trial.position}`,
        {
          where: `${join(resolve(dir), TRIALS_FILE)}:${index + 1}`,
          hint: 'the file was changed after it was written; restore it or start a new run',
        },
      )
    }
    done.add(trial.position)
  }
  return done
}

function namesOf(entrants: readonly { readonly entrant: string }[]): string {
  return listText(entrants.map(({ entrant }) => entrant))
}

function listText(texts: readonly (string | number)[] = []): string {
  return texts.length === 0 ? 'none' : texts.join('; ')
}

/** A workload that was damaged need not have a digest at all. */
export function digestOrNothing(workload: unknown): string | undefined {
  try {
    return workloadDigest(workload as Workload)
  } catch {
    return undefined
  }
}

function requireSame(where: string, what: string, now: unknown, then: unknown): void {
  if (now === then) return
  const short = (value: unknown): string =>
    typeof value === 'string' ? value.slice(0, 16) : String(value ?? 'damaged')
  throw new MusterError('RUN_INVALID', `the ${what} is another than the run's`, {
    where,
    hint: `now ${short(now)}, there ${short(then)}; resume it as it was begun, or start a new run`,
  })
}

function olderRun(where: string): MusterError {
  return new MusterError('RUN_INVALID', 'the run does not say which plan it follows', {
    where,
    hint: 'it was made before runs could be resumed; start a new one with another --out',
  })
}
