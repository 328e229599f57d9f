/** What a control path is made from: its levels, their parameters, and what it must know. */
import type { AgentId, CellId, VirtualUs } from '../kernel/units.ts'
import type { AuditSink } from './audit/sink.ts'
import type { RoundTrips } from './auth/session-waits.ts'
import type { ControlCounters } from './counters.ts'
import type { ControlLevels } from './levels.ts'
import type { StageName } from './stage-fault.ts'
import type { AnomalyParameters } from './detection/anomaly-parameters.ts'
import type { JudgeParameters } from './detection/content-judge.ts'
import type { LimitParameters } from './limits/limit-parameters.ts'
import type { AgentCodeOptions } from './sandbox/agent-code.ts'
import type { CedarOptions } from './policy/cedar-policy.ts'
import type { RoleRule } from './policy/role-table.ts'

/** What the control path must know of the organisation. */
export interface GuardDirectory {
  /** The agent's role; it is part of the agent's certificate. */
  roleOf(agent: AgentId): string
  cellOf(agent: AgentId): CellId
  /** What the agent's department does, or any other word for divisions and the apex. */
  functionOf(agent: AgentId): string
  /** True for the first seat of a team. */
  isLead(agent: AgentId): boolean
  /** True for the meta-agents of departments, divisions and the apex. */
  isMeta(agent: AgentId): boolean
}

export interface GuardOptions extends AgentCodeOptions {
  readonly levels: ControlLevels
  readonly cell: CellId
  /** The trial's seed: guards with the same seed have the same authority. */
  readonly seed: number
  readonly directory: GuardDirectory
  /** Virtual time of the cell. */
  readonly clock: { readonly now: VirtualUs }
  /** Where kept audit records go. Default: counted and dropped. */
  readonly auditSink?: AuditSink
  /** L1 only: modelled probability that a record is lost. Default `DEFAULT_LOSS_SHARE`. */
  readonly auditLossShare?: number
  /** L3 only: virtual time between checkpoints. Default `CHECKPOINT_EVERY_US`. */
  readonly auditCheckpointUs?: VirtualUs
  /** D1 to D3: alert at this many reports about one agent within the window. */
  readonly detection?: { readonly reports: number; readonly windowUs: VirtualUs }
  /** D2 and D3: how anomalies are found. Default `DEFAULT_ANOMALY`. */
  readonly anomaly?: AnomalyParameters
  /** D3 only: what the modelled judge goes by, before it errs as often as `parameters` say. */
  readonly judge?: {
    readonly isBad: (text: string) => boolean
    /** Default `PUBLISHED_JUDGE`. */
    readonly parameters?: JudgeParameters
  }
  /** P1 only: what is allowed. Default `ROLE_TABLE`. */
  readonly roleTable?: readonly RoleRule[]
  /** P2 only: other policies than the organisation's, and whether decisions are remembered. */
  readonly cedar?: CedarOptions
  /** A2 to A4: most sessions or replay windows of the cell; further pairs are refused. */
  readonly maxSessions?: number
  /** A2 to A4: a message older than this is refused. */
  readonly messageLifetimeUs?: VirtualUs
  /** A4: halves of sessions whose keys the cell holds; the least recently used go first. */
  readonly sessionCapacity?: number
  /** A4: age from which a session seals no more messages. */
  readonly sessionTtlUs?: VirtualUs
  /** A2 to A4: how long enrolments and handshakes take. Default: no time. */
  readonly roundTrips?: RoundTrips
  /** R1 only: what is allowed. Default `DEFAULT_LIMITS`. */
  readonly limits?: LimitParameters
  /** For drills: what takes a stage's place. Default: the stage itself. */
  readonly replaced?: <S>(name: StageName, stage: S) => S
  /** Counters to add to. Default: the guard's own. */
  readonly counters?: ControlCounters
}
