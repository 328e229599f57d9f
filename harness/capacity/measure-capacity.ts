/** The capacity of one entrant at one size, and how its latency grows on the way there. */
import type { CapacityPoint, CapacityRecord } from '../../results/capacity-record.ts'
import { Histogram } from '../../results/histogram.ts'
import type { Objective } from '../../results/objectives/check.ts'
import { TRIAL_SCHEMA } from '../../results/record.ts'
import type { HostLoad } from '../engine/host-load.ts'
import { trialRecord } from '../engine/trial-record.ts'
import { HOUR, usToMs } from '../kernel/units.ts'
import type { Entrant } from '../plan/entrants.ts'
import { trialSeed } from '../plan/plan.ts'
import { benignOf, runPass } from '../twin/pass.ts'
import { Organisation } from '../world/organisation.ts'
import type { Workload } from '../../workloads/workload.ts'
import { judgeLoad, type LoadVerdict } from './judge.ts'
import { searchCapacity, type SearchOptions } from './search.ts'

export interface CapacityOptions {
  readonly workload: Workload
  readonly entrant: Entrant
  readonly agents: number
  readonly objectives: readonly Objective[]
  /** Expected tasks of a trial: its arrival window is as long as that takes. */
  readonly tasks: number
  readonly seed: number
  /** Rates are in tasks per team and hour. */
  readonly search: SearchOptions
  /** Absent: work takes no time, and the limit is the architecture's own. */
  readonly host?: HostLoad
  readonly tried?: (rate: number, verdict: LoadVerdict['kind']) => void
}

/** Everything seen at one rate. */
interface Seen {
  passed: number
  failed: number
  unseen: number
  offered: number
  completed: number
  readonly latency: Histogram
  readonly because: Set<string>
}

/** Searches in virtual time on this thread. Throws what a trial throws. */
export async function measureCapacity(options: CapacityOptions): Promise<CapacityRecord> {
  const { workload, entrant, agents, tasks, seed, objectives, host, tried } = options
  const { teams } = new Organisation(workload.organisation, agents)
  const seen = new Map<number, Seen>()
  const attempt = async (rate: number, nth: number): Promise<boolean | undefined> => {
    const windowUs = Math.ceil((tasks / (rate * teams)) * HOUR)
    const spec = {
      workload: {
        ...benignOf(workload),
        arrivals: { process: 'poisson', perTeamPerHour: rate, windowUs, minTasks: 0 },
      } satisfies Workload,
      architecture: entrant.architecture,
      topology: entrant.topology,
      levels: entrant.controls,
      agents,
      seed: trialSeed(seed, nth),
      ...(host === undefined ? {} : { host }),
    }
    const pass = await runPass(spec)
    const { architecture, topology, profile, controls } = entrant
    const key = { entrant: entrant.entrant, architecture, topology, profile, controls, agents }
    const trial = trialRecord(
      {
        ...key,
        schema: TRIAL_SCHEMA,
        purpose: 'main',
        trial: nth,
        workloadDigest: '',
        seed: spec.seed,
        threads: 1,
        position: nth,
        startedAt: '',
      },
      { ...spec, shards: 1, minCpuS: 0, warmUp: false },
      { shards: [pass.shard], peakBytes: 0 },
    )
    const verdict = judgeLoad(trial, pass.backlog, objectives)
    const at = seen.get(rate) ?? nothing()
    seen.set(rate, at)
    at.offered += trial.tasks.offered
    at.completed += trial.tasks.completed
    at.latency.merge(pass.tasks)
    if (verdict.kind === 'passes') at.passed++
    else {
      if (verdict.kind === 'fails') at.failed++
      else at.unseen++
      at.because.add(verdict.because)
    }
    tried?.(rate, verdict.kind)
    return verdict.kind === 'no evidence' ? undefined : verdict.kind === 'passes'
  }
  const { capacity, trials } = await searchCapacity(attempt, options.search)
  return {
    entrant: entrant.entrant,
    architecture: entrant.architecture,
    profile: entrant.profile,
    agents,
    teams,
    objectives: objectives.map(({ text }) => text),
    capacity,
    trials,
    points: [...seen].sort(([a], [b]) => a - b).map(([rate, at]) => pointOf(rate, teams, at)),
  }
}

function nothing(): Seen {
  return {
    passed: 0,
    failed: 0,
    unseen: 0,
    offered: 0,
    completed: 0,
    latency: new Histogram(),
    because: new Set(),
  }
}

function pointOf(perTeamPerHour: number, teams: number, at: Seen): CapacityPoint {
  const ms = (q: number): number | null => {
    const us = at.latency.quantile(q)
    return us === null || us === Infinity ? null : usToMs(us)
  }
  return {
    perTeamPerHour,
    perS: (perTeamPerHour * teams) / 3600,
    passed: at.passed,
    failed: at.failed,
    unseen: at.unseen,
    p50Ms: ms(0.5),
    p99Ms: ms(0.99),
    completedShare: at.completed / Math.max(1, at.offered),
    because: [...at.because].sort(),
  }
}
