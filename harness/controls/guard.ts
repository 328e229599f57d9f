/**
 * The control path of one cell, as the engine sees it. Guards of different cells share nothing: all
 * that they agree on (the authority's key, agents' keys) follows from the trial's seed.
 */
import type { Admitted, Draft, Guard, Refused, Sealed, ToolCall } from '../../adapters/contract.ts'
import type { RunningDigest } from '../kernel/digest.ts'
import type { AgentId, CellId, VirtualUs } from '../kernel/units.ts'
import type { GrantedWork } from './capabilities/capability-stage.ts'
import type { ActionClass } from './approvals/approval-stage.ts'
import type { AuditSink } from './audit/sink.ts'
import type { RoundTrips } from './auth/session-waits.ts'
import type { ControlCounters } from './counters.ts'
import type { ControlLevels } from './levels.ts'
import type { StageCounts } from './stage-count.ts'
import type { FaultLog, StageName } from './stage-fault.ts'
import type { AnomalyParameters } from './detection/anomaly-parameters.ts'
import type { JudgeParameters } from './detection/content-judge.ts'
import type { LimitParameters } from './limits/limit-parameters.ts'
import { ControlPath } from './path.ts'
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

/** What made D2 or D3 alert. */
export type AlertCause = 'rate' | 'fan-out' | 'novelty' | 'reports' | 'content'

/** A detector has seen enough of one agent. Raised once for each subject. */
export interface Alert {
  readonly subject: AgentId
  readonly at: VirtualUs
  /** Reports in the window, or what else was counted, when the threshold was reached. */
  readonly count: number
  /** Absent: reports have reached D1's threshold. */
  readonly cause?: AlertCause
  /** Modelled time that the detector needed; the alert counts from `at`, which includes it. */
  readonly delayUs?: VirtualUs
}

/** What the control path of a cell leaves behind. */
export interface GuardSummary {
  /** Hash of the last audit record, at L3 the Merkle root, or '' if the level keeps no chain. */
  readonly auditHead: string
  /** The work-proof, chain head included. */
  readonly proof: string
}

export interface CellGuard extends Guard {
  readonly counters: ControlCounters
  /** Running digest of every tag made here; `close` adds the head of the audit chain. */
  readonly proof: RunningDigest
  /** Stages that threw. What such a stage had in hand was refused, and the trial is not valid. */
  readonly faults: FaultLog
  /** How often stages were asked, by their own count. */
  readonly asked: StageCounts
  /** K1: a work starts, and may be used for what it needs. */
  begin(work: GrantedWork): void
  /** K1: nobody may act for the work any more. */
  end(workId: number): void
  /**
   * A containment command arrives. At C1 and C3 the agent's credential is revoked here from now on,
   * for messages already on their way too; at C2 that of everybody in its department. Returns false
   * if the level makes the command ineffective.
   */
  quarantine(agent: AgentId): boolean
  /**
   * A person reports a post. People are not agents and hold no keys: the report enters by the
   * board's service account of this cell and takes the same path as any message.
   */
  reportAbout(reader: number, subject: AgentId, workId: number): Admitted | Refused
  /**
   * How long a message must wait that would leave now for another agent: until what its proof rests
   * on, an enrolment or a handshake, has been round. Asked once for each message on the network.
   */
  waitUs(from: AgentId, to: AgentId): VirtualUs
  /** True if a sink must suspend the action until a person has decided. Always false at H0. */
  needsPerson(action: ActionClass): boolean
  /** A person, the timeout rule or the check of a decision stopped what was let through before. */
  refuseUnapproved(message: Sealed, receiver: AgentId): Refused
  /** The policy server, or a quarantine while it was asked, stopped what was let through before. */
  refuseLate(message: Sealed, receiver: AgentId, reason: 'policy' | 'quarantine'): Refused
  /**
   * A sink is about to carry out a call. Undefined if it may: once for each message that this guard
   * admitted, for what that message says and nothing else, and while its agent is not quarantined.
   */
  checkEffect(message: Admitted, call: ToolCall, workId: number): Refused | undefined
  /** A report reached its reader with other words, or another author, than were sealed. */
  refuseForged(report: Pick<Draft, 'from' | 'to' | 'text'>): Refused
  /** Registers for the alerts of this cell's detector. */
  onAlert(handler: (alert: Alert) => void): void
  /** Ends the chain and flushes the sink. Idempotent. */
  close(): GuardSummary
}

/** Creates the control path of one cell. */
export function createGuard(options: GuardOptions): CellGuard {
  return new ControlPath(options)
}
