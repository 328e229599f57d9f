/**
 * Where a cell's tool calls and requests wait for the policy server (policy P3), and the server itself,
 * which stands beside the apex. What is decided is real: controls, compiled and evaluated. What is
 * simulated is the way there and back, and the server's finite capacity, both in virtual time, so that
 * the number of threads changes nothing.
 */
import type { Admitted, PeerRequest, ToolCall, Work } from '../../adapters/contract.ts'
import type { ApprovalDecision } from '../controls/approvals/decision.ts'
import type { CellGuard } from '../controls/guard.ts'
import type { Verdict } from '../controls/policy/central/control-set.ts'
import { DecisionPoint } from '../controls/policy/central/decision-point.ts'
import type { PolicyStep } from '../controls/policy/central/policy-step.ts'
import { DEFAULT_POLICY_SERVER } from '../controls/policy/central/server-parameters.ts'
import type { EventId } from '../kernel/event-queue.ts'
import { logNormal, purpose } from '../kernel/random.ts'
import type { Timeline } from '../kernel/timeline.ts'
import type { AgentId, CellId, VirtualUs } from '../kernel/units.ts'
import { Histogram } from '../../results/histogram.ts'
import { delayUs } from '../world/delays.ts'
import { FiniteServer } from '../world/finite-server.ts'
import type { Organisation } from '../world/organisation.ts'
import type { EffectGate } from '../world/tools.ts'
import type { PolicyServerSpec } from '../../workloads/policy-server.ts'
import type { Workload } from '../../workloads/workload.ts'
import type { RequestGate } from './cell-network.ts'

const ASK = purpose('policy-server.ask')
const ANSWER = purpose('policy-server.answer')
const DECISION = purpose('policy-server.decision')

/** Between a cell and the policy server. Plain data. */
export type PolicyMessage =
  | {
      readonly kind: 'decide'
      readonly from: CellId
      readonly id: number
      /** Key of the step's luck, unique for the agent. */
      readonly key: number
      readonly step: PolicyStep
    }
  | { readonly kind: 'verdict'; readonly id: number; readonly verdict: Verdict }

export interface PolicyDeskOptions {
  readonly timeline: Timeline
  readonly organisation: Organisation
  readonly workload: Workload
  readonly seed: number
  readonly guard: CellGuard
  /** What else stands before effects and requests: people. */
  readonly next: (EffectGate & RequestGate) | undefined
}

export interface PolicyDeskTally {
  asked: number
  denied: number
  steered: number
  /** Steps about which nobody answered in time. */
  unanswered: number
  /** Requests that the server never got. */
  lost: number
}

interface Waiting {
  readonly askedAt: VirtualUs
  readonly timeout: EventId
  readonly resume: (answer: Verdict | 'unanswered') => void
}

export class PolicyDesk implements EffectGate, RequestGate {
  readonly tally: PolicyDeskTally = { asked: 0, denied: 0, steered: 0, unanswered: 0, lost: 0 }
  /** Time until the answer; what was never answered is censored. */
  readonly waits: Histogram = new Histogram()
  readonly spec: PolicyServerSpec
  readonly server: FiniteServer
  private readonly options: PolicyDeskOptions
  private readonly decisionPoint: DecisionPoint
  private readonly waiting = new Map<number, Waiting>()
  private nextId = 0

  /** Throws POLICY_INVALID for a control that cannot work. */
  constructor(options: PolicyDeskOptions) {
    const { policyServer } = options.workload
    this.options = options
    this.spec = { ...DEFAULT_POLICY_SERVER, ...policyServer }
    // Used in the apex's cell only. Clients elsewhere hold a copy of the controls, as the product's
    // do, so that they know what they need not ask about.
    this.server = new FiniteServer(options.timeline, this.spec.places)
    const { controls } = this.spec
    this.decisionPoint = new DecisionPoint(controls === undefined ? {} : { controls })
  }

  pass(
    call: ToolCall,
    work: Work,
    admitted: Admitted,
    carryOut: () => void,
    refuse: (reason: string) => void,
  ): void {
    const { guard, next } = this.options
    const step = this.stepOf(call.name, call.input, admitted.from, work.id)
    const key = (call.step * 64 + call.round) * 2
    this.ask(step, key, (reason) => {
      if (reason !== undefined) {
        guard.refuseLate(admitted, admitted.from, reason.by)
        refuse(reason.text)
      } else if (next === undefined) carryOut()
      else next.pass(call, work, admitted, carryOut, refuse)
    })
  }

  clear(
    to: CellId,
    request: PeerRequest,
    send: (decision?: ApprovalDecision) => void,
    refuse: (reason: string) => void,
  ): void {
    const { guard, next } = this.options
    const { from, work, inputs, sealed } = request
    const input = sealed?.text ?? inputs.map(({ text }) => text).join('\n')
    const step = this.stepOf('ask_peer', input, from, work.id)
    this.ask(step, request.step.index * 128 + 1, (reason) => {
      if (reason !== undefined) {
        if (sealed !== undefined) guard.refuseLate(sealed, from, reason.by)
        refuse(reason.text)
      } else if (next === undefined) send()
      else next.clear(to, request, send, refuse)
    })
  }

  /** Takes in what comes from the server, or at the apex for it. */
  receive(message: PolicyMessage): void {
    if (message.kind === 'decide') this.serve(message)
    else this.waiting.get(message.id)?.resume(message.verdict)
  }

  /** Asks, unless no control is about such steps; the answer is the reason why not, or none. */
  private ask(
    step: PolicyStep,
    key: number,
    answered: (reason: { by: 'policy' | 'quarantine'; text: string } | undefined) => void,
  ): void {
    const { timeline, guard } = this.options
    const { spec, tally, waits } = this
    if (!this.decisionPoint.applies(step)) {
      answered(undefined)
      return
    }
    const id = this.nextId++
    const askedAt = timeline.now
    tally.asked++
    const resume = (answer: Verdict | 'unanswered'): void => {
      timeline.cancel(timeout)
      this.waiting.delete(id)
      if (answer === 'unanswered') waits.recordCensored(1)
      else waits.record(timeline.now - askedAt)
      const text = this.stopped(answer)
      if (guard.isQuarantined(step.context.agent))
        answered({ by: 'quarantine', text: 'quarantine' })
      else answered(text === undefined ? undefined : { by: 'policy', text })
    }
    const timeout = timeline.after(spec.timeoutUs, () => resume('unanswered'), undefined)
    this.waiting.set(id, { askedAt, timeout, resume })
    const message: PolicyMessage = { kind: 'decide', from: timeline.id, id, key, step }
    timeline.send(this.serverCell, this.delay(ASK, message), message)
  }

  /** Why an answer stops the step; counted. */
  private stopped(answer: Verdict | 'unanswered'): string | undefined {
    const { tally, spec } = this
    if (answer === 'unanswered') {
      tally.unanswered++
      return spec.onUnreachable === 'deny' ? 'the policy server did not answer' : undefined
    }
    if (answer.decision === 'allow') return undefined
    if (answer.decision === 'deny') tally.denied++
    else tally.steered++
    return `${answer.control}: ${answer.message}`
  }

  private serve(message: PolicyMessage & { readonly kind: 'decide' }): void {
    const { timeline, seed } = this.options
    const { spec, server, decisionPoint, tally } = this
    const { from, id, key, step } = message
    const { unreachable } = spec
    if (
      unreachable !== undefined &&
      timeline.now >= unreachable.fromUs &&
      timeline.now < unreachable.untilUs
    ) {
      tally.lost++
      return
    }
    const { agent, workId } = step.context
    const us = logNormal(spec.decisionUs, spec.decisionSigma, seed, DECISION, agent, workId, key)
    server.add(Math.round(us), () => {
      const verdict = decisionPoint.decide(step)
      const answer: PolicyMessage = { kind: 'verdict', id, verdict }
      timeline.send(from, this.delay(ANSWER, message), answer)
    })
  }

  private stepOf(name: string, input: string, agent: AgentId, workId: number): PolicyStep {
    const { organisation } = this.options
    return {
      type: 'tool',
      name,
      stage: 'pre',
      input,
      context: {
        agent,
        role: organisation.roleOf(agent),
        department: organisation.functionOf(organisation.cellOf(agent)),
        workId,
      },
    }
  }

  /** One way between a department and the server: at least the lookahead. */
  private delay(
    what: typeof ASK,
    { key, step }: PolicyMessage & { readonly kind: 'decide' },
  ): VirtualUs {
    const { timeline, workload, seed } = this.options
    const { agent, workId } = step.context
    const us = delayUs(workload.network.crossDepartment, seed, what, agent, workId, key)
    return Math.max(us, timeline.lookaheadUs)
  }

  private get serverCell(): CellId {
    return this.options.organisation.cells - 1
  }
}
