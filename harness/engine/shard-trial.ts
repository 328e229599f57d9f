/**
 * One shard's part of a trial: warm up, run the benign window (and the incident after it), repeat the
 * benign window until enough CPU time has been used, and hand back plain data.
 *
 * Behaviour is taken from the first pass. Further passes exist for the cost alone, and must end with
 * the same digest: a free check that nothing leaks from one pass into the next.
 */
import type { Architecture } from '../../adapters/contract.ts'
import type { IntrinsicCounter } from '../../results/record.ts'
import type { StartUpRecord } from '../../results/start-up-record.ts'
import type { AuditSink } from '../controls/audit/sink.ts'
import type { ControlLevels } from '../controls/levels.ts'
import type { IncidentTrace } from '../incidents/oracle.ts'
import type { FloodTally } from '../incidents/flood.ts'
import { type Incident, placeIncident } from '../incidents/placement.ts'
import { countGc, hostNowMs, liveBytes, processCpuUs, residentBytes } from '../kernel/host-clock.ts'
import { alone, type Exchange, Shard } from '../kernel/shard.ts'
import { HOUR, type CellId, type VirtualUs } from '../kernel/units.ts'
import { lookaheadUs } from '../world/delays.ts'
import { Organisation } from '../world/organisation.ts'
import type { Workload } from '../../workloads/workload.ts'
import { snapshot } from './benign-snapshot.ts'
import { CellRuntime, type CellRuntimeOptions } from './cell-runtime.ts'
import type { DeskTallies } from './desk-tallies.ts'
import { type LivenessResult, livenessOf } from './liveness-tally.ts'
import { type Sandboxed, withSandboxes } from './sandboxed.ts'
import { chargeWork, type HostLoad, shardOf } from './host-load.ts'
import { taskMix } from './tasks.ts'
import { requireTopology } from './topology.ts'

/** What a trial is made of. Plain data. */
export interface TrialSpec {
  readonly workload: Workload
  readonly architecture: string
  readonly topology: string
  readonly levels: ControlLevels
  readonly agents: number
  readonly seed: number
  readonly shards: number
  /** Repeats of the benign window for the cost; behaviour alone needs one. */
  readonly minCpuS: number
  readonly warmUp: boolean
  /** Work takes time on simulated hosts (`--cpu charged`). Absent: it takes none. */
  readonly host?: HostLoad
}

/** An exchange that can also pass a decision of shard 0 to all. */
export interface TrialExchange extends Exchange {
  agree(value: number): number
  /** Host time that this shard has waited for others, in ms. */
  readonly waitedMs: number
}

/** One thread, no exchange. */
export const solo: TrialExchange = { ...alone, agree: (value) => value, waitedMs: 0 }

export interface ShardOptions extends Sandboxed {
  readonly shard: number
  readonly exchange: TrialExchange
  readonly architecture: Architecture
  /** Opens the place for the audit records of one pass; default: counted and dropped. */
  readonly openAudit?: (pass: number) => AuditSink
  readonly drill?: CellRuntimeOptions['drill']
}

export interface ShardTally {
  offered: number
  completed: number
  failed: number
  overdue: number
  right: number
  wrong: number
  synthesesRight: number
  synthesesWrong: number
  departmentSyntheses: number
  divisionSyntheses: number
  briefs: number
  /** Task-microseconds in the system over the benign window. */
  inSystemUs: number
  /** Of tasks that failed, from arrival to end. */
  failedUs: number
  arrivalLateUs: number
}

/** What a shard hands back. Plain data. */
export interface ShardResult extends DeskTallies {
  readonly benignDigests: ReadonlyMap<CellId, string>
  readonly digests: ReadonlyMap<CellId, string>
  readonly effects: ReadonlyMap<CellId, string>
  readonly proofs: ReadonlyMap<CellId, string>
  readonly repeatable: boolean
  readonly tally: ShardTally
  readonly counters: Readonly<Record<IntrinsicCounter, number>>
  /** Absent where nobody enrolled or shook hands. */
  readonly startUp?: StartUpRecord
  readonly latency: string
  readonly staleness: string
  readonly briefStaleness: string
  readonly traces: ReadonlyMap<CellId, IncidentTrace>
  readonly flood?: FloodTally
  /** CPU time of the process while the incident lasted. */
  readonly incidentCpuUs: number
  readonly benignEndUs: VirtualUs
  readonly events: number
  readonly windows: number
  readonly crossShardMessages: number
  readonly liveness: LivenessResult
  readonly passes: number
  readonly cpuUs: number
  readonly wallMs: number
  readonly waitedMs: number
  readonly setupCpuUs: number
  readonly setupWallMs: number
  readonly gcMs: number
  readonly idleBytes: number
  readonly peakBytes: number
  /** Frames sent to other shards in all passes, and their bytes; zero at F0. Absent on one thread. */
  readonly frames?: { readonly frames: number; readonly bytes: number }
}

/** End of the benign window, its drain included: by then every task has ended or missed its deadline. */
export function benignEndUs(workload: Workload): VirtualUs {
  return workload.arrivals.windowUs + workload.limits.taskDeadlineUs
}

const WARM_UP_MS = 150
/** Agents from which idle memory is measured well. */
const IDLE_AGENTS = 20_000
/** Most cells that are opened for it, so that tiny departments do not make it long. */
const IDLE_CELLS = 200
const WARM_UP_TASKS = 20
const MAX_PASSES = 400

export interface Pass {
  readonly shard: Shard
  readonly cells: readonly CellRuntime[]
  /** Ends all audit chains and closes the sink that the cells share. */
  close(): Map<CellId, string>
  /** Records that the sink took and could not keep. */
  lost(): number
}

export function runShardTrial(spec: TrialSpec, options: ShardOptions): Promise<ShardResult> {
  return withSandboxes(spec, options, runShard)
}

async function runShard(spec: TrialSpec, options: ShardOptions): Promise<ShardResult> {
  const { workload, seed } = spec
  const { exchange } = options
  requireTopology(spec, options.architecture)
  const organisation = new Organisation(workload.organisation, spec.agents)
  const benignEnd = benignEndUs(workload)
  const incident =
    workload.incident && placeIncident(workload.incident, organisation, seed, benignEnd)
  const setupCpu = processCpuUs()
  const setupWall = hostNowMs()
  if (spec.warmUp) await warmUp(spec, options)
  const endUs = incident?.endsAt ?? benignEnd
  const idleBytes = measureIdleBytes(spec, options, organisation, endUs)
  const first = openPass(spec, options, organisation, incident, endUs, 0)
  exchange.agree(0)
  const setupCpuUs = processCpuUs() - setupCpu
  const setupWallMs = hostNowMs() - setupWall

  const gc = countGc()
  const waitedBefore = exchange.waitedMs
  let cpu = processCpuUs()
  let wall = hostNowMs()
  await first.shard.run(benignEnd, exchange)
  exchange.agree(0)
  let cpuUs = processCpuUs() - cpu
  let wallMs = hostNowMs() - wall
  let waitedMs = exchange.waitedMs - waitedBefore
  let peakBytes = residentBytes()
  const benign = snapshot(first, organisation, benignEnd)

  cpu = processCpuUs()
  if (incident !== undefined) {
    for (const cell of first.cells) cell.beginIncident()
    await first.shard.run(incident.endsAt, exchange)
  }
  const incidentCpuUs = processCpuUs() - cpu
  const ends = closing(first)
  peakBytes = Math.max(peakBytes, residentBytes())

  let recordsLost = first.lost()
  let passes = 1
  let repeatable = true
  const isShort = (): boolean => cpuUs < spec.minCpuS * 1e6 && passes < MAX_PASSES
  const repeats = exchange.agree(isShort() ? 1 : 0) === 1
  if (repeats) {
    // A first pass this short is mostly cold code; the repeats alone are the cost.
    cpuUs = 0
    wallMs = 0
    waitedMs = 0
    passes = 0
  }
  while (repeats && exchange.agree(isShort() ? 1 : 0) === 1) {
    const again = openPass(spec, options, organisation, undefined, endUs, passes + 1)
    exchange.agree(0)
    const waited = exchange.waitedMs
    cpu = processCpuUs()
    wall = hostNowMs()
    await again.shard.run(benignEnd, exchange)
    exchange.agree(0)
    cpuUs += processCpuUs() - cpu
    wallMs += hostNowMs() - wall
    waitedMs += exchange.waitedMs - waited
    passes++
    repeatable &&= sameDigests(again.shard.digests(), benign.benignDigests)
    again.close()
    recordsLost += again.lost()
  }
  const gcMs = await gc.stop()
  return {
    ...benign,
    ...ends,
    incidentCpuUs,
    liveness: livenessOf(first.cells, recordsLost),
    repeatable,
    passes,
    cpuUs,
    wallMs,
    waitedMs,
    setupCpuUs,
    setupWallMs,
    gcMs,
    idleBytes,
    peakBytes: Math.max(peakBytes, residentBytes()),
  }
}

/** Opens the cells of one pass of a shard; `close` ends what it began. */
export function openPass(
  spec: TrialSpec,
  options: ShardOptions,
  organisation: Organisation,
  incident: Incident | undefined,
  endUs: VirtualUs,
  pass: number,
): Pass {
  const mine: CellId[] = []
  const { shards, host } = spec
  for (let cell = 0; cell < organisation.cells; cell++) {
    if (shardOf(cell, shards, host) === options.shard) mine.push(cell)
  }
  const shard = new Shard(mine, lookaheadUs(spec.workload.network.crossDepartment))
  const mix = taskMix(spec.workload.tasks)
  const sink = options.openAudit?.(pass)
  const shared: AuditSink | undefined = sink && {
    append: (line) => sink.append(line),
    checkpoint: (head) => sink.checkpoint?.(head) ?? false,
    close: () => {},
  }
  const cells = shard.timelines.map(
    (timeline) =>
      new CellRuntime({
        timeline,
        quiescence: shard.quiescence,
        organisation,
        workload: spec.workload,
        mix,
        seed: spec.seed,
        levels: spec.levels,
        architecture: options.architecture,
        topology: spec.topology,
        incident,
        endUs,
        auditSink: shared,
        sandboxes: options.sandboxes,
        ...(options.drill === undefined ? {} : { drill: options.drill }),
        fail: (error) => shard.fail(error),
      }),
  )
  if (host !== undefined) chargeWork(shard, cells, host, spec.seed)
  const close = (): Map<CellId, string> => {
    const proofs = new Map(cells.map((cell) => [cell.timeline.id, cell.guard.close().proof]))
    sink?.close()
    return proofs
  }
  return { shard, cells, close, lost: () => sink?.lost ?? 0 }
}

/** Live bytes of this shard's idle cells, from as many copies as it takes to stand out of the noise. */
function measureIdleBytes(
  spec: TrialSpec,
  { shard, exchange, architecture, sandboxes }: ShardOptions,
  organisation: Organisation,
  endUs: VirtualUs,
): number {
  const copies = Math.ceil(
    Math.min(IDLE_AGENTS / organisation.agents, IDLE_CELLS / organisation.cells),
  )
  const before = liveBytes()
  const idle = Array.from({ length: copies }, () =>
    openPass(spec, { shard, exchange, architecture, sandboxes }, organisation, undefined, endUs, 0),
  )
  const bytes = (liveBytes() - before) / copies
  for (const pass of idle) pass.close()
  return bytes
}

/** Small benign organisations, this shard alone, until the engine's hot paths are compiled. */
async function warmUp(spec: TrialSpec, { architecture, sandboxes }: ShardOptions): Promise<void> {
  const { workload } = spec
  const agents = Math.min(spec.agents, workload.organisation.team.length * 2)
  const arrivals = {
    ...workload.arrivals,
    perTeamPerHour: 0,
    windowUs: HOUR,
    minTasks: WARM_UP_TASKS,
  }
  const small: Workload = { ...workload, arrivals }
  const end = benignEndUs(small)
  const organisation = new Organisation(workload.organisation, agents)
  const start = hostNowMs()
  for (let nth = 0; nth === 0 || hostNowMs() - start < WARM_UP_MS; nth++) {
    const pass = openPass(
      { ...spec, workload: small, agents, shards: 1, seed: spec.seed + nth },
      { shard: 0, exchange: solo, architecture, sandboxes },
      organisation,
      undefined,
      end,
      0,
    )
    await pass.shard.run(end, alone)
    pass.close()
  }
}

type Ending = Pick<ShardResult, 'digests' | 'effects' | 'proofs' | 'traces' | 'flood'>

/** Digests and traces at the end of the first pass. */
function closing(pass: Pass): Ending {
  const of = <T>(read: (cell: CellRuntime) => T): Map<CellId, T> =>
    new Map(pass.cells.map((cell) => [cell.timeline.id, read(cell)]))
  return {
    ...pass.cells.find((cell) => cell.incidents.flooded !== undefined)?.incidents.flooded,
    digests: pass.shard.digests(),
    effects: of((cell) => cell.oracle.effectsDigest()),
    proofs: pass.close(),
    traces: of((cell) => cell.oracle.trace),
  }
}

function sameDigests(a: ReadonlyMap<CellId, string>, b: ReadonlyMap<CellId, string>): boolean {
  for (const [cell, digest] of a) if (b.get(cell) !== digest) return false
  return a.size === b.size
}
