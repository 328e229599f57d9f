/** Runs what was prepared, stores each trial when it ends, and publishes the whole. */
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { COST_TABLE_FILE } from '../../../results/cost-table.ts'
import type { EnvironmentRecord, RunManifest } from '../../../results/record.ts'
import { lockRun } from '../../../results/run-lock.ts'
import type { SegmentRecord } from '../../../results/segment-record.ts'
import { STOPPING_RULE } from '../../../results/stopping-record.ts'
import {
  appendTrial,
  DIGESTS_FILE,
  removeUnusedRunFolder,
  writeManifest,
} from '../../../results/store.ts'
import { hostTimestamp } from '../../kernel/host-clock.ts'
import { defaultThreads, memoryLimitBytes, workerHeapMiB } from '../../plan/capacity.ts'
import { planDigest } from '../../plan/plan-digest.ts'
import { runPlan } from '../../plan/run-plan.ts'
import { captureEnvironment, currentLoad, harnessVersion } from '../../probe/environment.ts'
import { readHost } from '../../probe/host-reading.ts'
import { describeFailure } from '../report/metrology.ts'
import { Progress } from '../report/progress.ts'
import { paintFor } from '../report/terminal.ts'
import { commandLine } from './command-line.ts'
import { listenForInterruption } from './interruption.ts'
import type { PreparedRun } from './prepared-run.ts'
import { headOf, judged, type PublishedRun, publishFolder } from './publish-folder.ts'
import { environmentChanges, type Resumption } from './resume.ts'
import { Stopping, stoppingRuleOf } from './stopping.ts'
import { takeRunFolder } from './run-folder.ts'
import { runSelfTest } from './self-test.ts'

export interface ExecutedRun extends PublishedRun {
  readonly dir: string
}

/**
 * Throws RUN_EXISTS or OUT_NOT_WRITABLE before any trial and then leaves nothing behind. An
 * interruption or a disk that fills up ends the run as `partial`, with every finished trial kept. A
 * resumed run goes on after the trials that it has.
 */
export async function executeRun(
  source: string,
  prepared: PreparedRun,
  resumed?: Resumption,
): Promise<ExecutedRun> {
  const { stderr } = process
  const { planned } = prepared
  const begun =
    resumed === undefined ? await begin(source, prepared) : await goOn(resumed, prepared)
  const { dir, lock, done } = begun
  let { manifest } = begun
  const left = planned.filter((_, position) => !done.has(position))
  const progress = new Progress(left, stderr)
  const interruption = listenForInterruption(() => {
    progress.clear()
    stderr.write('interrupted: keeping finished trials; once more ends at once\n')
  })
  const rule = stoppingRuleOf(prepared.workload.measure)
  const stopping = rule && new Stopping(rule, resumed?.trials)
  let skipped = 0
  let stored = done.size
  const close = async (state: 'completed' | 'partial'): Promise<void> => {
    manifest = await judged(
      dir,
      closed(withSkipped(manifest, skipped), state, await headOf(dir, manifest)),
    )
    await writeManifest(dir, manifest)
  }
  try {
    if (left.length > 0 && manifest.metrology === undefined) {
      manifest = await testHarness(manifest)
      await writeManifest(dir, manifest)
    }
    const finished = await runPlan(planned, {
      workload: prepared.workload,
      workloadDigest: prepared.digest,
      threads: prepared.flags.threads,
      heapMiB: workerHeapMiB(),
      hosts: prepared.hosts,
      signal: interruption.signal,
      done,
      earlier: resumed?.trials,
      isOver: stopping && ((trial) => stopping.isOver(trial)),
      skipped: () => {
        skipped++
      },
      started: (trial) => progress.started(trial),
      ended: async (record) => {
        await appendTrial(dir, record)
        stopping?.ended(record)
        stored++
        progress.ended(record)
      },
    })
    progress.clear()
    if (finished && manifest.state === 'running' && manifest.authProbe === undefined) {
      manifest = await probeAuthentication(manifest, prepared)
    }
    // A run that had ended is only published again: its times stay what they were.
    if (manifest.state === 'running') await close(finished ? 'completed' : 'partial')
    return { dir, ...(await publishFolder(dir)) }
  } catch (error) {
    progress.clear()
    // A full disk may refuse this too; the trials are on it all the same.
    if (manifest.state === 'running') await close('partial').catch(() => {})
    stderr.write(`${stored} of ${planned.length} trials are kept in ${dir}\n`)
    throw error
  } finally {
    interruption.stop()
    await lock.release().catch(() => {})
  }
}

/** The manifest with the self-test that comes before the trials, and a warning if it does not hold. */
async function testHarness(manifest: RunManifest): Promise<RunManifest> {
  const metrology = await runSelfTest()
  const warnings = metrology.rows
    .filter((row) => !row.holds)
    .map((row) => `the self-test does not hold: ${describeFailure(row)}`)
  return { ...manifest, metrology, warnings: [...manifest.warnings, ...warnings] }
}

/** The manifest with what authentication costs on this machine, if the run asks for it. */
async function probeAuthentication(
  manifest: RunManifest,
  { planned, flags, workload }: PreparedRun,
): Promise<RunManifest> {
  if (!flags.probe || planned.every(({ purpose }) => purpose !== 'auth')) return manifest
  process.stderr.write('measuring what authentication costs here, for some seconds\n')
  const { runAuthProbe } = await import('../../probe/auth-probe.ts')
  return { ...manifest, authProbe: runAuthProbe(workload.model.profile) }
}

type Begun = Pick<Resumption, 'dir' | 'lock' | 'manifest' | 'done'>

async function begin(source: string, prepared: PreparedRun): Promise<Begun> {
  const { planned, flags, workload } = prepared
  const startedAt = hostTimestamp()
  const dir = await takeRunFolder(flags.out, workload.name, startedAt, flags.resume !== false)
  const lock = await lockRun(dir).catch(async (error: unknown) => {
    await removeUnusedRunFolder(dir)
    throw error
  })
  try {
    const manifest = startManifest(source, prepared, startedAt, dir)
    await writeManifest(dir, manifest)
    process.stderr.write(`${planned.length} trial${planned.length === 1 ? '' : 's'} into ${dir}\n`)
    return { dir, lock, manifest, done: new Set() }
  } catch (error) {
    await lock.release()
    await removeUnusedRunFolder(dir)
    throw error
  }
}

/** Says what a resumed run has, and opens its next segment if there is work for one. */
async function goOn(resumed: Resumption, { planned }: PreparedRun): Promise<Begun> {
  const { dir, lock, done, torn } = resumed
  const { stderr } = process
  const label = paintFor(stderr)('yellow', 'warning:')
  const warnings: string[] = []
  if (torn !== undefined) {
    warnings.push(
      `line ${torn.line} of cells.jsonl was torn when the run was killed; its ${torn.bytes} bytes are in ${torn.keptIn}, and its trial was run again`,
    )
  }
  const left = planned.length - done.size - (resumed.manifest.stopping?.skipped ?? 0)
  const segment = startSegment(
    hostTimestamp(),
    planned.findIndex((_, position) => !done.has(position)),
  )
  const segments = resumed.manifest.segments ?? []
  const changes =
    segments[0] === undefined || left === 0 ? [] : environmentChanges(segments[0], segment)
  if (changes.length > 0) {
    warnings.push(
      `from position ${segment.fromPosition} on the run was made elsewhere (${changes.join(', ')}): its costs do not pair with those before, while digests and virtual figures do`,
    )
  }
  for (const warning of warnings) stderr.write(`${label} ${warning}\n`)
  stderr.write(`${left} of ${planned.length} trials are left in ${dir}\n`)
  const {
    endedAt: _ended,
    chainHead: _head,
    objectives: _objectives,
    validity: _validity,
    noise: _noise,
    authProbe: _probe,
    metrology,
    ...rest
  } = resumed.manifest
  const isOver = left === 0 && resumed.manifest.state === 'completed'
  const manifest: RunManifest = isOver
    ? resumed.manifest
    : {
        ...rest,
        state: 'running',
        warnings: [...new Set([...rest.warnings, ...warnings])],
        segments: left === 0 ? segments : [...segments, segment],
        // Another machine has to show again that it measures right.
        ...(metrology === undefined || changes.length > 0 ? {} : { metrology }),
      }
  try {
    if (!isOver) {
      // Of the run as it was; until it is written again the folder says that it is unfinished.
      await rm(join(dir, DIGESTS_FILE), { force: true })
      await writeManifest(dir, manifest)
    }
  } catch (error) {
    await lock.release()
    throw error
  }
  return { dir, lock, manifest, done }
}

function startManifest(
  source: string,
  prepared: PreparedRun,
  startedAt: string,
  dir: string,
): RunManifest {
  const { flags, workload, digest, entrants, planned, warnings, hosts, predictions } = prepared
  // Costs measured again would be others, and with them every digest.
  const costs = hosts?.costsFrom === 'measured' ? ['--cost-table', join(dir, COST_TABLE_FILE)] : []
  const segment = startSegment(startedAt, 0)
  return {
    schema: 'muster/run@1',
    name: workload.name,
    state: 'running',
    startedAt,
    workload: { name: workload.name, digest, resolved: workload },
    seed: flags.seed,
    threads: flags.threads === 'auto' ? defaultThreads() : flags.threads,
    trials: workload.measure.trials,
    sizes: workload.organisation.agents,
    entrants,
    planned: planned.length,
    environment: segment.environment,
    harness: segment.harness,
    command: commandLine(['muster', 'run', source, ...flags.given, ...costs]),
    warnings,
    plan: { digest: planDigest(planned, workload.measure, hosts), threads: flags.threads },
    ...(hosts === undefined ? {} : { hosts }),
    ...(predictions === undefined ? {} : { predictions }),
    segments: [segment],
    ...stoppingRecord(prepared),
  }
}

function stoppingRecord({ workload }: PreparedRun): Pick<RunManifest, 'stopping'> {
  const rule = stoppingRuleOf(workload.measure)
  return rule === undefined ? {} : { stopping: { rule: STOPPING_RULE, ...rule, skipped: 0 } }
}

/** A rule that stops says how many trials it left out. */
function withSkipped(manifest: RunManifest, skipped: number): RunManifest {
  const { stopping } = manifest
  return stopping === undefined ? manifest : { ...manifest, stopping: { ...stopping, skipped } }
}

function startSegment(startedAt: string, fromPosition: number): SegmentRecord {
  return {
    startedAt,
    fromPosition,
    environment: {
      ...captureEnvironment(memoryLimitBytes()),
      noise: { before: readHost() },
    },
    harness: harnessVersion(),
  }
}

/** The manifest at the end of its last segment. */
function closed(
  manifest: RunManifest,
  state: 'completed' | 'partial',
  chainHead: string,
): RunManifest {
  const endedAt = hostTimestamp()
  const loadAfter = currentLoad()
  const after = readHost()
  const ended = (environment: EnvironmentRecord): EnvironmentRecord => ({
    ...environment,
    loadAfter,
    ...(environment.noise === undefined ? {} : { noise: { ...environment.noise, after } }),
  })
  const segments = manifest.segments ?? []
  return {
    ...manifest,
    state,
    endedAt,
    environment: ended(manifest.environment),
    segments: segments.map((segment, i) =>
      i < segments.length - 1 || segment.endedAt !== undefined
        ? segment
        : { ...segment, endedAt, environment: ended(segment.environment) },
    ),
    chainHead,
  }
}
