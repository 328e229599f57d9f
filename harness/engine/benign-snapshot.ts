/** What the benign window of a shard came to. */
import { Histogram } from '../../results/histogram.ts'
import { INTRINSIC_COUNTERS, type IntrinsicCounter } from '../../results/record.ts'
import type { VirtualUs } from '../kernel/units.ts'
import type { Organisation } from '../world/organisation.ts'
import { addCounters, zeroCounters } from './counters.ts'
import { deskTallies, type DeskTallies } from './desk-tallies.ts'
import type { Pass } from './shard-pass.ts'
import type { ShardResult, ShardTally } from './shard-result.ts'
import { sumStartUp } from './start-up.ts'

export type Benign = Pick<
  ShardResult,
  | 'benignDigests'
  | 'tally'
  | 'counters'
  | 'startUp'
  | 'latency'
  | 'staleness'
  | 'briefStaleness'
  | keyof DeskTallies
  | 'benignEndUs'
  | 'events'
  | 'windows'
  | 'crossShardMessages'
>

/** The figures of the benign window, before the incident adds to them. */
export function snapshot(pass: Pass, organisation: Organisation, end: VirtualUs): Benign {
  const tally: ShardTally = {
    offered: 0,
    completed: 0,
    failed: 0,
    overdue: 0,
    right: 0,
    wrong: 0,
    synthesesRight: 0,
    synthesesWrong: 0,
    departmentSyntheses: 0,
    divisionSyntheses: 0,
    briefs: 0,
    inSystemUs: 0,
    failedUs: 0,
    arrivalLateUs: 0,
  }
  const counters = zeroCounters()
  const latency = new Histogram()
  const staleness = new Histogram()
  const briefStaleness = new Histogram()
  for (const cell of pass.cells) {
    addCounters(counters, cell.counters)
    const { tally: made } = cell.syntheses
    tally.synthesesRight += made.right
    tally.synthesesWrong += made.wrong
    const kind = organisation.kindOf(cell.timeline.id)
    if (kind === 'department') tally.departmentSyntheses += made.syntheses
    else if (kind === 'division') tally.divisionSyntheses += made.syntheses
    else tally.briefs += made.syntheses
    ;(kind === 'apex' ? briefStaleness : staleness).merge(cell.syntheses.staleness)
    if (cell.tasks === undefined) continue
    const { tally: tasks, flow } = cell.tasks
    tally.inSystemUs += flow.inSystemUs(end)
    tally.failedUs += flow.failedUs
    tally.arrivalLateUs = Math.max(tally.arrivalLateUs, flow.arrivalLateUs)
    tally.offered += tasks.offered
    tally.completed += tasks.completed
    tally.failed += tasks.failed
    tally.overdue += tasks.overdue
    tally.right += tasks.right
    tally.wrong += tasks.wrong
    latency.merge(cell.tasks.latency)
  }
  const startUp = sumStartUp(pass.cells.map((cell) => cell.startUp.upTo(end)))
  return {
    benignDigests: pass.shard.digests(),
    tally,
    ...deskTallies(pass.cells),
    counters: Object.fromEntries(
      INTRINSIC_COUNTERS.map((name) => [name, counters[name]]),
    ) as Record<IntrinsicCounter, number>,
    ...(startUp === undefined ? {} : { startUp }),
    latency: latency.encode(),
    staleness: staleness.encode(),
    briefStaleness: briefStaleness.encode(),
    benignEndUs: end,
    events: pass.shard.timelines.reduce((sum, timeline) => sum + timeline.events, 0),
    windows: pass.shard.windows,
    crossShardMessages: pass.shard.sentAway,
  }
}
