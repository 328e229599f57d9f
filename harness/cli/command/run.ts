/** `muster run`: plan, run, store, publish. */
import { join, relative } from 'node:path'
import type { RunManifest, TrialRecord } from '../../../results/record.ts'
import { appendTrial, createRunFolder, writeManifest } from '../../../results/store.ts'
import { loadWorkload } from '../../../workloads/load.ts'
import { overrideWorkload } from '../../../workloads/override.ts'
import type { Workload } from '../../../workloads/workload.ts'
import { EXIT } from '../../kernel/errors.ts'
import { hostTimestamp } from '../../kernel/host-clock.ts'
import { ARCHITECTURES } from '../../../adapters/registry.ts'
import { PROFILES } from '../../controls/levels.ts'
import { defaultThreads, memoryLimitBytes, workerHeapMiB } from '../../plan/capacity.ts'
import { type Entrant, resolveEntrants } from '../../plan/entrants.ts'
import { type PlannedTrial, planTrials } from '../../plan/plan.ts'
import { runPlan } from '../../plan/run-plan.ts'
import { captureEnvironment, currentLoad, harnessVersion } from '../../probe/environment.ts'
import { LATENCY_PROFILES } from '../../world/model-profiles.ts'
import { readFlags, type RunFlags } from '../flags.ts'
import { Progress } from '../report/progress.ts'
import { runTable } from '../report/table.ts'

const KNOWN = {
  models: LATENCY_PROFILES.map((profile) => profile.name),
  architectures: ARCHITECTURES,
  profiles: PROFILES,
}

interface Prepared {
  readonly flags: RunFlags
  readonly workload: Workload
  readonly digest: string
  readonly entrants: readonly Entrant[]
  readonly planned: readonly PlannedTrial[]
  readonly warnings: readonly string[]
}

export async function runCommand(
  source: string,
  raw: Readonly<Record<string, string | boolean>>,
): Promise<number> {
  const prepared = await prepare(source, readFlags(raw))
  for (const warning of prepared.warnings) process.stderr.write(`warning: ${warning}\n`)
  if (prepared.flags.dryRun) {
    process.stdout.write(describePlan(prepared))
    return EXIT.done
  }
  return execute(source, prepared)
}

async function prepare(source: string, flags: RunFlags): Promise<Prepared> {
  const loaded = loadWorkload(source, { known: KNOWN })
  const { workload, digest, warnings } = overrideWorkload(loaded.workload, flags.overrides, {
    known: KNOWN,
  })
  const { measure, organisation } = workload
  const entrants = await resolveEntrants({
    architectures: measure.architectures,
    profiles: measure.profiles,
    topologies: flags.topologies,
  })
  const planned = planTrials(entrants, organisation.agents, measure, flags.seed)
  return { flags, workload, digest, entrants, planned, warnings: [...loaded.warnings, ...warnings] }
}

async function execute(source: string, prepared: Prepared): Promise<number> {
  const { flags, workload, digest, entrants, planned } = prepared
  const startedAt = hostTimestamp()
  const dir = flags.out ?? defaultFolder(workload.name, startedAt)
  await createRunFolder(dir)
  let manifest: RunManifest = {
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
    command: commandOf(source, flags),
    warnings: prepared.warnings,
  }
  await writeManifest(dir, manifest)

  const progress = new Progress(planned, process.stderr)
  const interruption = onInterrupt()
  const trials: TrialRecord[] = []
  let finished: boolean
  try {
    finished = await runPlan(planned, {
      workload,
      workloadDigest: digest,
      threads: flags.threads,
      heapMiB: workerHeapMiB(),
      signal: interruption.signal,
      started: (trial, position) => progress.started(trial, position),
      ended: async (record, position) => {
        await appendTrial(dir, record)
        trials.push(record)
        progress.ended(record, position)
      },
    })
  } finally {
    progress.clear()
    interruption.stop()
  }
  manifest = {
    ...manifest,
    state: finished ? 'completed' : 'partial',
    endedAt: hostTimestamp(),
    environment: { ...manifest.environment, loadAfter: currentLoad() },
  }
  await writeManifest(dir, manifest)
  const page = await publish(dir, manifest, trials)
  report(flags, dir, page, manifest, trials)
  if (!finished) return EXIT.interrupted
  return trials.every(isValid) ? EXIT.done : EXIT.notValid
}

async function publish(
  dir: string,
  manifest: RunManifest,
  trials: readonly TrialRecord[],
): Promise<string> {
  const { writeExports } = await import('../../../results/export/write-exports.ts')
  const { publishRun } = await import('../../../dashboards/publish.ts')
  await writeExports(dir, manifest, trials)
  return publishRun(dir, manifest, trials)
}

function report(
  flags: RunFlags,
  dir: string,
  page: string,
  manifest: RunManifest,
  trials: readonly TrialRecord[],
): void {
  if (flags.json) {
    const document = { schema: 'muster/run-report@1', dir, dashboard: page, manifest, trials }
    process.stdout.write(`${JSON.stringify(document)}\n`)
    return
  }
  process.stdout.write(runTable(trials))
  const bad = trials.filter((trial) => !isValid(trial))
  if (bad.length > 0) {
    process.stdout.write(`\n${bad.length} of ${trials.length} trials failed or are not valid.\n`)
  }
  if (manifest.state === 'partial') {
    process.stdout.write(
      `\nInterrupted: ${trials.length} of ${manifest.planned} trials are kept.\n`,
    )
  }
  process.stdout.write(`\nDashboard: ${relative(process.cwd(), page) || page}\n`)
}

function isValid(trial: TrialRecord): boolean {
  return trial.kind === 'completed' && trial.validity.valid
}

/** The first Ctrl-C keeps what is done; a second one ends the process at once. */
function onInterrupt(): { readonly signal: AbortSignal; stop(): void } {
  const controller = new AbortController()
  const interrupt = (): void => {
    if (controller.signal.aborted) process.exit(EXIT.interrupted)
    process.stderr.write('\ninterrupted: keeping finished trials\n')
    controller.abort()
  }
  process.on('SIGINT', interrupt)
  process.on('SIGTERM', interrupt)
  return {
    signal: controller.signal,
    stop: () => {
      process.off('SIGINT', interrupt)
      process.off('SIGTERM', interrupt)
    },
  }
}

function defaultFolder(name: string, startedAt: string): string {
  return join('results', 'runs', `${name}-${startedAt.replaceAll(':', '-').replace(/\..*/, '')}`)
}

function commandOf(source: string, flags: RunFlags): string {
  return ['muster', 'run', source, ...flags.given].join(' ')
}

function describePlan({ workload, digest, entrants, planned, flags }: Prepared): string {
  const sizes = workload.organisation.agents.map((size) => size.toLocaleString('en-US')).join(', ')
  const lines = [
    `workload   ${workload.name} (${digest.slice(0, 16)})`,
    `entrants   ${entrants.map((entrant) => entrant.entrant).join(', ')}`,
    `sizes      ${sizes} agents`,
    `trials     ${workload.measure.trials} of each cell, seed ${flags.seed}`,
    `plan       ${planned.length} trials, threads ${flags.threads}`,
  ]
  return `${lines.join('\n')}\n`
}
