/**
 * The control path of one cell, as the engine sees it. Guards of different cells share nothing: all
 * that they agree on (the authority's key, agents' keys) follows from the trial's seed.
 */
import type { Alert } from './detection/alert.ts'
import type { GuardOptions } from './guard-options.ts'
import type { Admitted, Draft, Guard, Refused, Sealed, ToolCall } from '../../adapters/contract.ts'
import type { RunningDigest } from '../kernel/digest.ts'
import type { AgentId, VirtualUs } from '../kernel/units.ts'
import type { GrantedWork } from './capabilities/capability-stage.ts'
import type { ActionClass } from './approvals/approval-stage.ts'
import type { ControlCounters } from './counters.ts'
import type { StageCounts } from './stage-count.ts'
import type { FaultLog } from './stage-fault.ts'
import { ControlPath } from './path.ts'

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
