/**
 * The path that joins the stages: limit → open (quarantine, authenticate) → authorise → approve →
 * record → effect. Every message takes every stage at every level; only the stages differ.
 */
import type { Admitted, Draft, Refused, Sealed } from '../../adapters/contract.ts'
import { RunningDigest } from '../kernel/digest.ts'
import type { AgentId, CellId } from '../kernel/units.ts'
import {
  type ActionClass,
  type ApprovalStage,
  CrossTeamApproval,
  PolicyApproval,
} from './approvals/approval-stage.ts'
import { NoApproval } from './approvals/no-approval.ts'
import type { AuditStage } from './audit/audit-stage.ts'
import { HashChain } from './audit/hash-chain.ts'
import { DEFAULT_LOSS_SHARE, LossyAudit } from './audit/lossy-audit.ts'
import { NoAudit } from './audit/no-audit.ts'
import { discardingSink } from './audit/sink.ts'
import { TransparencyLog } from './audit/transparency-log.ts'
import {
  MAX_SESSIONS,
  MESSAGE_LIFETIME_US,
  SESSION_CAPACITY,
  SESSION_TTL_US,
  type AuthContext,
  type AuthStage,
} from './auth/auth-stage.ts'
import { Channel } from './auth/channel.ts'
import { NoAuth } from './auth/no-auth.ts'
import { SessionMac } from './auth/session-mac.ts'
import { SharedToken } from './auth/shared-token.ts'
import { Signature } from './auth/signature.ts'
import { Authority } from './authority.ts'
import { CommunicationStop } from './containment/communication-stop.ts'
import {
  AgentQuarantine,
  NoContainment,
  type ContainmentStage,
} from './containment/containment-stage.ts'
import { DepartmentQuarantine } from './containment/department-quarantine.ts'
import { zeroCounters, type ControlCounters } from './counters.ts'
import { createDetector } from './detection/create-detector.ts'
import type { Detector } from './detection/detector.ts'
import {
  asAdmitted,
  asSealed,
  envelopeOf,
  NO_SUBJECT,
  serviceAccountOf,
  type Envelope,
  type Refusal,
} from './envelope.ts'
import type { Alert, CellGuard, GuardOptions, GuardSummary } from './guard.ts'
import { DEFAULT_LIMITS } from './limits/limit-parameters.ts'
import type { LimitStage } from './limits/limit-stage.ts'
import { NoLimit } from './limits/no-limit.ts'
import { SenderLimits } from './limits/sender-limits.ts'
import { createPolicy } from './policy/create-policy.ts'
import { DirectEffects } from './sandbox/direct-effects.ts'
import type { Stage } from './stage.ts'
import { isForwarded, TextDigest, withProvenance } from './text-digest.ts'

/** Agents whose keys a guard keeps: A3 needs them for every message, A2 and A4 for handshakes only. */
const KEYS_KEPT = { A0: 0, A1: 0, A2: 128, A3: 1024, A4: 128 } as const

const REFUSED: Readonly<Record<Refusal, Refused>> = {
  limit: Object.freeze({ refused: 'limit' }),
  authentication: Object.freeze({ refused: 'authentication' }),
  policy: Object.freeze({ refused: 'policy' }),
  approval: Object.freeze({ refused: 'approval' }),
  audit: Object.freeze({ refused: 'audit' }),
  quarantine: Object.freeze({ refused: 'quarantine' }),
}

export class ControlPath implements CellGuard {
  readonly counters: ControlCounters
  readonly proof: RunningDigest = new RunningDigest()
  private readonly cell: CellId
  private readonly texts = new TextDigest()
  private readonly limit: LimitStage
  private readonly containment: ContainmentStage
  private readonly auth: AuthStage
  private readonly policy: Stage
  private readonly approval: ApprovalStage
  private readonly audit: AuditStage
  private readonly sandbox: Stage
  private readonly detector: Detector
  /** Text of the allowed message that is being recorded. */
  private recording: string | undefined
  private summary: GuardSummary | undefined

  constructor(options: GuardOptions) {
    const { levels, cell } = options
    this.cell = cell
    this.counters = options.counters ?? zeroCounters()
    this.limit = limitStage(options)
    this.containment = containmentStage(options)
    this.auth = this.authStage(options)
    this.policy = createPolicy(options)
    this.approval = approvalStageOf(options)
    this.audit = this.auditStage(options)
    this.sandbox = new DirectEffects()
    this.detector = createDetector(options)
    if (levels.detection !== 'D0') {
      this.audit.subscribe((line) => this.detector.observe(line, this.recording))
    }
  }

  seal(draft: Draft, receivers?: readonly AgentId[]): Sealed {
    this.counters.seals++
    this.texts.begin(draft)
    const envelope = this.auth.seal(draft, NO_SUBJECT, receivers)
    return asSealed(isForwarded(draft) ? withProvenance(envelope, draft) : envelope)
  }

  admit(message: Sealed, receiver: AgentId): Admitted | Refused {
    const envelope = envelopeOf(message)
    this.texts.begin(envelope)
    if (!this.limit.passes(envelope, receiver)) return this.refuse(envelope, receiver, 'limit')
    const refusal = this.authenticate(envelope, receiver)
    if (refusal !== undefined) return refusal
    this.counters.decisions++
    if (!this.policy.passes(envelope, receiver)) return this.refuse(envelope, receiver, 'policy')
    if (!this.approval.passes(envelope, receiver)) {
      return this.refuse(envelope, receiver, 'approval')
    }
    // Write-ahead: no effect without its record.
    this.recording = envelope.text
    const recorded = this.audit.passes(envelope, receiver)
    this.recording = undefined
    if (!recorded) return this.refuse(envelope, receiver, 'audit')
    if (!this.sandbox.passes(envelope, receiver)) return this.refuse(envelope, receiver, 'policy')
    this.limit.admitted(envelope, receiver)
    return asAdmitted(envelope)
  }

  open(message: Admitted, receiver: AgentId): Admitted | Refused {
    const envelope = envelopeOf(message)
    this.texts.begin(envelope)
    if (!this.limit.passesFurther(envelope, receiver)) {
      return this.refuse(envelope, receiver, 'limit')
    }
    return this.authenticate(envelope, receiver) ?? message
  }

  isQuarantined(agent: AgentId): boolean {
    return this.containment.isQuarantined(agent)
  }

  quarantine(agent: AgentId): boolean {
    return this.containment.quarantine(agent)
  }

  reportAbout(reader: number, subject: AgentId, workId: number): Admitted | Refused {
    const account = serviceAccountOf(this.cell)
    const draft: Draft = {
      from: account,
      to: account,
      action: 'report',
      resource: 'board',
      workId,
      text: `reader ${reader} reports agent ${subject}`,
    }
    this.counters.seals++
    this.texts.begin(draft)
    return this.admit(asSealed(this.auth.seal(draft, subject, undefined)), account)
  }

  needsPerson(action: ActionClass): boolean {
    return this.approval.needsPerson(action)
  }

  refuseUnapproved(message: Sealed, receiver: AgentId): Refused {
    const envelope = envelopeOf(message)
    this.texts.begin(envelope)
    return this.refuse(envelope, receiver, 'approval')
  }

  onAlert(handler: (alert: Alert) => void): void {
    this.detector.onAlert(handler)
  }

  close(): GuardSummary {
    if (this.summary === undefined) {
      const auditHead = this.audit.close()
      this.proof.addText(auditHead)
      this.summary = { auditHead, proof: this.proof.hex() }
    }
    return this.summary
  }

  private authenticate(envelope: Envelope, receiver: AgentId): Refused | undefined {
    if (!this.containment.passes(envelope, receiver)) {
      return this.refuse(envelope, receiver, 'quarantine')
    }
    this.counters.opens++
    if (!this.auth.passes(envelope, receiver)) {
      return this.refuse(envelope, receiver, 'authentication')
    }
    return undefined
  }

  private refuse(envelope: Envelope, receiver: AgentId, reason: Refusal): Refused {
    this.counters.denials++
    this.limit.refused(envelope, receiver, reason)
    // A trail that could not take the message's record is not asked to take that of its refusal.
    if (reason !== 'audit') this.audit.refused(envelope, receiver, reason)
    return REFUSED[reason]
  }

  private authStage(options: GuardOptions): AuthStage {
    const { levels, cell, directory, seed, clock } = options
    if (levels.auth === 'A0') return new NoAuth()
    if (levels.auth === 'A1') return new SharedToken({ seed, proof: this.proof })
    const account = serviceAccountOf(cell)
    const roleOf = (agent: AgentId): string => (agent < 0 ? 'service' : directory.roleOf(agent))
    const context: AuthContext = {
      cell,
      seed,
      clock,
      authority: new Authority(seed, roleOf, KEYS_KEPT[levels.auth]),
      texts: this.texts,
      counters: this.counters,
      proof: this.proof,
      isOwn: (agent) => (agent < 0 ? agent === account : directory.cellOf(agent) === cell),
      maxSessions: options.maxSessions ?? MAX_SESSIONS,
      messageLifetimeUs: options.messageLifetimeUs ?? MESSAGE_LIFETIME_US,
      sessionCapacity: options.sessionCapacity ?? SESSION_CAPACITY,
      sessionTtlUs: options.sessionTtlUs ?? SESSION_TTL_US,
    }
    switch (levels.auth) {
      case 'A2':
        return new SessionMac(context)
      case 'A3':
        return new Signature(context)
      case 'A4':
        return new Channel(context)
    }
  }

  private auditStage(options: GuardOptions): AuditStage {
    const { levels, cell, seed, clock } = options
    if (levels.audit === 'L0') return new NoAudit()
    const context = {
      cell,
      seed,
      clock,
      texts: this.texts,
      counters: this.counters,
      sink: options.auditSink ?? discardingSink,
    }
    if (levels.audit === 'L3') return new TransparencyLog(context, options.auditCheckpointUs)
    return levels.audit === 'L2'
      ? new HashChain(context)
      : new LossyAudit(context, options.auditLossShare ?? DEFAULT_LOSS_SHARE)
  }
}

function containmentStage({ levels, cell, directory }: GuardOptions): ContainmentStage {
  switch (levels.containment) {
    case 'C0':
      return new NoContainment()
    case 'C1':
      return new AgentQuarantine()
    case 'C2':
      return new DepartmentQuarantine(cell, (agent) => directory.cellOf(agent))
    case 'C3':
      return new CommunicationStop()
  }
}

function limitStage({ levels, cell, directory, clock, limits }: GuardOptions): LimitStage {
  if (levels.limits === 'R0') return new NoLimit()
  const account = serviceAccountOf(cell)
  return new SenderLimits(limits ?? DEFAULT_LIMITS, clock, (agent) =>
    agent < 0 ? agent === account : directory.cellOf(agent) === cell,
  )
}

function approvalStageOf({ levels, directory }: GuardOptions): ApprovalStage {
  switch (levels.approvals) {
    case 'H0':
      return new NoApproval()
    case 'H1':
      return new PolicyApproval(directory)
    case 'H2':
      return new CrossTeamApproval()
  }
}
