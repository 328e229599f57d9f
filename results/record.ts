/**
 * The shapes of a run folder: `run.json` (one `RunManifest`) and `cells.jsonl` (a `TrialRecord` a
 * line, appended when the trial ends). Everything that is published is derived from these.
 */
import type { ControlLevelsRecord } from './control-levels.ts'
import type { HostsRecord } from './cost-table.ts'
import type { FloodRecord } from './flood-record.ts'
import type { AuthProbeRecord } from './auth-probe-record.ts'
import type { MetrologyRecord } from './metrology-record.ts'
import type { ObjectiveRecord } from './objectives/objective-record.ts'
import type { HostNoiseRecord, NoiseRecord } from './host-noise-record.ts'
import type { PlanRecord, SegmentRecord } from './segment-record.ts'
import type { StoppingRecord } from './stopping-record.ts'
import type { PolicyCacheRecord } from './policy-cache-record.ts'
import type { PolicyServerRecord } from './policy-server-record.ts'
import type { TestedPredictions } from './tested-predictions.ts'
import type { StartUpRecord } from './start-up-record.ts'

export const RUN_SCHEMA = 'muster/run@1'
export const TRIAL_SCHEMA = 'muster/trial@1'

export interface RunManifest {
  readonly schema: typeof RUN_SCHEMA
  readonly name: string
  /** `running` until the last trial, then `completed`; `partial` when interrupted. */
  readonly state: 'running' | 'completed' | 'partial'
  readonly startedAt: string
  readonly endedAt?: string
  readonly workload: { readonly name: string; readonly digest: string; readonly resolved: unknown }
  readonly seed: number
  readonly threads: number
  readonly trials: number
  readonly sizes: readonly number[]
  readonly entrants: readonly EntrantRecord[]
  /** Trials that were planned. */
  readonly planned: number
  readonly environment: EnvironmentRecord
  readonly harness: {
    readonly version: string
    readonly commit: string
    readonly dirty: boolean
    /** SHA-256 of the package-lock that the packages were installed by; absent if there is none. */
    readonly lockDigest?: string
  }
  /** The command that makes this run again. */
  readonly command: string
  readonly warnings: readonly string[]
  /** The harness measured systems whose answers are known, before the first trial. */
  readonly metrology?: MetrologyRecord
  /** What the workload says must hold, judged when the run ended; absent without objectives. */
  readonly objectives?: readonly ObjectiveRecord[]
  /** Absent without an auth ladder, before the last trial, and where it was switched off. */
  readonly authProbe?: AuthProbeRecord
  /** What a resumption is held to; absent in runs of before runs could be resumed. */
  readonly plan?: PlanRecord
  /** Present if CPU time was charged to simulated hosts, so that latencies have it in them. */
  readonly hosts?: HostsRecord
  /** One for each process that worked on the run, in time; the first is where it began. */
  readonly segments?: readonly SegmentRecord[]
  /** Present if the run itself found how many trials it takes. */
  readonly stopping?: StoppingRecord
  /** Noise floor of each size, from its A/A pairs, when the run ended. */
  readonly noise?: readonly NoiseRecord[]
  /** What must hold of the run as a whole, beside its trials. */
  readonly validity?: ValidityRecord
  /** Verdicts on predictions that the run was given to show; none of its trials is behind them. */
  readonly predictions?: TestedPredictions
  /** Head of the hash chain over the lines of `cells.jsonl` when the run ended (`line-chain.ts`). */
  readonly chainHead?: string
}

export interface EntrantRecord {
  /** `architecture[:topology]@profile`, with `/A3` appended when the auth level is switched. */
  readonly entrant: string
  readonly architecture: string
  readonly topology: string
  readonly profile: string
  readonly controls: ControlLevelsRecord
  /** The adapter's declarations, printed on the dashboard. */
  readonly facts: FactsRecord
}

export interface FactsRecord {
  readonly title: string
  readonly style: string
  readonly version: string
  readonly changedDefaults: readonly string[]
  readonly doesNotDo: readonly string[]
  readonly controlPoint: string
  /** What the framework itself has of each control; absent for designs that ship from nowhere. */
  readonly ships?: readonly ShippedRecord[]
}

export interface ShippedRecord {
  readonly topic: string
  readonly state: string
  readonly what: string
  readonly source: string
}

export interface EnvironmentRecord {
  readonly node: string
  readonly platform: string
  readonly cpuModel: string
  readonly cpus: number
  readonly memoryGiB: number
  readonly memoryLimitGiB?: number
  readonly loadBefore: number
  readonly loadAfter?: number
  /** What else the host did, before and after. */
  readonly noise?: HostNoiseRecord
  readonly nodeOptions: string
}

/** What a trial is about: one cell of the plan. */
export interface TrialKey {
  readonly entrant: string
  readonly architecture: string
  readonly topology: string
  readonly profile: string
  /**
   * `main`: a row of the comparison. `auth`: a member of the auth ladder. `aa`: a `main` trial of its
   * block once more, for the noise floor.
   */
  readonly purpose: 'main' | 'auth' | 'aa'
  readonly agents: number
  /** 0-based; trials with the same number share their seed across entrants. */
  readonly trial: number
}

export interface TrialHeader extends TrialKey {
  readonly schema: typeof TRIAL_SCHEMA
  readonly workloadDigest: string
  readonly controls: ControlLevelsRecord
  readonly seed: number
  readonly threads: number
  /** Position in the randomised order of the run. */
  readonly position: number
  readonly startedAt: string
}

export interface FailedTrial extends TrialHeader {
  readonly kind: 'failed'
  readonly code: string
  readonly reason: string
}

export interface CompletedTrial extends TrialHeader {
  readonly kind: 'completed'
  /** Everything that happened in virtual time. */
  readonly digest: string
  /** Effects of the incident only: posts, views, reports, alerts, decisions, quarantines. */
  readonly effectsDigest: string
  /** All authentication tags and audit heads: proof that the work was done. */
  readonly proofDigest: string
  readonly organisation: {
    readonly teams: number
    readonly departments: number
    readonly divisions: number
  }
  readonly tasks: TaskCounts
  /** Sums over the whole benign window; `INTRINSIC_COUNTERS` names them. */
  readonly intrinsic: Readonly<Record<IntrinsicCounter, number>>
  /** Absent where nobody enrolled or shook hands in the benign window. */
  readonly startUp?: StartUpRecord
  /** Virtual latency of tasks of the benign window, from the intended start. */
  readonly latency: LatencyRecord
  readonly synthesis: {
    readonly departments: number
    readonly divisions: number
    readonly briefs: number
    /** Median age of a report when its synthesis is done, in virtual ms; null without one. */
    readonly stalenessP50Ms: number | null
    readonly briefStalenessP50Ms: number | null
  }
  /** Absent when no action waits for a person (approvals H0). */
  readonly approvals?: ApprovalRecord
  /** Absent when no policy server is asked (policy below P3). */
  readonly policyServer?: PolicyServerRecord
  /** Absent when Cedar decides nothing (any policy but P2). */
  readonly policyCache?: PolicyCacheRecord
  readonly cost: CostRecord
  readonly virtual: {
    /** Virtual length of the benign window, its drain included. */
    readonly seconds: number
    readonly events: number
    /** Windows of one lookahead in which cells of the first thread had events. */
    readonly windows: number
    /** Messages between cells of different threads. */
    readonly crossShardMessages: number
  }
  /** Absent when the workload has no incident. */
  readonly containment?: ContainmentRecord
  /** Only of a flood. */
  readonly flood?: FloodRecord
  readonly validity: ValidityRecord
}

export type TrialRecord = CompletedTrial | FailedTrial

/**
 * `modelCalls` are those of tasks and peer requests, `synthesisCalls` those of syntheses. All are
 * sums, but `sessionBytes`, which is what the sessions hold at the end of the window.
 */
export const INTRINSIC_COUNTERS = [
  'modelCalls',
  'synthesisCalls',
  'promptMessages',
  'promptChars',
  'toolCalls',
  'envelopes',
  'deliveries',
  'serializations',
  'serializedChars',
  'stateWrites',
  'busEvents',
  'hops',
  'retries',
  'handshakes',
  'handshakeRoundTrips',
  'enrolments',
  'sessionHits',
  'sessionMisses',
  'sessionWaits',
  'sessionWaitUs',
  'sessionBytes',
  'proofBytes',
  'seals',
  'opens',
  'capabilityChecks',
  'decisions',
  'denials',
  'auditRecords',
  'auditDropped',
  'approvals',
] as const

export type IntrinsicCounter = (typeof INTRINSIC_COUNTERS)[number]

export interface TaskCounts {
  readonly offered: number
  readonly completed: number
  readonly failed: number
  /** Neither completed nor failed when the clock stopped. */
  readonly censored: number
  /** Judged by the oracle, of the completed. */
  readonly right: number
  readonly wrong: number
  /** Syntheses judged likewise. */
  readonly synthesesRight: number
  readonly synthesesWrong: number
}

/**
 * Latencies in virtual ms. A percentile is null when its rank is a censored sample (JSON has no
 * infinity: read it as "longer than the clock ran") or when there is no sample at all.
 */
export interface LatencyRecord {
  /** Tasks that have a latency: the completed ones. */
  readonly count: number
  /** Over the tasks that have a latency; null without one. Read it beside `censoredShare`. */
  readonly meanMs: number | null
  readonly p50Ms: number | null
  readonly p90Ms: number | null
  readonly p99Ms: number | null
  readonly p999Ms: number | null
  /** Longest latency that ended; null without one. */
  readonly maxMs: number | null
  /** Share of offered tasks that have no latency because they failed or never ended. */
  readonly censoredShare: number
  /** Encoded histogram (`results/histogram.ts`) in virtual µs, mergeable. */
  readonly histogram: string
}

export interface CostRecord {
  /**
   * CPU time of the whole process over the measured passes, in seconds, without what its threads spent
   * looking whether they might go on.
   */
  readonly cpuS: number
  readonly wallS: number
  /** Times that the benign window was run for `cpuS`. */
  readonly passes: number
  /** The cost is of repeats, which run warm code; absent if it is of the first pass. */
  readonly repeated?: boolean
  readonly tasksPerCpuS: number
  readonly tasksPerS: number
  readonly cpuUsPerTask: number
  /** Null when the architecture sent no envelope. */
  readonly cpuUsPerEnvelope: number | null
  /** CPU-seconds for each virtual second: how many cores keep up with real time. */
  readonly coresToKeepUp: number
  readonly setupCpuS: number
  readonly setupWallS: number
  readonly peakRssMiB: number
  /** Live heap after opening all deployments, idle, for each agent. */
  readonly idleBytesPerAgent: number
  readonly gcMs: number
  /** Share of the measured wall time that the shards' threads were busy. */
  readonly utilisation: number
  /**
   * Batches between threads that carried a MAC (F1), in all passes, and their bytes; absent without.
   * They depend on the number of threads.
   */
  readonly frames?: { readonly frames: number; readonly bytes: number }
}

/** People's decisions about single actions in the benign window (the people are simulated). */
export interface ApprovalRecord {
  /** People who review, in all departments. */
  readonly reviewers: number
  readonly asked: number
  readonly approved: number
  readonly denied: number
  /** Good actions that a person denied, and bad ones that a person approved. */
  readonly falselyDenied: number
  readonly missed: number
  readonly timedOut: number
  /** Taken back because their agent was quarantined. */
  readonly withdrawn: number
  /** Review time asked for, over the people's time while tasks arrive: from 1 on the queue grows. */
  readonly offeredLoad: number
  /** Share of the benign window, its drain included, that the people spent reviewing. */
  readonly utilisation: number
  /** Most things that waited for the people of one department at once. */
  readonly longestQueue: number
  /** Until a person began, in virtual ms; null without one, and where the rank is censored. */
  readonly waitMeanMs: number | null
  readonly waitP50Ms: number | null
  readonly waitP99Ms: number | null
  /** Share of the asked that no person began. */
  readonly waitCensoredShare: number
}

export interface ContainmentRecord {
  readonly scenario: string
  readonly place: string
  readonly rogue: number
  /** All times in virtual minutes after the rogue's post was accepted; null is censored. */
  readonly postAccepted: boolean
  readonly detectMin: number | null
  readonly decideMin: number | null
  readonly commandMin: number | null
  /** Last effect of the rogue that was accepted, if containment was commanded. */
  readonly containMin: number | null
  readonly horizonMin: number
  readonly audience: number
  readonly peopleExposed: number
  readonly exposureMinutes: number
  /** Distinct agents that had the canary in a prompt, the rogue excluded. */
  readonly blastRadiusAgents: number
  readonly blastRadiusDepartments: number
  /** Distinct artefacts that were ever put into the rogue's context, and the works they are of. */
  readonly readOut?: { readonly artefacts: number; readonly works: number }
  readonly taintedResults: number
  readonly taintedSyntheses: number
  readonly reachedApex: boolean
  /** 0 attempted … 6 reached the apex or people at scale (security anchors, kill chain). */
  readonly stage: number
  readonly alerts: number
  readonly falseAlerts: number
  readonly falseQuarantines: number
  readonly collateral: {
    /** Benign tasks that failed after the command, and their share of those offered after it. */
    readonly failedTasks: number
    readonly failedShare: number
    readonly purgedMessages: number
    /**
     * Over all agents that were cut off, rightly or not, within the horizon: from everybody (C1, C2),
     * or from other departments while communication was stopped (C3).
     */
    readonly agentMinutesOffline: number
    /** Messages between departments that a stop of communication held; absent without any. */
    readonly heldMessages?: number
  }
  /** [minute after the post, people exposed so far]; step function, at most 200 points. */
  readonly timeline: ReadonlyArray<readonly [number, number]>
}

export interface ValidityRecord {
  readonly valid: boolean
  readonly conditions: readonly ValidityCondition[]
}

export interface ValidityCondition {
  readonly name: string
  readonly holds: boolean
  /** The figures behind it. */
  readonly detail: string
  /** What to do if it does not hold; where it is absent, the detail says so. */
  readonly next?: string
}
