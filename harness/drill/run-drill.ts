/**
 * The crash matrix: each control is killed in the middle of a small real trial of the mesh, and what
 * became of the messages after that is counted from outside the control path.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadArchitecture } from '../../adapters/registry.ts'
import type { ValidityCondition } from '../../results/record.ts'
import type { Workload } from '../../workloads/workload.ts'
import type { ControlLevels } from '../controls/levels.ts'
import type { CellRuntime } from '../engine/cell-runtime.ts'
import { livenessConditions } from '../engine/liveness.ts'
import { runShardTrial } from '../engine/shard-trial.ts'
import { solo } from '../engine/trial-exchange.ts'
import type { VirtualUs } from '../kernel/units.ts'
import { CRASHES, type Crash } from './crash.ts'
import { DrillCount } from './drill-count.ts'
import type { DrillDocument, DrillRow } from './drill-document.ts'
import { WITNESS_CRASH } from './witness-crash.ts'

export interface DrillOptions {
  readonly workload: Workload
  readonly agents: number
  readonly seed: number
  readonly progress?: (text: string) => void
}

/** Runs every crash, one trial each, on this thread. */
export async function runDrill(options: DrillOptions): Promise<DrillDocument> {
  const { agents, seed, progress } = options
  const rows: DrillRow[] = []
  const all = [...CRASHES, WITNESS_CRASH]
  for (const [index, crash] of all.entries()) {
    progress?.(`crash ${index + 1} of ${all.length}: ${crash.how}`)
    rows.push(await runCrash(crash, options))
  }
  return {
    schema: 'muster/drill@1',
    agents,
    seed,
    killedAtUs: killTime(options.workload),
    rows,
    failsOpenByDefault: rows.filter(
      ({ behaviour, chosen }) => behaviour === 'fails open' && chosen === null,
    ).length,
  }
}

/** One trial of the mesh in which one control is killed. */
export async function runCrash(
  crash: Crash,
  { workload, agents, seed }: DrillOptions,
): Promise<DrillRow> {
  const killAtUs = killTime(workload)
  const folder = await mkdtemp(join(tmpdir(), 'muster-drill-'))
  const tools = await crash.open(killAtUs, folder)
  const count = new DrillCount(crash, killAtUs)
  const { incident: _, ...benign } = workload
  const people = { ...benign.people, approvals: { ...benign.people.approvals, ...crash.approvals } }
  const { levels } = crash
  try {
    const { openAudit, guard } = tools
    const result = await runShardTrial(
      {
        workload: { ...benign, people },
        architecture: 'mesh',
        topology: 'direct',
        levels,
        agents,
        seed,
        shards: 1,
        minCpuS: 0,
        warmUp: false,
      },
      {
        shard: 0,
        exchange: { ...solo },
        architecture: await loadArchitecture('mesh'),
        // Cells of passes that are only weighed are opened too, and never run.
        drill: {
          ...(guard === undefined ? {} : { guard }),
          opened: (cell: CellRuntime) => {
            count.watch(cell)
            tools.opened?.(cell)
          },
        },
        ...(openAudit === undefined ? {} : { openAudit }),
      },
    )
    return rowOf(crash, count, livenessConditions(levels, [result.liveness]))
  } finally {
    await tools.close?.()
    await rm(folder, { recursive: true, force: true })
  }
}

/** Half of the arrivals come before, and half after. */
function killTime({ arrivals }: Workload): VirtualUs {
  return Math.floor(arrivals.windowUs / 2)
}

function rowOf(
  crash: Crash,
  count: DrillCount,
  conditions: readonly ValidityCondition[],
): DrillRow {
  const broken = conditions.find(({ holds }) => !holds)
  const { before, after } = count.read()
  const timedOut = after.refused['timed out'] ?? 0
  const behaviour =
    after.accepted === 0 ? 'fails closed' : !crash.refuses && broken ? 'degrades' : 'fails open'
  return {
    control: crash.control,
    level: levelOf(crash),
    how: crash.how,
    behaviour,
    chosen: crash.chosen ?? null,
    before,
    after,
    runSaysSo: broken !== undefined || timedOut > 0,
    says: broken?.name ?? (timedOut > 0 ? `${timedOut} actions timed out` : null),
  }
}

function levelOf({ control, levels }: Crash): string {
  const stage: keyof ControlLevels = control === 'witness' ? 'audit' : control
  return levels[stage]
}
