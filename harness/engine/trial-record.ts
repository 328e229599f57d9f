/** Joins the shards' results of a trial into the line that is stored. */
import { Histogram } from '../../results/histogram.ts'
import { latencyRecord } from '../../results/latency.ts'
import type { CompletedTrial, CostRecord, TaskCounts, TrialHeader } from '../../results/record.ts'
import { containmentRecord } from '../incidents/containment.ts'
import { placeIncident } from '../incidents/placement.ts'
import { joinDigests } from '../kernel/digest.ts'
import { usToMs, usToS } from '../kernel/units.ts'
import { Organisation } from '../world/organisation.ts'
import { addCounters, zeroCounters } from './counters.ts'
import { deskRecords } from './desk-tallies.ts'
import { livenessConditions } from './liveness.ts'
import { sumStartUp } from './start-up.ts'
import { benignEndUs, type TrialSpec } from './trial-spec.ts'
import type { ShardResult } from './shard-result.ts'
import { flowConditions } from './validity.ts'

export interface TrialMeasurement {
  readonly shards: readonly ShardResult[]
  readonly peakBytes: number
}

const MIB = 1024 * 1024

/** The record of a trial that ran to its end. */
export function trialRecord(
  header: TrialHeader,
  spec: TrialSpec,
  { shards, peakBytes }: TrialMeasurement,
): CompletedTrial {
  const organisation = new Organisation(spec.workload.organisation, spec.agents)
  const tasks = taskCounts(shards)
  const counters = zeroCounters()
  for (const shard of shards) addCounters(counters, shard.counters)
  const latency = mergeHistograms(shards.map((shard) => shard.latency))
  latency.recordCensored(tasks.censored)
  const startUp = sumStartUp(shards.map((shard) => shard.startUp))
  const first = shards[0] as ShardResult
  const sum = (pick: (shard: ShardResult) => number): number =>
    shards.reduce((total, shard) => total + pick(shard), 0)
  const cost = costRecord(
    shards,
    peakBytes,
    organisation.agents,
    tasks.completed,
    counters.envelopes,
  )
  const staleness = mergeHistograms(shards.map((shard) => shard.staleness))
  const briefStaleness = mergeHistograms(shards.map((shard) => shard.briefStaleness))
  const joined = (pick: (shard: ShardResult) => ReadonlyMap<number, string>): string =>
    joinDigests(new Map(shards.flatMap((shard) => [...pick(shard)])))
  const incident =
    spec.workload.incident &&
    placeIncident(spec.workload.incident, organisation, spec.seed, benignEndUs(spec.workload))
  const traces = new Map(shards.flatMap((shard) => [...shard.traces]))
  const conditions = [
    ...flowConditions({
      tasks,
      overdue: sum((shard) => shard.tally.overdue),
      inSystemUs: sum((shard) => shard.tally.inSystemUs),
      completedUs: (latency.meanUs ?? 0) * latency.count,
      failedUs: sum((shard) => shard.tally.failedUs),
      benignEndUs: first.benignEndUs,
      arrivalLateUs: Math.max(...shards.map((shard) => shard.tally.arrivalLateUs)),
      passes: first.passes,
      repeatable: shards.every((shard) => shard.repeatable),
    }),
    ...livenessConditions(
      spec.levels,
      shards.map((shard) => shard.liveness),
    ),
  ]
  return {
    ...header,
    kind: 'completed',
    digest: joined((shard) => shard.digests),
    effectsDigest: joined((shard) => shard.effects),
    proofDigest: joined((shard) => shard.proofs),
    organisation: {
      teams: organisation.teams,
      departments: organisation.departments,
      divisions: organisation.divisions,
    },
    tasks,
    intrinsic: counters,
    ...(startUp === undefined ? {} : { startUp }),
    latency: latencyRecord(latency),
    synthesis: {
      departments: sum((shard) => shard.tally.departmentSyntheses),
      divisions: sum((shard) => shard.tally.divisionSyntheses),
      briefs: sum((shard) => shard.tally.briefs),
      stalenessP50Ms: usToMs(staleness.quantile(0.5) ?? 0),
      briefStalenessP50Ms: usToMs(briefStaleness.quantile(0.5) ?? 0),
    },
    ...deskRecords(shards, spec.workload.arrivals.windowUs, first.benignEndUs),
    cost,
    virtual: {
      seconds: usToS(first.benignEndUs),
      events: sum((shard) => shard.events),
      windows: first.windows,
      crossShardMessages: sum((shard) => shard.crossShardMessages),
    },
    ...(incident === undefined
      ? {}
      : { containment: containmentRecord(incident, organisation, traces) }),
    ...floodRecord(shards),
    validity: { valid: conditions.every((condition) => condition.holds), conditions },
  }
}

/** The flood reaches one cell; CPU time is the process's, so it is shard 0's reading. */
function floodRecord(shards: readonly ShardResult[]): Pick<CompletedTrial, 'flood'> {
  const flood = shards.find((shard) => shard.flood !== undefined)?.flood
  if (flood === undefined) return {}
  return { flood: { ...flood, cpuS: usToS((shards[0] as ShardResult).incidentCpuUs) } }
}

function taskCounts(shards: readonly ShardResult[]): TaskCounts {
  const sum = (pick: (shard: ShardResult) => number): number =>
    shards.reduce((total, shard) => total + pick(shard), 0)
  const offered = sum((shard) => shard.tally.offered)
  const completed = sum((shard) => shard.tally.completed)
  const failed = sum((shard) => shard.tally.failed)
  return {
    offered,
    completed,
    failed,
    censored: offered - completed - failed,
    right: sum((shard) => shard.tally.right),
    wrong: sum((shard) => shard.tally.wrong),
    synthesesRight: sum((shard) => shard.tally.synthesesRight),
    synthesesWrong: sum((shard) => shard.tally.synthesesWrong),
  }
}

/** CPU time is the process's, so it is shard 0's reading; the shards run the same measured windows. */
function costRecord(
  shards: readonly ShardResult[],
  peakBytes: number,
  agents: number,
  tasks: number,
  envelopes: number,
): CostRecord {
  const first = shards[0] as ShardResult
  const cpuS = usToS(first.cpuUs)
  const wallS = first.wallMs / 1000
  const { passes } = first
  const waitedMs = shards.reduce((total, shard) => total + shard.waitedMs, 0)
  const cpuUsPerPass = first.cpuUs / passes
  return {
    cpuS,
    wallS,
    passes,
    ...(first.repeated && { repeated: true as const }),
    tasksPerCpuS: cpuS > 0 ? (tasks * passes) / cpuS : 0,
    tasksPerS: wallS > 0 ? (tasks * passes) / wallS : 0,
    cpuUsPerTask: tasks > 0 ? cpuUsPerPass / tasks : 0,
    cpuUsPerEnvelope: envelopes > 0 ? cpuUsPerPass / envelopes : 0,
    coresToKeepUp: usToS(cpuUsPerPass) / usToS(first.benignEndUs),
    setupCpuS: usToS(first.setupCpuUs),
    setupWallS: first.setupWallMs / 1000,
    peakRssMiB: peakBytes / MIB,
    idleBytesPerAgent: shards.reduce((total, shard) => total + shard.idleBytes, 0) / agents,
    gcMs: shards.reduce((total, shard) => total + shard.gcMs, 0),
    ...frameCost(shards),
    utilisation: first.wallMs > 0 ? 1 - waitedMs / (first.wallMs * shards.length) : 0,
  }
}

function frameCost(shards: readonly ShardResult[]): Pick<CostRecord, 'frames'> {
  const frames = shards.reduce((sum, shard) => sum + (shard.frames?.frames ?? 0), 0)
  const bytes = shards.reduce((sum, shard) => sum + (shard.frames?.bytes ?? 0), 0)
  return frames === 0 ? {} : { frames: { frames, bytes } }
}

function mergeHistograms(encoded: readonly string[]): Histogram {
  const merged = new Histogram()
  for (const one of encoded) merged.merge(Histogram.decode(one))
  return merged
}
