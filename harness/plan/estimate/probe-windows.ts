/** Windows of the probe: an organisation at rest, and one with a given number of tasks. */
import type { Architecture } from '../../../adapters/contract.ts'
import type { Workload } from '../../../workloads/workload.ts'
import type { AuditSink } from '../../controls/audit/sink.ts'
import type { ControlLevels } from '../../controls/levels.ts'
import { snapshot } from '../../engine/benign-snapshot.ts'
import { openPass, type Pass } from '../../engine/shard-pass.ts'
import { solo } from '../../engine/trial-exchange.ts'
import { benignEndUs, type TrialSpec } from '../../engine/trial-spec.ts'
import { withSandboxes } from '../../engine/sandboxed.ts'
import { liveBytes, processCpuUs } from '../../kernel/host-clock.ts'
import { alone } from '../../kernel/shard.ts'
import { HOUR, MINUTE } from '../../kernel/units.ts'
import { Organisation } from '../../world/organisation.ts'
import type { ArchitectureCosts } from './probed-costs.ts'

/** What all windows of a probe share. */
export interface Plan {
  readonly workload: Workload
  /** Most agents of a probed organisation. */
  readonly agents: number
}

/** A topology under a stack of controls. */
export interface ProbedVariant {
  readonly key: string
  readonly topology: string
  readonly levels: ControlLevels
}

/** Agents of a closed loop: every team is busy all the time, so a few teams are load enough. */
const CLOSED_TEAMS = 4
const CLOSED_WINDOW = 5 * MINUTE
/** Teams and departments that a small organisation has, so that there are others to ask. */
const LEAST_TEAMS = 4
const LEAST_DEPARTMENTS = 4
/** Rate at which next to no task arrives. */
const NONE = 1e-9

/** Of an organisation in which nothing is asked of anybody. */
export type IdleCosts = Pick<
  ArchitectureCosts,
  'loadedBytes' | 'openCpuUsPerAgent' | 'idleCpuUsPerAgentHour' | 'bytesPerAgent'
>

/** Opens an organisation and lets an hour pass. */
export async function idleCosts(
  task: Plan,
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
  const spec = specOf(architecture, { ...task.workload, arrivals }, variant, task.agents)
  const loadedBytes = liveBytes()
  return within(spec, architecture, countingSink(), async (open) => {
    const begun = processCpuUs()
    const pass = open()
    const openUs = processCpuUs() - begun
    const bytes = liveBytes() - loadedBytes
    const endUs = benignEndUs(spec.workload)
    const ranFrom = processCpuUs()
    await pass.shard.run(endUs, alone)
    const idleUs = processCpuUs() - ranFrom
    pass.close()
    return {
      loadedBytes,
      openCpuUsPerAgent: openUs / spec.agents,
      idleCpuUsPerAgentHour: idleUs / spec.agents / (endUs / HOUR),
      bytesPerAgent: Math.max(0, bytes / spec.agents),
    }
  })
}

/** What a window with tasks came to. */
export interface BusyWindow {
  readonly tasks: number
  readonly teams: number
  /** Handshakes and enrolments. */
  readonly contacts: number
  /** Sealed, be the seal an empty one. */
  readonly messages: number
  readonly cpuUs: number
  readonly bytes: number
  readonly auditBytes: number
  readonly teamHours: number
}

/** How large a window is to be. */
export interface Size {
  readonly tasks: number
  /** Tasks for each team. */
  readonly density: number
  /** Live bytes are read. */
  readonly weighs: boolean
}

/** So many tasks in an organisation that is as large as the density says. */
export async function busyWindow(
  task: Plan,
  architecture: Architecture,
  variant: ProbedVariant,
  { tasks, density, weighs }: Size,
): Promise<BusyWindow> {
  const { workload } = task
  const isClosed = workload.arrivals.process === 'closed'
  const arrivals = isClosed
    ? { ...workload.arrivals, windowUs: Math.min(CLOSED_WINDOW, workload.arrivals.windowUs) }
    : { ...workload.arrivals, perTeamPerHour: NONE, minTasks: tasks }
  const teams = isClosed ? CLOSED_TEAMS : Math.max(LEAST_TEAMS, Math.round(tasks / density))
  const agents = Math.min(task.agents, teams * workload.organisation.team.length)
  const small = {
    ...workload,
    arrivals,
    organisation: withDepartments(workload.organisation, teams),
  }
  const spec = specOf(architecture, small, variant, agents, tasks)
  const organisation = new Organisation(small.organisation, agents)
  const sink = countingSink()
  return within(spec, architecture, sink, async (open) => {
    const pass = open()
    // Collecting garbage takes longer than a few tasks do.
    const before = weighs ? liveBytes() : 0
    const begunUs = processCpuUs()
    const endUs = benignEndUs(spec.workload)
    await pass.shard.run(endUs, alone)
    const cpuUs = processCpuUs() - begunUs
    const bytes = weighs ? liveBytes() - before : 0
    const { tally, counters } = snapshot(pass, organisation, endUs)
    pass.close()
    return {
      tasks: tally.offered,
      teams: organisation.teams,
      contacts: counters.handshakes + counters.enrolments,
      messages: counters.seals,
      cpuUs,
      bytes,
      auditBytes: sink.bytes,
      teamHours: organisation.teams * (arrivals.windowUs / HOUR),
    }
  })
}

/** Departments so small that a few teams make several. */
function withDepartments(
  organisation: Workload['organisation'],
  teams: number,
): Workload['organisation'] {
  const teamsPerDepartment = Math.min(
    organisation.teamsPerDepartment,
    Math.ceil(teams / LEAST_DEPARTMENTS),
  )
  return { ...organisation, teamsPerDepartment }
}

function specOf(
  { name }: Architecture,
  workload: Workload,
  { topology, levels }: ProbedVariant,
  agents: number,
  seed = 0,
): TrialSpec {
  const plain = { ...levels, sandbox: 'S0' as const }
  const once = { shards: 1, minCpuS: 0, warmUp: false }
  return { workload, architecture: name, topology, levels: plain, agents, seed, ...once }
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
