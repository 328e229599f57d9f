/**
 * The path that joins the stages: limit → open (quarantine, authenticate, capability) → authorise →
 * approve → record → effect. Every message takes every stage at every level; only the stages differ.
 */
import {
  type Admitted,
  type Draft,
  type Refused,
  type Sealed,
  type Step,
  type ToolCall,
} from '../../adapters/contract.ts'
import { RunningDigest } from '../kernel/digest.ts'
import type { AgentId, CellId, VirtualUs } from '../kernel/units.ts'
import type { ActionClass, ApprovalStage } from './approvals/approval-stage.ts'
import type { AuditStage } from './audit/audit-stage.ts'
import { createAudit } from './audit/create-audit.ts'
import type { AuthStage } from './auth/auth-stage.ts'
import { createAuth } from './auth/create-auth.ts'
import { unproven } from './auth/no-auth.ts'
import { NO_ROUND_TRIPS, SessionWaits } from './auth/session-waits.ts'
import type { CapabilityStage, GrantedWork } from './capabilities/capability-stage.ts'
import { createCapabilities } from './capabilities/create-capabilities.ts'
import type { ContainmentStage } from './containment/containment-stage.ts'
import { zeroCounters, type ControlCounters } from './counters.ts'
import { createDetector } from './detection/create-detector.ts'
import type { Detector } from './detection/detector.ts'
import { EffectTickets } from './effect-tickets.ts'
import {
  asAdmitted,
  asSealed,
  envelopeOf,
  NO_SUBJECT,
  serviceAccountOf,
  type Envelope,
  type Refusal,
} from './envelope.ts'
import type { Alert } from './detection/alert.ts'
import type { CellGuard, GuardSummary } from './guard.ts'
import type { GuardOptions } from './guard-options.ts'
import type { LimitStage } from './limits/limit-stage.ts'
import { createPolicy } from './policy/create-policy.ts'
import { AgentCode } from './sandbox/agent-code.ts'
import { approvalStage, containmentStage, limitStage } from './simple-stages.ts'
import { CountedStage, type StageCounts } from './stage-count.ts'
import { FaultLog, REFUSAL_OF, type StageName } from './stage-fault.ts'
import type { Stage } from './stage.ts'
import { isForwarded, OWN, TextDigest, withProvenance } from './text-digest.ts'
import { grantsOf } from '../kernel/provenance.ts'

const REFUSED: Readonly<Record<Refusal, Refused>> = {
  limit: Object.freeze({ refused: 'limit' }),
  authentication: Object.freeze({ refused: 'authentication' }),
  capability: Object.freeze({ refused: 'capability' }),
  policy: Object.freeze({ refused: 'policy' }),
  approval: Object.freeze({ refused: 'approval' }),
  audit: Object.freeze({ refused: 'audit' }),
  quarantine: Object.freeze({ refused: 'quarantine' }),
  sandbox: Object.freeze({ refused: 'sandbox' }),
}

export class ControlPath implements CellGuard {
  readonly counters: ControlCounters
  readonly proof: RunningDigest = new RunningDigest()
  readonly faults: FaultLog
  readonly asked: StageCounts
  private readonly cell: CellId
  private readonly texts = new TextDigest()
  private readonly limit: LimitStage
  private readonly containment: ContainmentStage
  private readonly waits: SessionWaits
  private readonly sealer: AuthStage
  private readonly auth: CountedStage
  private readonly capability: CapabilityStage
  private readonly policy: CountedStage
  /** A message says on whose behalf it is sent where a stage asks for that. */
  private readonly carriesOrigin: boolean
  private readonly approval: ApprovalStage
  private readonly trail: AuditStage
  private readonly audit: CountedStage
  private readonly sandbox: Stage
  private readonly code: AgentCode
  private readonly detector: Detector
  private readonly tickets = new EffectTickets()
  /** Text of the allowed message that is being recorded. */
  private recording: string | undefined
  private summary: GuardSummary | undefined
  /** The stage that has the message. */
  private stage: keyof typeof REFUSAL_OF = 'limits'

  constructor(options: GuardOptions) {
    const { levels, cell } = options
    this.cell = cell
    this.counters = options.counters ?? zeroCounters()
    this.faults = new FaultLog(cell, options.clock)
    const { replaced = (_name, stage) => stage } = options
    this.limit = replaced('limits', limitStage(options))
    this.containment = replaced('containment', containmentStage(options))
    const { roundTrips = NO_ROUND_TRIPS } = options
    this.waits = new SessionWaits(options.clock, roundTrips, this.counters)
    const { texts, counters, proof, waits } = this
    this.sealer = replaced('auth', createAuth(options, { texts, counters, proof, waits }))
    this.auth = new CountedStage(this.sealer)
    const isRevoked = (agent: AgentId): boolean => this.isQuarantined(agent)
    this.capability = replaced('capabilities', createCapabilities(options, counters, isRevoked))
    this.carriesOrigin = levels.policy === 'P2' || levels.capabilities === 'K1'
    const policyFailed = (error: unknown): void => this.faults.note('policy', error)
    this.policy = new CountedStage(replaced('policy', createPolicy(options, policyFailed)))
    this.approval = replaced('approvals', approvalStage(options))
    this.trail = replaced('audit', createAudit(options, this.texts, this.counters))
    this.audit = new CountedStage(this.trail)
    this.code = this.agentCode(options)
    this.sandbox = replaced('sandbox', this.code)
    this.detector = replaced('detection', createDetector(options))
    this.asked = { auth: this.auth, policy: this.policy, audit: this.audit }
    if (levels.detection !== 'D0') this.trail.subscribe((line) => this.watch(line))
  }

  seal(draft: Draft, receivers?: readonly AgentId[]): Sealed {
    if (!this.code.asksFor(draft)) return this.code.unaskedFor(draft)
    return asSealed(this.sealed(draft, NO_SUBJECT, receivers))
  }

  admit(message: Sealed, receiver: AgentId): Admitted | Refused {
    if (this.code.isUnasked(message)) return REFUSED.sandbox
    const envelope = envelopeOf(message)
    try {
      return this.decide(envelope, receiver)
    } catch (error) {
      return this.failClosed(envelope, receiver, error)
    }
  }

  private decide(envelope: Envelope, receiver: AgentId): Admitted | Refused {
    this.stage = 'limits'
    this.texts.begin(envelope)
    if (!this.limit.passes(envelope, receiver)) return this.refuse(envelope, receiver, 'limit')
    const refusal = this.authenticate(envelope, receiver)
    if (refusal !== undefined) return refusal
    this.stage = 'policy'
    this.counters.decisions++
    if (!this.policy.passes(envelope, receiver)) return this.refuse(envelope, receiver, 'policy')
    this.stage = 'approvals'
    if (!this.approval.passes(envelope, receiver)) {
      return this.refuse(envelope, receiver, 'approval')
    }
    // Write-ahead: no effect without its record.
    this.stage = 'audit'
    this.recording = envelope.text
    const recorded = this.audit.passes(envelope, receiver)
    this.recording = undefined
    if (!recorded) return this.refuse(envelope, receiver, 'audit')
    this.stage = 'sandbox'
    if (!this.sandbox.passes(envelope, receiver)) return this.refuse(envelope, receiver, 'policy')
    this.stage = 'limits'
    this.limit.admitted(envelope, receiver)
    this.tickets.issue(envelope)
    return asAdmitted(envelope)
  }

  open(message: Admitted, receiver: AgentId): Admitted | Refused {
    const envelope = envelopeOf(message)
    try {
      return this.openFurther(message, envelope, receiver)
    } catch (error) {
      return this.failClosed(envelope, receiver, error)
    }
  }

  private openFurther(
    message: Admitted,
    envelope: Envelope,
    receiver: AgentId,
  ): Admitted | Refused {
    this.stage = 'limits'
    this.texts.begin(envelope)
    if (!this.limit.passesFurther(envelope, receiver)) {
      return this.refuse(envelope, receiver, 'limit')
    }
    return this.authenticate(envelope, receiver) ?? message
  }

  begin(work: GrantedWork): void {
    this.tell('capabilities', () => this.capability.begin(work))
  }

  end(workId: number): void {
    this.tell('capabilities', () => this.capability.end(workId))
  }

  entrust(workId: number, to: AgentId, step?: Step): void {
    const actions = step === undefined ? undefined : grantsOf(step)
    this.tell('capabilities', () => this.capability.entrust(workId, to, actions))
  }

  isQuarantined(agent: AgentId): boolean {
    if (this.faults.has('containment')) return true
    try {
      return this.containment.isQuarantined(agent)
    } catch (error) {
      return this.untold(error)
    }
  }

  quarantine(agent: AgentId): boolean {
    const isEffective = this.carryOut(agent)
    if (isEffective) this.code.end(agent)
    return isEffective
  }

  private carryOut(agent: AgentId): boolean {
    try {
      return this.containment.quarantine(agent)
    } catch (error) {
      return this.untold(error)
    }
  }

  /** A list of revocations that could not be read or changed is not known to be whole. */
  private untold(error: unknown): true {
    this.faults.note('containment', error)
    return true
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
    return this.admit(asSealed(this.sealed(draft, subject, undefined)), account)
  }

  waitUs(from: AgentId, to: AgentId): VirtualUs {
    return this.waits.waitUs(from, to)
  }

  needsPerson(action: ActionClass): boolean {
    try {
      return this.approval.needsPerson(action)
    } catch (error) {
      this.faults.note('approvals', error)
      return true
    }
  }

  refuseUnapproved(message: Sealed, receiver: AgentId): Refused {
    const envelope = envelopeOf(message)
    this.texts.begin(envelope)
    return this.refuse(envelope, receiver, 'approval')
  }

  refuseLate(message: Sealed, receiver: AgentId, reason: 'policy' | 'quarantine'): Refused {
    const envelope = envelopeOf(message)
    this.texts.begin(envelope)
    return this.refuse(envelope, receiver, reason)
  }

  checkEffect(message: Admitted, call: ToolCall, workId: number): Refused | undefined {
    const envelope = envelopeOf(message)
    const isGood = this.tickets.redeem(envelope, call, workId)
    if (isGood && !this.isQuarantined(envelope.from)) return undefined
    this.texts.begin(envelope)
    return this.refuse(envelope, envelope.from, isGood ? 'quarantine' : 'policy')
  }

  refuseForged(report: Pick<Draft, 'from' | 'to' | 'text'>): Refused {
    const draft: Draft = { ...report, action: 'report', resource: 'upward', workId: -1 }
    this.texts.begin(OWN)
    return this.refuse(unproven(draft, NO_SUBJECT), report.to, 'authentication')
  }

  onAlert(handler: (alert: Alert) => void): void {
    this.detector.onAlert(handler)
  }

  close(): GuardSummary {
    if (this.summary === undefined) {
      const auditHead = this.closeAudit()
      this.proof.addText(auditHead)
      this.summary = { auditHead, proof: this.proof.hex() }
    }
    return this.summary
  }

  private closeAudit(): string {
    try {
      return this.trail.close()
    } catch (error) {
      this.faults.note('audit', error)
      return ''
    }
  }

  /** A message that cannot be sealed goes without a proof, which no level above A0 accepts. */
  private sealed(
    draft: Draft,
    subject: number,
    receivers: readonly AgentId[] | undefined,
  ): Envelope {
    this.counters.seals++
    let stage: StageName = 'auth'
    try {
      const provenance = this.carriesOrigin && isForwarded(draft) ? draft : OWN
      this.texts.begin(provenance)
      const sealed = this.sealer.seal(draft, subject, receivers)
      const envelope = provenance === OWN ? sealed : withProvenance(sealed, provenance)
      stage = 'capabilities'
      return this.capability.attach(envelope, draft, receivers)
    } catch (error) {
      this.faults.note(stage, error)
      return unproven(draft, subject)
    }
  }

  /** The message is not known to be bad; it is refused because the stage that has it could not tell. */
  private failClosed(envelope: Envelope, receiver: AgentId, error: unknown): Refused {
    this.recording = undefined
    this.faults.note(this.stage, error)
    return this.refuse(envelope, receiver, REFUSAL_OF[this.stage])
  }

  /** A detector has no say in a message, and its fault is none of the trail that it watches. */
  private watch(line: string): void {
    try {
      this.detector.observe(line, this.recording)
    } catch (error) {
      this.faults.note('detection', error)
    }
  }

  private authenticate(envelope: Envelope, receiver: AgentId): Refused | undefined {
    this.stage = 'containment'
    if (this.faults.has('containment')) return this.refuse(envelope, receiver, 'quarantine')
    if (!this.containment.passes(envelope, receiver)) {
      return this.refuse(envelope, receiver, 'quarantine')
    }
    this.stage = 'auth'
    this.counters.opens++
    if (!this.auth.passes(envelope, receiver)) {
      return this.refuse(envelope, receiver, 'authentication')
    }
    this.stage = 'capabilities'
    if (!this.capability.passes(envelope, receiver)) {
      return this.refuse(envelope, receiver, 'capability')
    }
    return undefined
  }

  private refuse(envelope: Envelope, receiver: AgentId, reason: Refusal): Refused {
    this.counters.denials++
    // Refused it is, whoever can no longer be told.
    try {
      this.limit.refused(envelope, receiver, reason)
    } catch (error) {
      this.faults.note('limits', error)
    }
    try {
      // A trail that could not take the message's record is not asked to take that of its refusal.
      if (reason !== 'audit') this.trail.refused(envelope, receiver, reason)
    } catch (error) {
      this.faults.note('audit', error)
    }
    return REFUSED[reason]
  }

  private tell(stage: StageName, what: () => void): void {
    try {
      what()
    } catch (error) {
      this.faults.note(stage, error)
    }
  }

  private agentCode(options: GuardOptions): AgentCode {
    const { levels, cell, directory } = options
    return new AgentCode(levels.sandbox, options, this.counters, {
      cell,
      isOwn: (agent) => agent >= 0 && directory.cellOf(agent) === cell,
      isQuarantined: (agent) => this.isQuarantined(agent),
      failed: (error) => this.faults.note('sandbox', error),
    })
  }
}
