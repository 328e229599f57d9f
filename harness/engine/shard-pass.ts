/** One pass of a shard over the virtual time of a trial: its cells, opened and closed together. */
import type { Architecture } from '../../adapters/contract.ts'
import type { AuditSink } from '../controls/audit/sink.ts'
import type { Incident } from '../incidents/placement.ts'
import { Shard } from '../kernel/shard.ts'
import type { CellId, VirtualUs } from '../kernel/units.ts'
import { lookaheadUs } from '../world/delays.ts'
import type { Organisation } from '../world/organisation.ts'
import { CellRuntime, type CellRuntimeOptions } from './cell-runtime.ts'
import { chargeWork, shardOf } from './host-load.ts'
import type { Sandboxed } from './sandboxed.ts'
import { taskMix } from './tasks.ts'
import type { TrialExchange } from './trial-exchange.ts'
import type { TrialSpec } from './trial-spec.ts'

export interface ShardOptions extends Sandboxed {
  readonly shard: number
  readonly exchange: TrialExchange
  readonly architecture: Architecture
  /** Opens the place for the audit records of one pass; default: counted and dropped. */
  readonly openAudit?: (pass: number) => AuditSink
  readonly drill?: CellRuntimeOptions['drill']
}

export interface Pass {
  readonly shard: Shard
  readonly cells: readonly CellRuntime[]
  /** Ends all audit chains and closes the sink that the cells share. */
  close(): Map<CellId, string>
  /** Records that the sink took and could not keep. */
  lost(): number
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
