/** Runs what was prepared, stores each trial when it ends, and publishes the whole. */
import type { RunManifest, TrialRecord } from '../../../results/record.ts'
import { appendTrial, removeUnusedRunFolder, writeManifest } from '../../../results/store.ts'
import { hostTimestamp } from '../../kernel/host-clock.ts'
import { defaultThreads, memoryLimitBytes, workerHeapMiB } from '../../plan/capacity.ts'
import { runPlan } from '../../plan/run-plan.ts'
import { captureEnvironment, currentLoad, harnessVersion } from '../../probe/environment.ts'
import { describeFailure } from '../report/metrology.ts'
import { Progress } from '../report/progress.ts'
import { commandLine } from './command-line.ts'
import { listenForInterruption } from './interruption.ts'
import type { PreparedRun } from './prepare.ts'
import { takeRunFolder } from './run-folder.ts'
import { runSelfTest } from './self-test.ts'

export interface ExecutedRun {
  readonly dir: string
  /** Path of the dashboard. */
  readonly page: string
  readonly manifest: RunManifest
  readonly trials: readonly TrialRecord[]
}

/**
 * Throws RUN_EXISTS or OUT_NOT_WRITABLE before any trial and then leaves nothing behind. An
 * interruption or a disk that fills up ends the run as `partial`, with every finished trial kept.
 */
export async function executeRun(source: string, prepared: PreparedRun): Promise<ExecutedRun> {
  const { stderr } = process
  const startedAt = hostTimestamp()
  const dir = await takeRunFolder(prepared.flags.out, prepared.workload.name, startedAt)
  let manifest = startManifest(source, prepared, startedAt)
  try {
    await writeManifest(dir, manifest)
  } catch (error) {
    await removeUnusedRunFolder(dir)
    throw error
  }
  const { planned } = prepared
  stderr.write(`${planned.length} trial${planned.length === 1 ? '' : 's'} into ${dir}\n`)
  const progress = new Progress(planned, stderr)
  const interruption = listenForInterruption(() => {
    progress.clear()
    stderr.write('interrupted: keeping finished trials; once more ends at once\n')
  })
  const trials: TrialRecord[] = []
  const close = async (state: 'completed' | 'partial'): Promise<void> => {
    const environment = { ...manifest.environment, loadAfter: currentLoad() }
    manifest = { ...manifest, state, endedAt: hostTimestamp(), environment }
    await writeManifest(dir, manifest)
  }
  try {
    manifest = await testHarness(manifest)
    await writeManifest(dir, manifest)
    const finished = await runPlan(planned, {
      workload: prepared.workload,
      workloadDigest: prepared.digest,
      threads: prepared.flags.threads,
      heapMiB: workerHeapMiB(),
      signal: interruption.signal,
      started: (trial) => progress.started(trial),
      ended: async (record) => {
        await appendTrial(dir, record)
        trials.push(record)
        progress.ended(record)
      },
    })
    progress.clear()
    await close(finished ? 'completed' : 'partial')
    return { dir, page: await publish(dir, manifest, trials), manifest, trials }
  } catch (error) {
    progress.clear()
    // A full disk may refuse this too; the trials are on it all the same.
    if (manifest.state === 'running') await close('partial').catch(() => {})
    stderr.write(`${trials.length} of ${planned.length} trials are kept in ${dir}\n`)
    throw error
  } finally {
    interruption.stop()
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

function startManifest(source: string, prepared: PreparedRun, startedAt: string): RunManifest {
  const { flags, workload, digest, entrants, planned, warnings } = prepared
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
    environment: captureEnvironment(memoryLimitBytes()),
    harness: harnessVersion(),
    command: commandLine(['muster', 'run', source, ...flags.given]),
    warnings,
  }
}

/** Tables first: they are there even if a chart cannot be drawn. */
async function publish(
  dir: string,
  manifest: RunManifest,
  trials: readonly TrialRecord[],
): Promise<string> {
  const { writeExports } = await import('../../../results/export/write-exports.ts')
  await writeExports(dir, manifest, trials)
  const { publishRun } = await import('../../../dashboards/publish.ts')
  return publishRun(dir, manifest, trials)
}
