/**
 * One shard's part of a trial: warm up, run the benign window (and the incident after it), repeat the
 * benign window until enough CPU time has been used, and hand back plain data.
 *
 * Behaviour is taken from the first pass. Further passes exist for the cost alone, and must end with
 * the same digest: a free check that nothing leaks from one pass into the next.
 */
import { placeIncident } from '../incidents/placement.ts'
import { countGc, hostNowMs, liveBytes, processCpuUs, residentBytes } from '../kernel/host-clock.ts'
import { alone } from '../kernel/shard.ts'
import { HOUR, type CellId, type VirtualUs } from '../kernel/units.ts'
import { Organisation } from '../world/organisation.ts'
import type { Workload } from '../../workloads/workload.ts'
import { snapshot } from './benign-snapshot.ts'
import type { CellRuntime } from './cell-runtime.ts'
import { livenessOf } from './liveness-tally.ts'
import { openPass, type Pass, type ShardOptions } from './shard-pass.ts'
import { withSandboxes } from './sandboxed.ts'
import type { ShardResult } from './shard-result.ts'
import { requireTopology } from './topology.ts'
import { solo } from './trial-exchange.ts'
import { benignEndUs, CLEAR_OF_REPEATS, type TrialSpec } from './trial-spec.ts'

const WARM_UP_MS = 150
/** Agents from which idle memory is measured well. */
const IDLE_AGENTS = 20_000
/** Most cells that are opened for it, so that tiny departments do not make it long. */
const IDLE_CELLS = 200
const WARM_UP_TASKS = 20
const MAX_PASSES = 400

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
  // A shard that waits for another one does no work, though it may keep a core busy for a moment.
  const usedCpuUs = (): number => processCpuUs() - exchange.idleCpuUs()
  const setupCpu = usedCpuUs()
  const setupWall = hostNowMs()
  if (spec.warmUp) await warmUp(spec, options)
  const endUs = incident?.endsAt ?? benignEnd
  const idleBytes = measureIdleBytes(spec, options, organisation, endUs)
  const first = openPass(spec, options, organisation, incident, endUs, 0)
  exchange.agree(0)
  const setupCpuUs = usedCpuUs() - setupCpu
  const setupWallMs = hostNowMs() - setupWall

  const gc = countGc()
  const waitedBefore = exchange.waitedMs
  let cpu = usedCpuUs()
  let wall = hostNowMs()
  await first.shard.run(benignEnd, exchange)
  exchange.agree(0)
  let cpuUs = usedCpuUs() - cpu
  let wallMs = hostNowMs() - wall
  let waitedMs = exchange.waitedMs - waitedBefore
  let peakBytes = residentBytes()
  const benign = snapshot(first, organisation, benignEnd)

  cpu = usedCpuUs()
  if (incident !== undefined) {
    for (const cell of first.cells) cell.beginIncident()
    await first.shard.run(incident.endsAt, exchange)
  }
  const incidentCpuUs = usedCpuUs() - cpu
  const ends = closing(first)
  peakBytes = Math.max(peakBytes, residentBytes())

  let recordsLost = first.lost()
  let passes = 1
  let repeatable = true
  const isShort = (): boolean => cpuUs < spec.minCpuS * 1e6 && passes < MAX_PASSES
  const clear = spec.repeats === undefined ? CLEAR_OF_REPEATS : 1
  const wanted = spec.repeats === true || cpuUs < clear * spec.minCpuS * 1e6
  const repeats = exchange.agree(wanted ? 1 : 0) === 1
  if (repeats) {
    // A first pass this short is mostly cold code; the repeats alone are the cost.
    cpuUs = 0
    wallMs = 0
    waitedMs = 0
    passes = 0
  }
  while (repeats && exchange.agree(passes === 0 || isShort() ? 1 : 0) === 1) {
    const again = openPass(spec, options, organisation, undefined, endUs, passes + 1)
    exchange.agree(0)
    const waited = exchange.waitedMs
    cpu = usedCpuUs()
    wall = hostNowMs()
    await again.shard.run(benignEnd, exchange)
    exchange.agree(0)
    cpuUs += usedCpuUs() - cpu
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
    repeated: repeats,
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
