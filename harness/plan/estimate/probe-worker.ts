/**
 * The probe's work on its own fresh thread, as a trial's is: load an architecture, open an
 * organisation of moderate size, let an empty window pass, then windows with tasks until the time is
 * used.
 */
import { loadArchitecture } from '../../../adapters/registry.ts'
import type { Architecture } from '../../../adapters/contract.ts'
import type { Workload } from '../../../workloads/workload.ts'
import type { AuditSink } from '../../controls/audit/sink.ts'
import type { ControlLevels } from '../../controls/levels.ts'
import { snapshot } from '../../engine/benign-snapshot.ts'
import { benignEndUs, type TrialSpec } from '../../engine/trial-spec.ts'
import { openPass, type Pass } from '../../engine/shard-pass.ts'
import { solo } from '../../engine/trial-exchange.ts'
import { withSandboxes } from '../../engine/sandboxed.ts'
import { hostNowMs, liveBytes } from '../../kernel/host-clock.ts'
import { alone } from '../../kernel/shard.ts'
import { HOUR, MINUTE } from '../../kernel/units.ts'
import type { ShardJob } from '../../pool/run-on-shards.ts'
import { Organisation } from '../../world/organisation.ts'
import type { ArchitectureCosts, VariantCosts } from './probed-costs.ts'

export interface ProbeTask {
  readonly workload: Workload
  readonly architecture: string
  /** What to probe, in order of importance. */
  readonly variants: readonly ProbedVariant[]
  /** Agents of the probed organisation. */
  readonly agents: number
  /** Host time after which nothing more is begun; the first variant is probed in any case. */
  readonly budgetMs: number
}

export interface ProbedVariant {
  readonly key: string
  readonly topology: string
  readonly levels: ControlLevels
}

/** Agents of a closed loop: every team is busy all the time, so a few teams are load enough. */
const CLOSED_TEAMS = 4
const CLOSED_WINDOW = 5 * MINUTE
/** A first window, whose code is cold, and then ones that count if there is time. */
const COLD_TASKS = 8
const WARM_TASKS = 8
/** Rate at which next to no task arrives. */
const NONE = 1e-9

export async function probeArchitecture({ task }: ShardJob<ProbeTask>): Promise<ArchitectureCosts> {
  const begun = hostNowMs()
  const endMs = begun + task.budgetMs
  const architecture = await loadArchitecture(task.architecture)
  const loadMs = hostNowMs() - begun
  const loadedBytes = liveBytes()
  const variants: Record<string, VariantCosts> = {}
  const [first] = task.variants
  // Once small, so that what every organisation needs is not taken for its agents'.
  const team = task.workload.organisation.team.length
  await idleCosts({ ...task, agents: team }, architecture, first as ProbedVariant)
  const idle = await idleCosts(task, architecture, first as ProbedVariant)
  const cold = await busyWindow(task, architecture, first as ProbedVariant, COLD_TASKS)
  // A machine that is busy with other things must not make the probe long.
  if (hostNowMs() >= endMs) variants[(first as ProbedVariant).key] = costsOf(cold)
  for (const [nth, variant] of task.variants.entries()) {
    const nowMs = hostNowMs()
    if (nowMs >= endMs) break
    const untilMs = nowMs + (endMs - nowMs) / (task.variants.length - nth)
    variants[variant.key] = await variantCosts(task, architecture, variant, untilMs)
  }
  return { architecture: task.architecture, loadMs, loadedBytes, ...idle, variants }
}

/** Of the last window that the time allows: it is the largest, and its code is the warmest. */
async function variantCosts(
  task: ProbeTask,
  architecture: Architecture,
  variant: ProbedVariant,
  untilMs: number,
): Promise<VariantCosts> {
  let tasks = WARM_TASKS
  let window = await busyWindow(task, architecture, variant, tasks)
  while (hostNowMs() + 2 * window.ms < untilMs) {
    tasks *= 2
    window = await busyWindow(task, architecture, variant, tasks)
  }
  return costsOf(window)
}

function costsOf(window: BusyWindow): VariantCosts {
  const offered = Math.max(1, window.tasks)
  return {
    usPerTask: (window.ms * 1000) / offered,
    bytesPerTask: Math.max(0, window.bytes / offered),
    auditBytesPerTask: window.auditBytes / offered,
    tasksPerTeamHour: window.tasks / window.teamHours,
  }
}

type IdleCosts = Pick<ArchitectureCosts, 'openUsPerAgent' | 'idleUsPerAgentHour' | 'bytesPerAgent'>

async function idleCosts(
  task: ProbeTask,
  architecture: Architecture,
  variant: ProbedVariant,
): Promise<IdleCosts> {
  const arrivals = {
    ...task.workload.arrivals,
    process: 'poisson' as const,
    perTeamPerHour: NONE,
    minTasks: 0,
    windowUs: HOUR,
  }
  const spec = specOf(task, { ...task.workload, arrivals }, variant, task.agents)
  const before = liveBytes()
  return within(spec, architecture, countingSink(), async (open) => {
    const begun = hostNowMs()
    const pass = open()
    const openMs = hostNowMs() - begun
    const bytes = liveBytes() - before
    const endUs = benignEndUs(spec.workload)
    const ranFrom = hostNowMs()
    await pass.shard.run(endUs, alone)
    const idleMs = hostNowMs() - ranFrom
    pass.close()
    return {
      openUsPerAgent: (openMs * 1000) / spec.agents,
      idleUsPerAgentHour: (idleMs * 1000) / spec.agents / (endUs / HOUR),
      bytesPerAgent: Math.max(0, bytes / spec.agents),
    }
  })
}

interface BusyWindow {
  readonly tasks: number
  readonly ms: number
  readonly bytes: number
  readonly auditBytes: number
  readonly teamHours: number
}

async function busyWindow(
  task: ProbeTask,
  architecture: Architecture,
  variant: ProbedVariant,
  tasks: number,
): Promise<BusyWindow> {
  const { workload } = task
  const isClosed = workload.arrivals.process === 'closed'
  const arrivals = isClosed
    ? { ...workload.arrivals, windowUs: Math.min(CLOSED_WINDOW, workload.arrivals.windowUs) }
    : { ...workload.arrivals, perTeamPerHour: NONE, minTasks: tasks }
  const agents = isClosed
    ? Math.min(task.agents, CLOSED_TEAMS * workload.organisation.team.length)
    : task.agents
  const spec = specOf(task, { ...workload, arrivals }, variant, agents, tasks)
  const organisation = new Organisation(workload.organisation, agents)
  const sink = countingSink()
  return within(spec, architecture, sink, async (open) => {
    const pass = open()
    const before = liveBytes()
    const begun = hostNowMs()
    const endUs = benignEndUs(spec.workload)
    await pass.shard.run(endUs, alone)
    const ms = hostNowMs() - begun
    const bytes = liveBytes() - before
    const { tally } = snapshot(pass, organisation, endUs)
    pass.close()
    return {
      tasks: tally.offered,
      ms,
      bytes,
      auditBytes: sink.bytes,
      teamHours: organisation.teams * (arrivals.windowUs / HOUR),
    }
  })
}

function specOf(
  { architecture }: ProbeTask,
  workload: Workload,
  { topology, levels }: ProbedVariant,
  agents: number,
  seed = 0,
): TrialSpec {
  const plain = { ...levels, sandbox: 'S0' as const }
  const once = { shards: 1, minCpuS: 0, warmUp: false }
  return { workload, architecture, topology, levels: plain, agents, seed, ...once }
}

function within<R>(
  spec: TrialSpec,
  architecture: Architecture,
  sink: AuditSink,
  work: (open: () => Pass) => Promise<R>,
): Promise<R> {
  const options = { shard: 0, exchange: solo, architecture, openAudit: () => sink }
  const organisation = new Organisation(spec.workload.organisation, spec.agents)
  return withSandboxes(spec, options, (same, sandboxed) =>
    work(() => openPass(same, sandboxed, organisation, undefined, benignEndUs(same.workload), 0)),
  )
}

/** Counts what would be written, line ends included. */
function countingSink(): AuditSink & { readonly bytes: number } {
  let bytes = 0
  return {
    append: (line) => {
      bytes += Buffer.byteLength(line) + 1
      return true
    },
    checkpoint: () => true,
    close: () => {},
    get bytes() {
      return bytes
    },
  }
}
