/** The network of one cell: delays inside it, and requests to other departments. */
import type { Network, PeerReply, PeerRequest } from '../../adapters/contract.ts'
import type { Handler } from '../kernel/event-queue.ts'
import { purpose } from '../kernel/random.ts'
import type { ApprovalDecision } from '../controls/approvals/decision.ts'
import type { Timeline } from '../kernel/timeline.ts'
import type { AgentId, CellId, VirtualUs } from '../kernel/units.ts'
import { delayUs } from '../world/delays.ts'
import type { NetworkSpec } from '../../workloads/workload.ts'
import type { EngineMessage } from './messages.ts'

const LOCAL = purpose('network.local')
const CROSS = purpose('network.cross')

/** Holds messages until what their proof rests on has been round. */
export interface DepartureGate {
  waitUs(from: AgentId, to: AgentId): VirtualUs
}

/** What may stand between a request and its way to another department: people who must agree. */
export interface RequestGate {
  /** Calls one of the two, once: at once, or from a later event of the cell. */
  clear(
    to: CellId,
    request: PeerRequest,
    send: (decision?: ApprovalDecision) => void,
    refuse: (reason: string) => void,
  ): void
}

/** Takes the place of an answered request, so that its closure can go. */
const forgotten = (): void => {}

export class CellNetwork implements Network {
  /** Answers sent to departments that asked, refusals left out. */
  answered = 0
  private readonly timeline: Timeline
  private readonly seed: number
  private readonly spec: NetworkSpec
  private readonly departures: DepartureGate
  private readonly gate: RequestGate | undefined
  private readonly waiting: ((reply: PeerReply) => void)[] = []
  private readonly free: number[] = []

  /** Without a gate, requests need nobody's leave. */
  constructor(
    timeline: Timeline,
    seed: number,
    spec: NetworkSpec,
    departures: DepartureGate,
    gate?: RequestGate,
  ) {
    this.timeline = timeline
    this.seed = seed
    this.spec = spec
    this.departures = departures
    this.gate = gate
  }

  local<T>(from: AgentId, to: AgentId, key: number, handler: Handler<T>, arg: T): void {
    const delay = delayUs(this.spec.local, this.seed, LOCAL, from, to, key)
    this.timeline.after(this.departures.waitUs(from, to) + delay, handler, arg)
  }

  ask(to: CellId, given: PeerRequest, done: (reply: PeerReply) => void): void {
    if (this.gate === undefined) {
      this.send(to, given, done, undefined)
      return
    }
    // What is sent is what was cleared, whatever its sender makes of the object meanwhile.
    const request = structuredClone(given)
    this.gate.clear(
      to,
      request,
      (decision) => this.send(to, request, done, decision),
      (reason) => done({ kind: 'refused', reason }),
    )
  }

  /** Sends an answer back to the department that asked. */
  answer(to: CellId, askId: number, request: PeerRequest, reply: PeerReply): void {
    if (reply.kind === 'answer') this.answered++
    const message: EngineMessage = { kind: 'reply', askId, reply }
    this.carry(to, request.to, request.from, request.work.id, message)
  }

  /** Hands an arrived answer to whoever asked. */
  deliver(askId: number, reply: PeerReply): void {
    const done = this.waiting[askId] as (reply: PeerReply) => void
    this.free.push(askId)
    this.waiting[askId] = forgotten
    done(reply)
  }

  /** Delay of one message between departments: at least the lookahead, also when that was rounded up. */
  crossUs(from: AgentId, to: AgentId, key: number): VirtualUs {
    const delay = delayUs(this.spec.crossDepartment, this.seed, CROSS, from, to, key)
    return Math.max(delay, this.timeline.lookaheadUs)
  }

  /** Sends an agent's message to an agent of another cell. */
  carry(to: CellId, from: AgentId, receiver: AgentId, key: number, message: EngineMessage): void {
    const wait = this.departures.waitUs(from, receiver)
    this.timeline.send(to, wait + this.crossUs(from, receiver, key), message)
  }

  private send(
    to: CellId,
    request: PeerRequest,
    done: (reply: PeerReply) => void,
    decision: ApprovalDecision | undefined,
  ): void {
    const askId = this.free.pop() ?? this.waiting.length
    this.waiting[askId] = done
    const from = this.timeline.id
    const message: EngineMessage =
      decision === undefined
        ? { kind: 'ask', from, askId, request }
        : { kind: 'ask', from, askId, request, decision }
    this.carry(to, request.from, request.to, request.work.id, message)
  }
}
